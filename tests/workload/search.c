// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * search HOW NAME ERRNO PROBES TOKEN: looks for NAME along PATH as execvp(3) does, in a
 * process of its own or (HOW is "thread") in a thread of that; the search must end with
 * ERRNO (0: found). Prints the expected line, with PROBES after RET. The program found
 * may be this one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>

#include "workload.h"

static char *name, *token;

static void *try(void *error)
{
	char *args[] = { name, "found", token, NULL };

	execvp(name, args);
	*(int *)error = errno;
	return NULL;
}

static int search(const char *how)
{
	pthread_t thread;
	int error;

	if (strcmp(how, "thread") != 0)
		try(&error);
	else if (pthread_create(&thread, NULL, try, &error) || pthread_join(thread, NULL))
		errx(1, "thread");
	return error;
}

int main(int argc, char **argv)
{
	int want, status;
	pid_t pid;

	if (argc == 3) /* found */
		return 0;
	if (argc != 6)
		errx(2, "usage: search HOW NAME ERRNO PROBES TOKEN");
	name = argv[2];
	want = atoi(argv[3]);
	token = argv[5];
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (!pid)
		return search(argv[1]);
	if (waitpid(pid, &status, 0) != pid || status != want << 8)
		errx(1, "%s: it came to %d, not %d", name, status >> 8, want);
	printf("%.15s %d %d %d %s %s found %s\n", want ? "search" : name, pid, getpid(),
	       -want, argv[4], name, token);
	return 0;
}
