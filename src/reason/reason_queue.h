/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Asks a helper process for the reasons of failed execs, several at a time. Events are held
 * in order until then. */
#ifndef REASON_QUEUE_H
#define REASON_QUEUE_H

#include "base/helper.h"
#include "record/event.h"

/* Bytes of the events (event__size()) that are held before they are shown. */
#define REASON_QUEUE_BYTES (1 << 20)

struct reason_queue {
	struct helper *helper; /* NULL: no reasons are asked for */
	size_t job; /* reasoner__answer() in the helper */
	/* Called for each event to show, with its reason. It may modify the event, which is
	 * valid during the call. */
	void (*show)(void *ctx, struct event *ev);
	void *ctx;

	struct held_event *held; /* the n events held, and free ones */
	size_t n;
	size_t bytes; /* of all held */
	struct strbuf request;
};

/* Show the next event, or hold a copy if it needs a reason or must wait for its turn. If
 * memory runs out, it is shown without a reason. */
void reason_queue__event(struct reason_queue *q, struct event *ev);

/* Ask for the reasons and show all that is held. */
void reason_queue__release(struct reason_queue *q);

void reason_queue__free(struct reason_queue *q);

#endif
