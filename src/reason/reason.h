/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Why an exec failed, in a sentence, found by examining the file and the caller after the
 * event. */
#ifndef REASON_H
#define REASON_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "reason/caller.h"
#include "record/event.h"

/* State between events; all zero at first. */
struct reasoner {
	struct caller caller;
	bool begun; /* caller__begin() was called */
};

/*
 * Append the sentence for a failed exec of ev->filename; names in it are not escaped. Return
 * 0; -EAGAIN, with nothing appended, if the present state of the files and of the caller does
 * not explain the error for certain; or -ENOMEM.
 */
int reason__explain(struct strbuf *out, struct caller *caller, const struct event *ev);

/*
 * Append the sentence for the event that is being shown, as reason__explain() does; open
 * what the explanations need on the first call. Never blocks. Return 0, -EAGAIN or another
 * negative errno; `out` may then hold a part.
 */
int reasoner__explain(struct reasoner *r, struct strbuf *out, const struct event *ev);

void reasoner__free(struct reasoner *r);

#endif
