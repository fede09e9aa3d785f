// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* bythread [fork] PATH ARG...: execs PATH from a thread other than the leader, or from a
 * child of a thread that has a name of its own. */
#include <pthread.h>

#include "workload.h"

static void *exec(void *argv)
{
	char **args = argv;

	execv(args[0], args);
	err(1, "%s", args[0]);
}

static void *in_child(void *argv)
{
	pid_t pid;

	if (prctl(PR_SET_NAME, "worker"))
		err(1, "prctl");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (!pid)
		exec(argv);
	wait_for(pid);
	exit(0);
}

int main(int argc, char **argv)
{
	const int forks = argc > 1 && !strcmp(argv[1], "fork");
	pthread_t thread;

	if (argc < 2 + forks)
		errx(2, "usage: bythread [fork] PATH ARG...");
	if (pthread_create(&thread, NULL, forks ? in_child : exec, argv + 1 + forks))
		errx(1, "pthread_create");
	pthread_join(thread, NULL);
	return 1;
}
