// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "consumer.h"
#include "ring.h"

/* While there is much to do, the ring is looked at this often... */
#define LOOK_MS 5
/* ... or this often, after a look that found so many: the ring shall be nearly empty
 * when a write to a disk or another process holds us up. */
#define LOOK_SOON_MS 1
#define MANY_RECORDS 512
/* ... and while a look finds so many records. When they come more slowly, a wake-up
 * for each costs little and shows it at once. */
#define BUSY_RECORDS 4
/* Records after which signals and the reader are looked at, although more come. */
#define BATCH_MAX 4096

enum source {
	SOURCE_RING,
	SOURCE_SIGNAL,
	SOURCE_OUTPUT,
};

struct consumer {
	struct consumer_setup with;
	int epoll;
	struct ring *ring;
};

int consumer__open_signals(void)
{
	struct sigaction hup;
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	/* Blocked signals are queued even if ignored (signalfd(2) needs them
	 * blocked), so only the one that shall stay ignored is left out. */
	if (!sigaction(SIGHUP, NULL, &hup) && hup.sa_handler != SIG_IGN)
		sigaddset(&set, SIGHUP);
	signal(SIGPIPE, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -errno;
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? -errno : fd;
}

/* Returns 0 or a negative errno. */
static int watch(struct consumer *c, int fd, enum source source, uint32_t events)
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
	if (!err)
		err = watch(c, setup->signal_fd, SOURCE_SIGNAL, EPOLLIN);
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
	err = c->with.ops->end(c->with.ctx);
	return n < 0 ? n : err ? err : n;
}

/* What no number of records comes to. */
#define STOP INT_MAX

/* Waits; returns STOP if a signal came, -EPIPE if the reader has gone, 1 if a program
 * woke us, else 0. */
static int wait_events(struct consumer *c, int timeout_ms)
{
	struct epoll_event events[3];
	int n, result = 0;

	n = epoll_wait(c->epoll, events, 3, timeout_ms);
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	for (int i = 0; i < n; i++) {
		if (events[i].data.u32 == SOURCE_SIGNAL)
			return STOP;
		if (events[i].data.u32 == SOURCE_OUTPUT)
			result = -EPIPE;
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
		n = wait_events(c, -1);
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
	int n;

	do
		n = consume(c);
	while (n > 0);
	return n;
}

void consumer__restore_signals(struct consumer *c)
{
	struct signalfd_siginfo taken;
	sigset_t set;

	while (read(c->with.signal_fd, &taken, sizeof(taken)) > 0)
		;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
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
