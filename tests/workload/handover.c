// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * handover N TOKEN: two processes, "inside" and "outside", hand over tids N times. In each
 * round a child of one execs in a thread, which gives its tid up for the leader's, and the
 * other forks a child that gets this tid before that exec is complete. The child of the
 * other then execs, too. Prints the pids of the two, and begins when it can read a line.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "workload.h"

/* Bytes that the kernel frees between giving the tid up and sched_process_exec. */
#define MEMORY (8 << 20)

static struct {
	atomic_int round; /* that may begin; -1 at first */
	atomic_int tid; /* to be given up; 0: not yet */
	atomic_int exec_done; /* rounds whose exec in a thread is over */
} * shared;

static char self[PATH_MAX];
static char *leaf[] = { "handover", "leaf", NULL, NULL, NULL };

static void wait_until(atomic_int *value, int least)
{
	while (*value < least)
		sched_yield();
}

static void *exec_in_thread(void *unused)
{
	shared->tid = gettid();
	execv(self, leaf);
	err(1, "execv");
	return unused;
}

static void give_up_tid(int round)
{
	pid_t pid = fork();
	pthread_t thread;

	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		if (mmap(NULL, MEMORY, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1,
			 0) == MAP_FAILED ||
		    pthread_create(&thread, NULL, exec_in_thread, NULL))
			errx(1, "no memory or no thread");
		pthread_join(thread, NULL);
	}
	wait_for(pid);
	shared->exec_done = round + 1;
	wait_until(&shared->round, round + 1);
}

/* Fork a child with this tid as soon as it is free, or with any if another task has it. */
static pid_t fork_as(pid_t tid, int round)
{
	struct clone_args args = {
		.exit_signal = SIGCHLD,
		.set_tid = (uint64_t)(uintptr_t)&tid,
		.set_tid_size = 1,
	};
	pid_t child;

	do {
		child = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
		if (child < 0 && shared->exec_done > round)
			child = fork();
	} while (child < 0 && errno == EEXIST);
	if (child < 0)
		err(1, "clone3");
	return child;
}

static void take_tid(int round)
{
	pid_t child;

	wait_until(&shared->tid, 1);
	child = fork_as(shared->tid, round);
	if (!child) {
		wait_until(&shared->exec_done, round + 1);
		execv(self, leaf);
		_exit(127);
	}
	wait_for(child);
	shared->tid = 0;
	shared->round = round + 1;
}

static pid_t start(char *name, int rounds, int parity)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid)
		return pid;
	leaf[3] = name;
	wait_until(&shared->round, 0);
	for (int i = 0; i < rounds; i++) {
		if (i % 2 == parity)
			give_up_tid(i);
		else
			take_tid(i);
	}
	_exit(0);
}

int main(int argc, char **argv)
{
	pid_t inside, outside;
	char line[2];

	if (argc == 4) /* a leaf */
		return 0;
	if (argc != 3 || !realpath("/proc/self/exe", self))
		errx(2, "usage: handover N TOKEN");
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		err(1, "mmap");
	shared->round = -1;
	leaf[2] = argv[2];
	inside = start("inside", atoi(argv[1]), 0);
	outside = start("outside", atoi(argv[1]), 1);
	printf("%d %d\n", inside, outside);
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		errx(1, "no line to begin");
	shared->round = 0;
	wait_for(inside);
	wait_for(outside);
	return 0;
}
