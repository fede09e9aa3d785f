// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The loads of the benchmark:
 *
 *   load fail|exec N TOKEN [RATE [ARGC [BYTES]]]
 *       N execs that fail, or succeed, RATE a second (0: at full speed), with ARGC
 *       arguments (2) of BYTES in all (or as few as it takes). The second argument
 *       is TOKEN. Prints the wall time of each in nanoseconds, pauses left out.
 *   load latency N TOKEN RATE
 *       N successful execs while it reads the lines of a tracer from stdin. Prints
 *       how many lines came, and the median, the 99th percentile and the maximum
 *       of the microseconds from the call to the line.
 *   load fork N
 *       N processes that end at once, at full speed, made as posix_spawn(3) makes
 *       them. Prints the wall time of each in nanoseconds.
 *   load getppid N
 *       Prints the nanoseconds that one takes.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#include "../workload/workload.h"

#define NSEC_PER_SEC 1000000000ULL
#define PRODUCERS 2

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

/* Short pauses are spun through: a sleep takes at least 50 us more. */
static void wait_until(uint64_t when)
{
	struct timespec ts = { .tv_sec = (time_t)(when / NSEC_PER_SEC),
			       .tv_nsec = (long)(when % NSEC_PER_SEC) };

	if (when > now_ns() + 200000)
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
	while (now_ns() < when)
		;
}

static void start_nop(char **argv)
{
	pid_t pid;

	if (posix_spawn(&pid, "/proc/self/exe", NULL, NULL, argv, environ))
		err(1, "posix_spawn");
	wait_for(pid);
}

/* "nop", the token, and as many and as long more as asked for. */
static char **make_args(const char *token, size_t argc, size_t bytes)
{
	char **args = calloc(argc + 1, sizeof(*args));
	size_t least = sizeof("nop") + strlen(token) + 1, more = 0;

	if (!args)
		err(1, "calloc");
	args[0] = "nop";
	args[1] = (char *)token;
	for (size_t i = 2; i < argc; i++) {
		size_t left = bytes > least ? bytes - least - more : 0;
		size_t len = left / (argc - i);

		len = len ? len - 1 : 0;
		args[i] = malloc(len + 1);
		if (!args[i])
			err(1, "malloc");
		memset(args[i], 'x', len);
		args[i][len] = '\0';
		more += len + 1;
	}
	return args;
}

/* fail, exec */
static int run_execs(bool fails, int n, uint64_t rate, char **args)
{
	uint64_t start = now_ns(), spent = 0;

	for (int i = 0; i < n; i++) {
		uint64_t before;

		if (rate)
			wait_until(start + (uint64_t)i * NSEC_PER_SEC / rate);
		before = rate ? now_ns() : start;
		if (fails)
			execv("/nonexistent", args);
		else
			start_nop(args);
		if (rate)
			spent += now_ns() - before;
	}
	if (!rate)
		spent = now_ns() - start;
	printf("%llu\n", (unsigned long long)(spent / (uint64_t)n));
	return 0;
}

static int run_forks(int n)
{
	uint64_t start = now_ns();

	for (int i = 0; i < n; i++) {
		pid_t pid = vfork();

		if (!pid)
			_exit(0);
		wait_for(pid);
	}
	printf("%llu\n", (unsigned long long)((now_ns() - start) / (uint64_t)n));
	return 0;
}

static int run_getppid(int n)
{
	uint64_t start = now_ns();

	for (int i = 0; i < n; i++)
		syscall(SYS_getppid);
	printf("%.1f\n", (double)(now_ns() - start) / n);
	return 0;
}

struct stamps {
	atomic_int running; /* producers */
	_Atomic uint64_t sent[];
};

static void produce(struct stamps *s, int first, int n, const char *token, uint64_t rate)
{
	uint64_t start = now_ns();
	char mark[64];
	char *args[] = { "nop", mark, NULL };

	for (int i = first; i < n; i += PRODUCERS) {
		wait_until(start + (uint64_t)i * NSEC_PER_SEC / rate);
		snprintf(mark, sizeof(mark), "%s-%d", token, i);
		s->sent[i] = now_ns();
		start_nop(args);
	}
	s->running--;
	_exit(0);
}

/* Takes the stamp of the line, if it is one of ours. */
static int take_line(struct stamps *s, const char *line, const char *token, int n,
		     uint64_t *latency)
{
	const char *mark = strstr(line, token);
	int i = mark ? atoi(mark + strlen(token) + 1) : -1;

	if (i < 0 || i >= n || !s->sent[i])
		return 0;
	*latency = now_ns() - s->sent[i];
	s->sent[i] = 0;
	return 1;
}

/* Until all have come, or nothing more does. */
static int collect(struct stamps *s, const char *token, int n, uint64_t *latencies)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	static char buf[1 << 20];
	size_t len = 0;
	int seen = 0;

	while (seen < n && (poll(&in, 1, 2000) > 0 || s->running)) {
		ssize_t got = read(in.fd, buf + len, sizeof(buf) - 1 - len);
		char *line = buf, *end;

		if (got <= 0)
			break;
		len += (size_t)got;
		buf[len] = '\0';
		for (; (end = strchr(line, '\n')); line = end + 1) {
			*end = '\0';
			seen += take_line(s, line, token, n, &latencies[seen]);
		}
		len -= (size_t)(line - buf);
		memmove(buf, line, len);
	}
	return seen;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static int run_latency(int n, const char *token, uint64_t rate)
{
	size_t size = sizeof(struct stamps) + (size_t)n * sizeof(uint64_t);
	struct stamps *s = mmap(NULL, size, PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t *latencies = calloc((size_t)n + 1, sizeof(*latencies));
	int seen;

	if (s == MAP_FAILED || !latencies)
		err(1, "no memory");
	s->running = PRODUCERS;
	for (int i = 0; i < PRODUCERS; i++)
		if (!fork())
			produce(s, i, n, token, rate);
	seen = collect(s, token, n, latencies);
	qsort(latencies, (size_t)seen, sizeof(*latencies), compare);
	printf("%d %.0f %.0f %.0f\n", seen, (double)latencies[seen / 2] / 1000,
	       (double)latencies[seen * 99 / 100] / 1000,
	       (double)(seen ? latencies[seen - 1] : 0) / 1000);
	while (wait(NULL) > 0)
		;
	return 0;
}

int main(int argc, char **argv)
{
	const char *kind = argc > 1 ? argv[1] : "";
	const char *token = argc > 3 ? argv[3] : "none";
	int n = argc > 2 ? atoi(argv[2]) : 0;
	uint64_t rate = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
	size_t arguments = argc > 5 ? strtoul(argv[5], NULL, 10) : 2;
	size_t bytes = argc > 6 ? strtoul(argv[6], NULL, 10) : 0;
	bool fails = !strcmp(kind, "fail");

	if (!strcmp(argv[0], "nop"))
		return 0;
	if (n <= 0)
		errx(2,
		     "usage: load fail|exec|latency|fork|getppid N [TOKEN [RATE [ARGC [BYTES]]]]");
	if (fails || !strcmp(kind, "exec"))
		return run_execs(fails, n, rate, make_args(token, arguments, bytes));
	if (!strcmp(kind, "latency") && rate)
		return run_latency(n, token, rate);
	if (!strcmp(kind, "fork"))
		return run_forks(n);
	if (!strcmp(kind, "getppid"))
		return run_getppid(n);
	errx(2, "unknown load '%s'", kind);
}
