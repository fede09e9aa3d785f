// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>

#include "reason/reason_queue.h"
#include "reason/request.h"

/* A copy that took more memory is not reused. */
#define REUSED_BYTES 65536

#define HELD_MAX HELPER_REQUESTS_MAX

struct held_event {
	struct event ev;
	bool asked; /* a reason was asked for */
	size_t request; /* its index in the batch */
};

/* Add the event's question, if it needs one, to the batch, which has `n`. Return whether there
 * was room. */
static bool ask(struct reason_queue *q, struct held_event *held, size_t n)
{
	held->asked = false;
	if (!held->ev.head.retval)
		return true;
	reason_request__encode(&q->request, &held->ev);
	if (q->request.failed)
		return true;
	held->request = n;
	held->asked = helper__add(q->helper, q->job, q->request.data, q->request.len);
	return held->asked;
}

/* Ask about the held events from the first to the n-th, until the batch is full. Return the
 * index of the event that it has no room for, or n. */
static size_t ask_batch(struct reason_queue *q, size_t first, size_t n)
{
	size_t i, asked = 0;

	/* One for which not even an empty batch has room gets no reason. */
	for (i = first; i < n && (ask(q, &q->held[i], asked) || !asked); i++)
		asked += q->held[i].asked;
	helper__run(q->helper);
	return i;
}

/* Set the reason of the event to the answer, if there is one. */
static void take_answer(const struct reason_queue *q, struct held_event *held)
{
	size_t len = 0;
	const char *answer = NULL;

	if (held->asked)
		answer = helper__answer(q->helper, held->request, &len);
	held->ev.reason = (struct names){ answer, answer ? len : 0, 0 };
}

void reason_queue__release(struct reason_queue *q)
{
	const size_t n = q->n;
	size_t end = 0;

	q->n = q->bytes = 0;
	for (size_t i = 0; i < n; i++) {
		struct held_event *held = &q->held[i];

		if (i == end)
			end = ask_batch(q, i, n);
		take_answer(q, held);
		q->show(q->ctx, &held->ev);
		if (event__size(&held->ev) > REUSED_BYTES)
			event__free(&held->ev);
	}
}

/* Return whether there was memory for it. */
static bool hold(struct reason_queue *q, const struct event *ev)
{
	if (!q->held)
		q->held = calloc(HELD_MAX, sizeof(*q->held));
	if (!q->held || event__copy(&q->held[q->n].ev, ev))
		return false;
	q->n++;
	q->bytes += event__size(ev);
	return true;
}

void reason_queue__event(struct reason_queue *q, struct event *ev)
{
	ev->reason = (struct names){};
	if (!q->helper || (!ev->head.retval && !q->n)) {
		q->show(q->ctx, ev);
		return;
	}
	if (!hold(q, ev)) {
		reason_queue__release(q);
		q->show(q->ctx, ev);
	}
	if (q->n == HELD_MAX || q->bytes > REASON_QUEUE_BYTES)
		reason_queue__release(q);
}

void reason_queue__free(struct reason_queue *q)
{
	for (size_t i = 0; q->held && i < HELD_MAX; i++)
		event__free(&q->held[i].ev);
	free(q->held);
	strbuf__free(&q->request);
	*q = (struct reason_queue){};
}
