// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/helper.h"
#include "base/log.h"
#include "base/privileges.h"
#include "base/strbuf.h"

#define REQUESTS_SIZE (128 << 10)
#define ANSWERS_SIZE (256 << 10)

#define FIRST_FD 3 /* after the standard ones */

/* As many time limits are waited for an answer in all if the process has no CPU to run on. */
#define LIMITS_MAX 4

struct item {
	uint32_t job;
	uint32_t request, request_len; /* in struct batch */
	uint32_t answer, answer_len; /* in struct batch */
};

/* Memory shared with one process, which answers items in order. */
struct batch {
	uint32_t n;
	uint32_t done; /* items with an answer */
	struct item items[HELPER_REQUESTS_MAX];
	char requests[REQUESTS_SIZE];
	char answers[ANSWERS_SIZE];
};

struct process {
	pid_t pid;
	int fd; /* our end of a socket; negative: there is no process */
	int stat_fd; /* its /proc/PID/stat; negative: unknown */
	bool stuck;
	struct batch *batch;
};

struct result {
	bool answered;
	size_t at, len; /* in `answers` */
};

struct helper {
	struct helper_setup setup;
	struct process processes[HELPER_PROCESSES];
	/* The requests being collected: */
	struct item items[HELPER_REQUESTS_MAX];
	size_t n;
	struct strbuf requests;
	/* Of the last batch: */
	struct result results[HELPER_REQUESTS_MAX];
	size_t n_results;
	struct strbuf answers;
	uint64_t unanswered;
	bool reported;
};

/* --- in a helper process --- */

/* Close all descriptors but `fd`, so that no reader of our output waits for this process. */
static int close_others(int fd)
{
	const int null = open("/dev/null", O_RDWR);

	if (dup2(fd, FIRST_FD) < 0)
		return -errno;
	for (int i = 0; i < FIRST_FD; i++)
		if (null < 0 || dup2(null, i) < 0)
			close(i);
	fd = FIRST_FD;
	if (syscall(SYS_close_range, fd + 1, ~0U, 0)) /* before Linux 5.9 */
		for (int i = fd + 1; i < sysconf(_SC_OPEN_MAX) && i < 65536; i++)
			close(i);
	return fd;
}

/* Leave the terminal and its signals, and die with `parent`. Return the socket or a negative
 * errno. */
static int settle(const struct helper_setup *setup, pid_t parent, int fd)
{
	const uint64_t keep = privileges__raised() ? 0 : setup->capabilities;
	sigset_t all;
	int err;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	setsid();
	err = privileges__drop(keep);
	/* Clears the signal of a change of ids, so it comes last. */
	if (err || prctl(PR_SET_NAME, "execsnoop-help") ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
		return -ECHILD;
	return close_others(fd);
}

/* Answer the items for which there is room. */
static void answer(const struct helper_setup *setup, struct batch *b)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < b->n && i < HELPER_REQUESTS_MAX; i++) {
		struct item *item = &b->items[i];
		const struct helper_job *job = &setup->jobs[item->job];

		if (at > sizeof(b->answers) - HELPER_ANSWER_MAX)
			return;
		item->answer = at;
		item->answer_len =
			(uint32_t)job->answer(job->ctx, b->requests + item->request,
					      item->request_len, b->answers + at);
		at += item->answer_len;
		__atomic_store_n(&b->done, i + 1, __ATOMIC_RELEASE);
	}
}

__attribute__((noreturn)) static void serve(const struct helper_setup *setup,
					    struct batch *b, pid_t parent, int fd)
{
	char order; /* 'g': go; 'q': quit */

	fd = settle(setup, parent, fd);
	while (fd >= 0 && read(fd, &order, 1) == 1 && order == 'g') {
		answer(setup, b);
		if (write(fd, "", 1) != 1)
			break;
	}
	_exit(0);
}

/* --- in this process --- */

static int start(struct helper *h, struct process *p)
{
	const pid_t us = getpid();
	char stat[32];
	int ends[2], err;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -errno;
	p->pid = fork();
	if (!p->pid)
		serve(&h->setup, p->batch, us, ends[1]);
	err = p->pid < 0 ? -errno : 0;
	close(ends[1]);
	p->fd = ends[0];
	p->stuck = false;
	if (err) {
		close(p->fd);
		p->fd = -1;
		return err;
	}
	snprintf(stat, sizeof(stat), "/proc/%d/stat", p->pid);
	p->stat_fd = open(stat, O_RDONLY | O_CLOEXEC);
	return 0;
}

struct helper *helper__new(const struct helper_setup *setup)
{
	struct helper *h = calloc(1, sizeof(*h));
	int err = -ENOMEM;

	if (!h)
		goto out;
	h->setup = *setup;
	for (int i = 0; i < HELPER_PROCESSES; i++)
		h->processes[i].fd = h->processes[i].stat_fd = -1;
	for (int i = 0; i < HELPER_PROCESSES; i++) {
		void *memory = mmap(NULL, sizeof(struct batch), PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

		err = memory == MAP_FAILED ? -errno : 0;
		if (err)
			goto out;
		h->processes[i].batch = memory;
		err = start(h, &h->processes[i]);
		/* One does, unless it gets stuck. */
		if (err && !i)
			goto out;
	}
	return h;
out:
	helper__free(h);
	errno = -err;
	return NULL;
}

/* Wait for a byte. Return 1, or 0 after `ms`, or a negative errno if the process has
 * ended. */
static int wait_for(const struct process *p, int ms)
{
	struct pollfd fd = { .fd = p->fd, .events = POLLIN };
	char byte;
	int n;

	do
		n = poll(&fd, 1, ms);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n ? -errno : 0;
	return read(p->fd, &byte, 1) == 1 ? 1 : -ECHILD;
}

/* Whether the process waits for a CPU, and not for what it asked the kernel for. */
static bool is_runnable(const struct process *p)
{
	char text[64] = ""; /* "PID (NAME) STATE ...", see proc_pid_stat(5) */
	const char *name_end;

	if (p->stat_fd < 0 || lseek(p->stat_fd, 0, SEEK_SET) ||
	    read(p->stat_fd, text, sizeof(text) - 1) < 0)
		return false;
	name_end = strrchr(text, ')');
	return name_end && !strncmp(name_end, ") R", 3);
}

static void forget(struct process *p)
{
	close(p->fd);
	p->fd = -1;
	if (p->stat_fd >= 0)
		close(p->stat_fd);
	p->stat_fd = -1;
}

/* Whether the process can take a batch: it was not stuck, or has come back. */
static bool is_ready(struct process *p)
{
	int n;

	if (p->fd < 0)
		return false;
	n = p->stuck ? wait_for(p, 0) : 1;
	p->stuck = !n;
	if (n < 0)
		forget(p);
	return n > 0;
}

/* Return NULL if there is none. */
static struct process *find_ready(struct helper *h)
{
	for (int i = 0; i < HELPER_PROCESSES; i++)
		if (is_ready(&h->processes[i]))
			return &h->processes[i];
	return NULL;
}

/* Give the process the items from the first on. Return false if it has died. */
static bool hand_over(const struct helper *h, struct process *p, size_t first)
{
	struct batch *b = p->batch;
	const size_t n = h->n - first;

	b->n = (uint32_t)n;
	b->done = 0;
	memcpy(b->items, h->items + first, n * sizeof(*b->items));
	memcpy(b->requests, h->requests.data, h->requests.len);
	return write(p->fd, "g", 1) == 1;
}

/* Wait until the process has finished `n` items, or has taken too long for one. Set `done` to
 * the number of those that it claims to have answered. Return whether it has finished. */
static bool wait_until_done(const struct helper *h, struct process *p, size_t n,
			    size_t *done)
{
	size_t before;
	int got, limits = 0; /* since an answer */

	*done = 0;
	do {
		before = *done;
		got = wait_for(p, (int)h->setup.limit_ms);
		*done = __atomic_load_n(&p->batch->done, __ATOMIC_ACQUIRE);
		if (*done > n)
			*done = n;
		limits = *done > before ? 0 : limits + 1;
	} while (!got && (!limits || (limits < LIMITS_MAX && is_runnable(p))));
	p->stuck = !got;
	if (got < 0)
		forget(p);
	return got > 0;
}

/* Take the answers to `n` items from the first on, up to one that is not in the answers.
 * Return their number. The process may still write to all that it shares. */
static size_t take_answers(struct helper *h, const struct process *p, size_t first,
			   size_t n)
{
	const struct batch *b = p->batch;
	size_t i;

	for (i = 0; i < n; i++) {
		const size_t at = __atomic_load_n(&b->items[i].answer, __ATOMIC_RELAXED);
		const size_t len =
			__atomic_load_n(&b->items[i].answer_len, __ATOMIC_RELAXED);
		struct result *r = &h->results[first + i];

		if (len > HELPER_ANSWER_MAX || at > sizeof(b->answers) - len)
			break;
		r->at = h->answers.len;
		r->len = len;
		strbuf__add(&h->answers, b->answers + at, len);
		r->answered = h->answers.len == r->at + r->len;
	}
	return i;
}

static void report_stuck(struct helper *h)
{
	if (!h->reported)
		h->reported = log_warn_nowait(
			"no answer in %u ms from a process or a file system: what depends on it is unknown",
			h->setup.limit_ms);
}

void helper__run(struct helper *h)
{
	struct process *p;
	size_t at = 0;

	strbuf__reset(&h->answers);
	memset(h->results, 0, sizeof(h->results));
	h->n_results = h->n;
	while (at < h->n && (p = find_ready(h))) {
		size_t done, taken;
		bool finished;

		if (!hand_over(h, p, at)) {
			forget(p);
			continue;
		}
		finished = wait_until_done(h, p, h->n - at, &done);
		taken = take_answers(h, p, at, done);
		at += taken;
		/* The item that it is stuck at, died of or lies about has no answer. */
		if (!finished || !taken)
			at++;
		if (p->stuck)
			report_stuck(h);
	}
	for (size_t i = 0; i < h->n; i++)
		h->unanswered += !h->results[i].answered;
	h->n = 0;
	strbuf__reset(&h->requests);
}

bool helper__add(struct helper *h, size_t job, const void *request, size_t len)
{
	struct item *item = &h->items[h->n];

	if (h->n == HELPER_REQUESTS_MAX || h->requests.len + len > REQUESTS_SIZE)
		return false;
	*item = (struct item){ .job = (uint32_t)job,
			       .request = (uint32_t)h->requests.len,
			       .request_len = (uint32_t)len };
	strbuf__add(&h->requests, request, len);
	if (h->requests.failed) {
		h->requests.failed = false;
		return false;
	}
	h->n++;
	return true;
}

const char *helper__answer(const struct helper *h, size_t i, size_t *len)
{
	if (i >= h->n_results || !h->results[i].answered)
		return NULL;
	*len = h->results[i].len;
	return h->answers.data + h->results[i].at;
}

void helper__replace_stuck(struct helper *h)
{
	for (int i = 0; i < HELPER_PROCESSES; i++) {
		struct process *p = &h->processes[i];

		if (is_ready(p))
			continue;
		if (p->fd >= 0) {
			kill(p->pid, SIGKILL); /* acts when it is no longer stuck */
			forget(p);
		}
		start(h, p);
	}
}

uint64_t helper__unanswered(const struct helper *h)
{
	return h ? h->unanswered : 0;
}

void helper__free(struct helper *h)
{
	if (!h)
		return;
	for (int i = 0; i < HELPER_PROCESSES; i++) {
		struct process *p = &h->processes[i];

		if (p->fd >= 0 && !p->stuck && write(p->fd, "q", 1) == 1 &&
		    wait_for(p, (int)h->setup.limit_ms) < 0)
			waitpid(p->pid, NULL, 0);
		if (p->fd >= 0)
			forget(p);
		if (p->batch)
			munmap(p->batch, sizeof(*p->batch));
	}
	strbuf__free(&h->requests);
	strbuf__free(&h->answers);
	free(h);
}
