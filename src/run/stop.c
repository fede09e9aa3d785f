// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/util.h"
#include "run/stop.h"

/* Interval at which to check whether the tree is empty. */
#define LOOK_NS (50 * NSEC_PER_SEC / 1000)

/* Read and discard all input. */
static void empty(int fd)
{
	struct signalfd_siginfo taken; /* larger than a timer's count */

	while (read(fd, &taken, sizeof(taken)) > 0)
		;
}

/* Let the timer expire in first_ns, then every interval_ns, or only once if that is 0. Returns
 * 0 or a negative errno. */
static int set_timer(int fd, uint64_t first_ns, uint64_t interval_ns)
{
	const struct itimerspec when = {
		.it_value = { (time_t)(first_ns / NSEC_PER_SEC),
			      (long)(first_ns % NSEC_PER_SEC) },
		.it_interval = { (time_t)(interval_ns / NSEC_PER_SEC),
				 (long)(interval_ns % NSEC_PER_SEC) },
	};

	return timerfd_settime(fd, 0, &when, NULL) ? -errno : 0;
}

static bool on_signal(void *stop)
{
	struct stop *e = stop;

	if (command__ended(e->command))
		return true;
	command__pass_on(e->command, e->signal_fd);
	return false;
}

static bool on_child(void *stop)
{
	struct stop *e = stop;

	empty(e->child_fd);
	if (!command__ended(e->command))
		return false;
	/* Without the timer nothing would look at the tree again. */
	return !e->tree_empty || set_timer(e->tick_fd, 1, LOOK_NS);
}

static bool on_tick(void *stop)
{
	struct stop *e = stop;

	empty(e->tick_fd);
	return e->tree_empty(e->tree);
}

static bool on_usr1(void *stop)
{
	struct stop *e = stop;

	empty(e->usr1_fd);
	e->report(e->reported);
	return false;
}

static bool on_duration(void *stop)
{
	return true;
}

/* Add a source. fd: as its system call returned it. Returns `fd` or a negative errno. */
static int add_source(struct stop *e, int fd, bool (*ready)(void *ctx))
{
	if (fd < 0)
		return -errno;
	e->sources[e->n_sources++] = (struct consumer_source){ fd, ready };
	return fd;
}

static int add_signals(struct stop *e, const sigset_t *set, bool (*ready)(void *ctx))
{
	if (sigprocmask(SIG_BLOCK, set, NULL))
		return -errno;
	return add_source(e, signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK), ready);
}

static int add_timer(struct stop *e, bool (*ready)(void *ctx))
{
	return add_source(e, timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK),
			  ready);
}

int stop__open(struct stop *e)
{
	struct sigaction hup;
	sigset_t ends, usr1, child;

	e->n_sources = 0;
	e->signal_fd = e->usr1_fd = e->child_fd = e->duration_fd = e->tick_fd = -1;
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	/* signalfd(2) needs blocked signals, and those are queued even if ignored. So
	 * leave out SIGHUP if it must stay ignored. */
	if (!sigaction(SIGHUP, NULL, &hup) && hup.sa_handler != SIG_IGN)
		sigaddset(&ends, SIGHUP);
	/* The terminal does not send it to such a command. */
	if (e->command->own_session)
		sigaddset(&ends, SIGQUIT);
	e->signal_fd = add_signals(e, &ends, on_signal);
	if (e->signal_fd < 0)
		return e->signal_fd;
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	e->usr1_fd = add_signals(e, &usr1, on_usr1);
	if (e->usr1_fd < 0)
		return e->usr1_fd;
	if (e->command->running) {
		sigemptyset(&child);
		sigaddset(&child, SIGCHLD);
		e->child_fd = add_signals(e, &child, on_child);
		if (e->child_fd < 0)
			return e->child_fd;
	}
	if (e->duration_ns) {
		e->duration_fd = add_timer(e, on_duration);
		if (e->duration_fd < 0)
			return e->duration_fd;
	}
	if (e->tree_empty) {
		e->tick_fd = add_timer(e, on_tick);
		if (e->tick_fd < 0)
			return e->tick_fd;
	}
	return 0;
}

int stop__begin(struct stop *e)
{
	int err = 0;

	if (e->duration_ns)
		err = set_timer(e->duration_fd, e->duration_ns, 0);
	if (!err && e->tree_empty && !e->command->running)
		err = set_timer(e->tick_fd, LOOK_NS, LOOK_NS);
	if (err) {
		log_failure("cannot set a timer", err);
		command__cancel(e->command);
	} else {
		command__go(e->command);
	}
	return err;
}

void stop__take_signals(struct stop *e)
{
	if (command__ended(e->command))
		empty(e->signal_fd);
	else
		command__pass_on(e->command, e->signal_fd);
}

int stop__wait_for(struct stop *e, int fd, int timeout_ms)
{
	struct pollfd fds[] = {
		{ .fd = fd },
		{ .fd = e->signal_fd, .events = POLLIN },
		{ .fd = e->usr1_fd, .events = POLLIN },
		{ .fd = e->child_fd, .events = POLLIN },
	};

	for (;;) {
		const int n = poll(fds, ARRAY_SIZE(fds), timeout_ms);
		const int err = n < 0 ? -errno : 0;
		/* Now: a command that ended meanwhile takes no signal. */
		const bool ended = command__ended(e->command);

		if (err == -EINTR)
			continue;
		if (err)
			return err;
		if (!n)
			return -ETIMEDOUT;
		if (fds[0].revents)
			return 0;
		if (fds[1].revents && ended)
			return -EINTR;
		command__pass_on(e->command, e->signal_fd);
		if (fds[2].revents)
			on_usr1(e);
		if (e->child_fd >= 0)
			empty(e->child_fd);
	}
}

void stop__restore_signals(struct stop *e)
{
	sigset_t set;

	if (!command__ended(e->command))
		return;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

void stop__wait(struct stop *e)
{
	struct pollfd fds[] = {
		{ .fd = e->signal_fd, .events = POLLIN },
		{ .fd = e->child_fd, .events = POLLIN },
	};

	while (!command__ended(e->command)) {
		poll(fds, ARRAY_SIZE(fds), -1);
		command__pass_on(e->command, e->signal_fd);
		empty(e->child_fd);
	}
}

void stop__close(struct stop *e)
{
	for (size_t i = 0; i < e->n_sources; i++)
		close(e->sources[i].fd);
}
