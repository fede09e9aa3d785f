/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Why an exec failed, in a sentence: found out afterwards, by looking at the file and at
 * the process that called. */
#ifndef REASON_H
#define REASON_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "reason/caller.h"
#include "record/event.h"

/* What is kept from one event to the next. All zero is one. */
struct reasoner {
	struct caller caller;
	bool begun; /* caller is */
};

/*
 * Appends the sentence for an exec of ev->filename that failed. Names in it are as they
 * are, not escaped. Looks at what is there now: returns -EAGAIN, and appends nothing,
 * where that does not explain the error for sure (any more); else 0, or -ENOMEM.
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
