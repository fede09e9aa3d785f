// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/privileges.h"
#include "base/util.h"
#include "run/sandbox.h"
#include "run/writer.h"
#include "show/sink.h"

/* How long a killed writer is waited for: one in write(2) to a disk that hangs stays. */
#define KILL_MS 200

/* More than a start has open. */
#define FDS_MAX 1024

/* No reader waits at a file: if lines come more often, write them at this interval... */
#define PAUSE_MS 20
/* ... or when so many bytes are queued that the smallest queue has room for more. */
#define PAUSE_FILL (OUTPUT_SIZE_MIN / 4)

/* --- the writer --- */

/* Descriptors of the writer; it closes all others. */
enum {
	TRACER = STDIN_FILENO,
	OUT = STDOUT_FILENO,
};

static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1 };

static void set_signals(void (*action)(int))
{
	for (size_t i = 0; i < ARRAY_SIZE(ignored); i++)
		signal(ignored[i], action);
}

/* Open the output as the caller. A signal that ends the tracer meanwhile ends us. */
static int open_as_caller(struct sink *sink, const struct writer_setup *setup,
			  pid_t tracer)
{
	int err = privileges__suspend();

	if (err)
		log_error("cannot suspend privileges: %s", strerror(-err));
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* now: a change of ids resets it */
	if (getppid() != tracer)
		_exit(0);
	if (!err)
		err = sink__open(sink, setup->path, setup->append);
	prctl(PR_SET_PDEATHSIG, 0);
	privileges__resume();
	return err;
}

/* Close all descriptors but two. */
static void keep_fds(struct sink *sink, int tracer)
{
	/* In this order: with -w /dev/fd/0 the output is where the socket goes. */
	dup2(sink->fd, OUT);
	dup2(tracer, TRACER);
	sink->fd = OUT;
	/* Since Linux 5.9. */
	if (syscall(SYS_close_range, OUT + 1, ~0U, 0))
		for (int fd = OUT + 1; fd < FDS_MAX; fd++)
			close(fd);
}

/* State of the loop. */
struct serving {
	struct output *out;
	struct sink *sink;
	bool begun; /* the file is truncated */
	bool ended; /* no more bytes will be queued */
	bool alone; /* the tracer has gone */
	bool pausing; /* lines come often: collect them */
	uint64_t wrote_ns; /* when the queue was last written */
};

/* Read what the tracer sends: wake-ups, of which the first is writer__begin(). */
static void hear(struct serving *s)
{
	char bytes[64];
	const ssize_t n = read(TRACER, bytes, sizeof(bytes));

	if (n <= 0) {
		s->ended = true;
	} else if (!s->begun) {
		s->begun = true;
		sink__begin(s->sink);
		s->ended = write(TRACER, "", 1) != 1;
	}
}

/* Wait for the output or, if it need not take anything, for the tracer; `ms` as poll(2) has
 * it. Returns 0, or -EPIPE if the reader has closed the output. */
static int wait_for(struct serving *s, bool output, int ms)
{
	struct pollfd fds[] = {
		{ .fd = TRACER, .events = output ? 0 : POLLIN },
		{ .fd = OUT, .events = output ? POLLOUT : 0 },
	};

	/* poll() would not wait, but report the hangup again. */
	if (s->alone)
		fds[0].fd = -1;
	/* A file on disk has no reader, and to poll it may block. */
	if (s->sink->is_file)
		fds[1].fd = -1;
	if (poll(fds, ARRAY_SIZE(fds), ms) < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[0].revents & POLLHUP) {
		s->ended = s->alone = true;
		/* Nobody else would end a wait that lasts. */
		set_signals(SIG_DFL);
	}
	if (!output && fds[0].revents & POLLIN)
		hear(s);
	return !output && fds[1].revents & (POLLERR | POLLHUP) ? -EPIPE : 0;
}

/* Write what is queued. Returns 0 if there is no more, or a negative errno. */
static int write_queued(struct serving *s)
{
	const char *bytes;
	size_t n;
	int err = 0;

	while (!err && (n = output__next_bytes(s->out, &bytes))) {
		const ssize_t done = sink__write(s->sink, bytes, n);

		if (done == -EAGAIN)
			err = wait_for(s, true, -1);
		else if (done < 0)
			err = (int)done;
		else
			output__wrote(s->out, bytes, (size_t)done);
	}
	return err;
}

/* Set s->pausing after the queue was written, or found empty. */
static void update_pausing(struct serving *s, bool wrote)
{
	const uint64_t before = s->wrote_ns;

	if (wrote)
		s->wrote_ns = clock_ns(CLOCK_MONOTONIC);
	if (!wrote || !s->sink->is_file || s->ended)
		s->pausing = false;
	else if (s->wrote_ns < before + PAUSE_MS * NSEC_PER_MSEC)
		s->pausing = true;
}

static int serve(struct serving *s)
{
	const char *bytes;
	int err;

	do {
		const bool some = output__next_bytes(s->out, &bytes);

		err = write_queued(s);
		update_pausing(s, some);
		if (!err && output__may_sleep(s->out, s->pausing ? PAUSE_FILL : 1)) {
			if (s->ended)
				return 0;
			err = wait_for(s, false, s->pausing ? PAUSE_MS : -1);
		}
		output__awake(s->out);
	} while (!err);
	return err;
}

__attribute__((noreturn)) static void
run(struct output *out, const struct writer_setup *setup, int tracer, pid_t parent)
{
	struct sink sink;
	struct serving s = { .out = out, .sink = &sink };
	int err;

	prctl(PR_SET_NAME, "execsnoop-write");
	err = open_as_caller(&sink, setup, parent);
	set_signals(SIG_IGN);
	if (!err)
		err = privileges__drop(0);
	if (write(tracer, &err, sizeof(err)) != sizeof(err) || err)
		_exit(0);
	keep_fds(&sink, tracer);
	if (!setup->no_sandbox)
		sandbox__enter_writer(); /* as well as the kernel can: -v has told */
	err = serve(&s);
	if (err)
		sink__end_line(&sink);
	out->queue->err = err;
	out->queue->ended = true;
	_exit(0);
}

/* --- the tracer --- */

/* Take stdout from this process, so that its end does not wait for an output that hangs. */
static void leave_stdout(void)
{
	const int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	dup2(fd, STDOUT_FILENO);
	close(fd);
}

/* Wait until the writer has opened the output. Returns 0; -EIO if it could not, which it
 * has explained; or another negative errno after printing why. */
static int wait_until_open(const struct writer *w)
{
	int err = 0;
	ssize_t n;

	do
		n = read(w->fd, &err, sizeof(err));
	while (n < 0 && errno == EINTR);
	if (n == sizeof(err))
		return err ? -EIO : 0;
	err = n < 0 && errno != EIO ? -errno : -ECHILD; /* it has been killed */
	log_failure("cannot start the writer", err);
	return err;
}

int writer__start(struct writer *w, struct output *out, const struct writer_setup *setup)
{
	const pid_t tracer = getpid();
	int ends[2], err;

	*w = (struct writer){ .fd = -1, .out = out };
	/* If it is ignored, the kernel discards how the writer ended. */
	signal(SIGCHLD, SIG_DFL);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		log_failure("cannot start the writer", -errno);
		return -ENOMEM;
	}
	w->pid = fork();
	err = -errno;
	if (!w->pid) {
		close(ends[0]);
		run(out, setup, ends[1], tracer);
	}
	close(ends[1]);
	w->fd = out->wake_fd = ends[0];
	if (w->pid < 0) {
		log_failure("cannot start the writer", err);
		return -ENOMEM;
	}
	err = wait_until_open(w);
	if (err)
		return err;
	leave_stdout();
	fcntl(w->fd, F_SETFL, O_NONBLOCK);
	return 0;
}

void writer__begin(struct writer *w, int stop_fd)
{
	struct pollfd fds[] = {
		{ .fd = w->fd, .events = POLLIN },
		{ .fd = stop_fd, .events = POLLIN },
	};
	char byte;

	/* If the writer has ended, the main loop will notice. */
	if (write(w->fd, "", 1) == 1 && poll(fds, ARRAY_SIZE(fds), -1) > 0 &&
	    fds[0].revents && read(w->fd, &byte, 1) != 1)
		return;
}

int writer__finish(struct writer *w)
{
	return shutdown(w->fd, SHUT_WR) ? -errno : 0;
}

/* Wait for the end of the process, but not for one that hangs. Returns its status, or 0 if
 * that is not known in time. */
static int reap(struct writer *w)
{
	int status = 0;

	for (int ms = 0; ms < KILL_MS && w->pid > 0; ms++) {
		if (waitpid(w->pid, &status, WNOHANG))
			w->pid = 0;
		else
			poll(NULL, 0, 1);
	}
	return status;
}

void writer__kill(struct writer *w)
{
	w->killed = true;
	kill(w->pid, SIGKILL);
	reap(w);
}

static void report_death(struct writer *w)
{
	const int status = reap(w);

	if (WIFSIGNALED(status))
		log_error("the process that writes the events was killed by signal %d",
			  WTERMSIG(status));
	else
		log_error("the process that writes the events has ended");
}

int writer__result(struct writer *w)
{
	const int err = w->out->queue->err;

	if (w->killed)
		return 0;
	if (err < 0)
		return err;
	if (w->out->queue->ended && output__is_written(w->out))
		return 0;
	report_death(w);
	return -ECHILD;
}

void writer__close(struct writer *w)
{
	if (!w->out)
		return;
	close(w->fd);
	reap(w);
}
