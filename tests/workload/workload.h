/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * For programs that exec in known ways. Each prints on stdout the lines that
 * execsnoop must show for it, in the table format with single blanks:
 * COMM PID PPID RET ARGS.
 */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* argv ends in NULL; it is printed as it is, so it must need no escaping. */
static inline void expect(const char *comm, pid_t pid, pid_t ppid, int ret,
			  char *const argv[])
{
	printf("%.15s %d %d %d", comm, pid, ppid, ret);
	for (; argv && *argv; argv++)
		printf(" %s", **argv ? *argv : "''");
	printf("\n");
	fflush(stdout);
}

/* For a program that has just been started: what is to be shown of that. */
static inline void expect_self(char *const argv[])
{
	char comm[16];

	if (prctl(PR_GET_NAME, comm))
		err(1, "prctl");
	expect(comm, getpid(), getppid(), 0, argv);
}

static inline void wait_for(pid_t pid)
{
	if (waitpid(pid, NULL, 0) != pid)
		err(1, "waitpid");
}

#endif
