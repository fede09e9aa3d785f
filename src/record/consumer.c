// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "base/util.h"
#include "record/consumer.h"
#include "record/ring.h"

/* Records in one batch, the one of the wake-up included, for which the ring is polled.
 * When fewer come, a wake-up for each costs little and shows it at once. */
#define BUSY_RECORDS 5
/* Interval of polling... */
#define POLL_MS 5
/* ... and after a batch of MANY_RECORDS, so that the ring is nearly empty when this process
 * has to wait for a CPU. */
#define POLL_SOON_MS 1
#define MANY_RECORDS 512
/* Longest sleep until the look that no program wakes us for. */
#define LOOK_MS 100
/* Records after which the output and the sources are checked, although more come. */
#define BATCH_MAX 4096

/* Data of an epoll event: one of these, or an index into the sources of the setup. */
enum {
	SOURCE_RING = CONSUMER_SOURCES_MAX,
	SOURCE_OUTPUT,
	SOURCES,
};

struct consumer {
	struct consumer_setup setup;
	int epoll;
	struct ring *ring;
	int again_ms; /* set by idle() */
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
	c->setup = *setup;
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
	/* Edge-triggered: only the programs' wake-ups count, not that there is data. */
	err = watch(c, setup->ring_fd, SOURCE_RING, EPOLLIN | EPOLLET);
	for (uint32_t i = 0; !err && i < setup->n_sources; i++)
		err = watch(c, setup->sources[i].fd, i, EPOLLIN);
	if (err)
		goto out;
	/* EPOLLHUP always counts. */
	err = watch(c, setup->writer_fd, SOURCE_OUTPUT, 0);
	if (err)
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

	c->setup.ops->begin(c->setup.ctx);
	n = ring__consume(c->ring, BATCH_MAX, c->setup.ops->record, c->setup.ctx);
	if (n >= 0 && n < BATCH_MAX) {
		err = c->setup.ops->idle(c->setup.ctx, &c->again_ms);
		n = err ? err : n;
	}
	err = c->setup.ops->end(c->setup.ctx);
	return n < 0 ? n : err ? err : n;
}

/* More than any number of records. */
#define STOP INT_MAX

/* Wait for events. Return -EPIPE if the output has ended, STOP if a source ends
 * the loop, 1 if there is another event, else 0. */
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
		    c->setup.sources[source].ready(c->setup.sources_ctx))
			result = STOP;
		else if (!result)
			result = 1;
	}
	return result;
}

/*
 * Set the flag consumer_sleeps, look at the ring once more, then wait. Here a fence orders
 * the write of the flag before the look; in the programs (bpf/ring.bpf.h) the commit orders
 * the record before the read of the flag. So either we see the record, or the program sees
 * the flag and wakes us.
 *
 * A look that finds only the discarded record of a wake-up counts as one that found records:
 * its sender has cleared the flag, so no other program would wake us, and epoll does not
 * report the ring, which is empty again.
 *
 * Records sent while the flag was being set may fill the ring and leave no room for a
 * wake-up. The look after LOOK_MS finds them. It costs as much as showing an event, so it
 * comes late enough for the next event to spare it, unless events are rare.
 *
 * Return 0 after a sleep of POLL_MS or longer, more if a record came at once.
 */
static int sleep_until_woken(struct consumer *c)
{
	const uint64_t start = clock_ns(CLOCK_MONOTONIC);
	int n;

	__atomic_store_n(&c->setup.shared->consumer_sleeps, 1, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	n = consume(c);
	if (!n)
		n = wait_events(c, c->again_ms >= 0 && c->again_ms < LOOK_MS ?
					   c->again_ms :
					   LOOK_MS);
	if (!n)
		n = consume(c);
	if (!n)
		n = wait_events(c, c->again_ms);
	__atomic_store_n(&c->setup.shared->consumer_sleeps, 0, __ATOMIC_RELAXED);
	if (n == 1 && clock_ns(CLOCK_MONOTONIC) >= start + POLL_MS * NSEC_PER_MSEC)
		n = 0;
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
			n = wait_events(c, n < MANY_RECORDS ? POLL_MS : POLL_SOON_MS);
			busy = false;
		} else if (n >= 0) {
			n = sleep_until_woken(c);
			busy = n > 0;
		}
	} while (n >= 0 && n != STOP);
	return n == STOP ? 0 : n;
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
