/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What explaining a failed exec needs of its event, as the bytes of one request to a helper
 * process. */
#ifndef REASON_REQUEST_H
#define REASON_REQUEST_H

#include "base/strbuf.h"
#include "record/event.h"

/* Arguments whose lengths are in a request; only for E2BIG. */
#define REQUEST_ARGS_MAX 4096

/* Set `out` to the request about `ev`. If memory runs out, `out->failed` is set. */
void reason_request__encode(struct strbuf *out, const struct event *ev);

/*
 * Set `ev` to the event of a request, as far as it is there: the head, details, file name and
 * cwd, and the lengths of its arguments, in `args`. It points into `request`. Return whether
 * the bytes are a request.
 */
bool reason_request__decode(struct event *ev, struct arg args[REQUEST_ARGS_MAX],
			    const char *request, size_t len);

#endif
