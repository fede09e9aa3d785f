// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * reuse N TOKEN: N processes one after the other, all with the same pid. Each execs
 * twice; the second exec fails.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "workload.h"

/* Fork a child with this pid, unless the pid is in use. */
static pid_t fork_as(pid_t pid)
{
	struct clone_args args = {
		.exit_signal = SIGCHLD,
		.set_tid = (uint64_t)(uintptr_t)&pid,
		.set_tid_size = 1,
	};
	pid_t child = pid ? (pid_t)syscall(SYS_clone3, &args, sizeof(args)) : fork();

	if (child < 0 && errno == EEXIST)
		child = fork();
	if (child < 0)
		err(1, "clone3");
	return child;
}

int main(int argc, char **argv)
{
	char number[16];
	char *child[] = { "reuse", "child", argv[argc - 1], number, NULL };
	char *failing[] = { "reuse", "fails", argv[2], argv[argc - 1], NULL };
	pid_t pid = 0;

	if (argc == 4) { /* a child */
		expect_self(argv);
		execv("/nonexistent", failing);
		expect("exe", getpid(), getppid(), -errno, failing);
		return 0;
	}
	for (int i = 0; i < atoi(argv[1]); i++) {
		snprintf(number, sizeof(number), "%d", i);
		pid = fork_as(pid);
		if (!pid) {
			execv("/proc/self/exe", child);
			_exit(1);
		}
		wait_for(pid);
	}
	return 0;
}
