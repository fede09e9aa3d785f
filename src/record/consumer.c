// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "record/consumer.h"
#include "record/ring.h"

/* While there is much to do, the ring is looked at this often... */
#define LOOK_MS 5
/* ... or this often, after a look that found so many: the ring shall be nearly empty
 * when a write to a disk or another process holds us up. */
#define LOOK_SOON_MS 1
#define MANY_RECORDS 512
/* ... and while a look finds so many records, the one of the wake-up included. When they
 * come more slowly, a wake-up for each costs little and shows it at once. */
#define BUSY_RECORDS 5
/* Records after which the reader and the sources are looked at, although more come. */
#define BATCH_MAX 4096

/* What epoll tells of: one of these, or an index into the sources given. */
enum {
	SOURCE_RING = CONSUMER_SOURCES_MAX,
	SOURCE_OUTPUT,
	SOURCES,
};

struct consumer {
	struct consumer_setup with;
	int epoll;
	struct ring *ring;
	int again_ms; /* what idle said */
};

/* Returns 0 or a negative errno. */
static int watch(struct consumer *c, int fd, uint32_t source, uint32_t events)
{
	struct epoll_event ev = { .events = events, .data.u32 = source };

	return epoll_ctl(c->epoll, EPOLL_CTL_ADD, fd, &ev) ? -errno : 0;
}

struct consumer *consumer__new(const struct consumer_setup *setup)
{
	struct consumer *c = calloc(1, sizeof(*c));
	int err = -ENOMEM;

	if (!c)
		goto out;
	c->with = *setup;
	c->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (c->epoll < 0) {
		err = -errno;
		goto out;
	}
	c->ring = ring__new(setup->ring_fd, setup->ring_size, RECORD_SIZE_MAX);
	if (!c->ring) {
		err = -errno;
		goto out;
	}
	/* Edge-triggered: the programs' wake-ups count, not that there is data.
	 * What comes while we are awake gathers until the next look. */
	err = watch(c, setup->ring_fd, SOURCE_RING, EPOLLIN | EPOLLET);
	for (uint32_t i = 0; !err && i < setup->n_sources; i++)
		err = watch(c, setup->sources[i].fd, i, EPOLLIN);
	if (err)
		goto out;
	/* EPOLLERR and EPOLLHUP always count; a file on disk has neither. */
	err = watch(c, setup->out_fd, SOURCE_OUTPUT, 0);
	if (err && err != -EPERM)
		goto out;
	return c;
out:
	consumer__free(c);
	errno = -err;
	return NULL;
}

/* Returns the number of records, or a negative errno. */
static int consume(struct consumer *c)
{
	int n, err;

	c->with.ops->begin(c->with.ctx);
	n = ring__consume(c->ring, BATCH_MAX, c->with.ops->record, c->with.ctx);
	if (n >= 0 && n < BATCH_MAX) {
		err = c->with.ops->idle(c->with.ctx, &c->again_ms);
		n = err ? err : n;
	}
	err = c->with.ops->end(c->with.ctx);
	return n < 0 ? n : err ? err : n;
}

/* What no number of records comes to. */
#define STOP INT_MAX

/* Waits; returns -EPIPE if the reader has gone, whatever else there is, STOP if a source
 * ends it, 1 if a program woke us, else 0. */
static int wait_events(struct consumer *c, int timeout_ms)
{
	struct epoll_event events[SOURCES];
	int n, result = 0;

	n = epoll_wait(c->epoll, events, SOURCES, timeout_ms);
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	for (int i = 0; i < n; i++) {
		const uint32_t source = events[i].data.u32;

		if (source == SOURCE_OUTPUT)
			return -EPIPE;
		if (source < SOURCE_RING && result != STOP &&
		    c->with.sources[source].ready(c->with.sources_ctx))
			result = STOP;
		else if (!result)
			result = 1;
	}
	return result;
}

/*
 * Asks to be woken, looks once more, then waits. The fence stands between the
 * write of the flag and the look, as the commit stands in the programs between
 * the record and their read of the flag (bpf/ring.bpf.h): whichever comes last,
 * either we see the record or they see that we sleep.
 *
 * A look that finds no more than the discarded record of a wake-up has found something
 * too: who sent it has cleared the flag, and epoll will not tell of it any more, since
 * the ring is empty again. To sleep then would be to sleep unnoticed.
 *
 * One case is left: records that were being sent as the flag was set may have
 * filled the ring, and then there is no room for a wake-up. They are seen by one
 * more look a little later.
 *
 * Returns 0 after a long sleep; more if a record came at once.
 */
static int sleep_until_woken(struct consumer *c)
{
	int n;

	__atomic_store_n(&c->with.shared->consumer_sleeps, 1, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	n = consume(c);
	if (!n)
		n = wait_events(c, LOOK_MS);
	if (!n)
		n = consume(c);
	if (!n) {
		n = wait_events(c, c->again_ms);
		n = n == 1 ? 0 : n;
	}
	__atomic_store_n(&c->with.shared->consumer_sleeps, 0, __ATOMIC_RELAXED);
	return n;
}

int consumer__run(struct consumer *c)
{
	bool busy = false;
	int n;

	do {
		n = consume(c);
		busy = busy || n >= BUSY_RECORDS;
		if (n >= BATCH_MAX) {
			n = wait_events(c, 0);
		} else if (n >= 0 && busy) {
			n = wait_events(c, n < MANY_RECORDS ? LOOK_MS : LOOK_SOON_MS);
			busy = false;
		} else if (n >= 0) {
			n = sleep_until_woken(c);
			busy = n > 0;
		}
	} while (n >= 0 && n != STOP);
	/* -EINTR: the signal came while the reader kept the output waiting. */
	return n == STOP || n == -EINTR ? 0 : n;
}

int consumer__drain(struct consumer *c)
{
	const unsigned long end = ring__end(c->ring);
	int n;

	do
		n = consume(c);
	while (n >= 0 && !ring__is_past(c->ring, end));
	return n < 0 ? n : 0;
}

void consumer__free(struct consumer *c)
{
	if (!c)
		return;
	ring__free(c->ring);
	if (c->epoll >= 0)
		close(c->epoll);
	free(c);
}
