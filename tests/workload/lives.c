// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * lives TOKEN: starts itself once for each way to end, and prints how each ended as wait4()
 * told it: "PID WAY STATUS", the status in hexadecimal, and " replaced" for each program
 * that exec'ed another before.
 *
 * lives burn N TOKEN: N programs that use 0.2 to 4 ms of CPU each, and N that use none;
 * prints the nanoseconds that all have used by their own clocks.
 *
 * lives hold MB TOKEN: a process with MB megabytes starts a program that uses 8 MB; prints
 * that program's pid and its own highest memory in KiB, VmHWM.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>

#include "workload.h"

#define BURN_UNIT_NS 200000ULL
#define BURN_UNITS 20
#define HELD_BYTES (8 << 20)

static char *token;

static void again(const char *way)
{
	char *argv[] = { "lives", (char *)way, token, NULL };

	execv("/proc/self/exe", argv);
	err(1, "execv");
}

static void *exit_7_later(void *unused)
{
	usleep(20000);
	exit(7);
}

static void *end(void *unused)
{
	usleep(20000);
	return unused;
}

static void *exec_code_5(void *unused)
{
	again("code5");
	return unused;
}

static void in_thread(void *(*function)(void *))
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, function, NULL))
		errx(1, "no thread");
}

static void main_first(void)
{
	in_thread(exit_7_later);
	pthread_exit(NULL);
}

/* The status of the first thread counts if nobody has exited for all. */
static void all_threads_end(void)
{
	in_thread(end);
	syscall(SYS_exit, 9);
}

static void many_threads(void)
{
	for (int i = 0; i < 8; i++)
		in_thread(exit_7_later);
	pause();
}

static void thread_execs(void)
{
	in_thread(exec_code_5);
	pause();
}

static void by_vfork(void)
{
	pid_t pid = vfork();

	if (!pid)
		_exit(4);
	wait_for(pid);
	_exit(6);
}

static void group_killed(void)
{
	setpgid(0, 0);
	kill(0, SIGTERM);
	pause();
}

static void write_to_nobody(void)
{
	int ends[2];

	if (pipe(ends))
		err(1, "pipe");
	close(ends[0]);
	if (write(ends[1], "x", 1) < 0)
		err(1, "write");
}

static void dump_core(void)
{
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };

	if (setrlimit(RLIMIT_CORE, &all))
		err(1, "setrlimit");
	raise(SIGABRT);
}

static void code_0(void)
{
	_exit(0);
}

static void code_5(void)
{
	_exit(5);
}

static void code_255(void)
{
	_exit(-1);
}

static void kill_self(void)
{
	raise(SIGKILL);
}

static void real_time_signal(void)
{
	raise(SIGRTMIN + 3);
}

static void fault(void)
{
	*(volatile int *)NULL = 1;
}

static void exec_twice(void)
{
	again("once");
}

static void exec_once(void)
{
	again("code5");
}

static const struct way {
	const char *name;
	void (*go)(void);
	int replaced; /* programs before the last one */
	bool inner; /* not started by itself */
} ways[] = {
	{ "code0", code_0 },
	{ "code5", code_5 },
	{ "code255", code_255 },
	{ "kill", kill_self },
	{ "fault", fault },
	{ "core", dump_core },
	{ "rtsignal", real_time_signal },
	{ "mainfirst", main_first },
	{ "allend", all_threads_end },
	{ "threads", many_threads },
	{ "thread", thread_execs, 1 },
	{ "vfork", by_vfork },
	{ "twice", exec_twice, 2 },
	{ "once", exec_once, 1, true },
	{ "group", group_killed },
	{ "sigpipe", write_to_nobody },
};

#define N_WAYS (int)(sizeof(ways) / sizeof(*ways))

static pid_t start(const char *way)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (!pid)
		again(way);
	return pid;
}

static void all_ways(void)
{
	for (int i = 0; i < N_WAYS; i++) {
		int status;
		pid_t pid;

		if (ways[i].inner)
			continue;
		pid = start(ways[i].name);
		if (wait4(pid, &status, 0, NULL) != pid)
			err(1, "wait4");
		for (int n = 0; n < ways[i].replaced; n++)
			printf("%d %s replaced\n", pid, ways[i].name);
		printf("%d %s %x\n", pid, ways[i].name, (unsigned int)status);
	}
}

static uint64_t own_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Burn as many units, and print what was used. */
static void burn(const char *units)
{
	const uint64_t begin = own_ns();
	const uint64_t until = begin + strtoull(units, NULL, 10) * BURN_UNIT_NS;

	while (own_ns() < until)
		;
	printf("%llu\n", (unsigned long long)(own_ns() - begin));
	exit(0);
}

/* Whether the i-th program burns: a program takes longer to begin after one that has burned,
 * so as many of both kinds come after each kind. */
static bool burns(int i)
{
	return i / 2 % 2 == i % 2;
}

static void burn_all(int n)
{
	uint64_t sum = 0;

	for (int i = 0; i < 2 * n; i++) {
		char units[8], text[32] = "";
		int ends[2];
		pid_t pid;

		snprintf(units, sizeof(units), "%d",
			 burns(i) ? 1 + i / 2 % BURN_UNITS : 0);
		if (pipe(ends))
			err(1, "pipe");
		pid = fork();
		if (!pid) {
			char *argv[] = { "lives", "units", units, token, NULL };

			dup2(ends[1], STDOUT_FILENO);
			close(ends[0]);
			close(ends[1]);
			execv("/proc/self/exe", argv);
			err(1, "execv");
		}
		close(ends[1]);
		if (read(ends[0], text, sizeof(text) - 1) <= 0)
			errx(1, "nothing to read");
		close(ends[0]);
		wait_for(pid);
		sum += strtoull(text, NULL, 10);
	}
	printf("%llu\n", (unsigned long long)sum);
}

static char *hold(size_t bytes)
{
	char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		err(1, "mmap");
	memset(memory, 1, bytes);
	return memory;
}

static void print_peak(void)
{
	char line[256];
	FILE *status = fopen("/proc/self/status", "r");
	unsigned long kb;

	hold(HELD_BYTES);
	while (status && fgets(line, sizeof(line), status))
		if (sscanf(line, "VmHWM: %lu", &kb) == 1)
			printf("%d %lu\n", getpid(), kb);
	exit(0);
}

static void hold_and_start(size_t megabytes)
{
	hold(megabytes << 20);
	wait_for(start("peak"));
}

int main(int argc, char **argv)
{
	token = argv[argc - 1];
	if (argc == 4 && !strcmp(argv[1], "units"))
		burn(argv[2]);
	if (argc == 4 && !strcmp(argv[1], "burn"))
		burn_all(atoi(argv[2]));
	else if (argc == 4 && !strcmp(argv[1], "hold"))
		hold_and_start((size_t)atoi(argv[2]));
	else if (argc == 3 && !strcmp(argv[1], "peak"))
		print_peak();
	else if (argc == 2)
		all_ways();
	for (int i = 0; argc == 3 && i < N_WAYS; i++)
		if (!strcmp(argv[1], ways[i].name))
			ways[i].go();
	return 0;
}
