/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Why an exec failed, in a sentence, found by examining the file and the caller after the
 * event. */
#ifndef REASON_H
#define REASON_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "reason/caller.h"
#include "reason/request.h"
#include "record/event.h"

/* State between events; all zero at first. */
struct reasoner {
	struct caller caller;
	bool begun; /* caller__begin() was called */
	struct strbuf text;
	struct arg args[REQUEST_ARGS_MAX]; /* of the event */
};

/*
 * Append the sentence for a failed exec of ev->filename; names in it are not escaped. Return
 * 0; -EAGAIN, with nothing appended, if the present state of the files and of the caller does
 * not explain the error for certain; or -ENOMEM.
 */
int reason__explain(struct strbuf *out, struct caller *caller, const struct event *ev);

/* Explain the event of a request (request.h) to a helper process (helper.h): write the
 * sentence, or nothing if there is none. ctx: struct reasoner. */
size_t reasoner__answer(void *ctx, const void *request, size_t len, char *answer);

void reasoner__free(struct reasoner *r);

#endif
