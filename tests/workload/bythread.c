// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* bythread PATH ARG...: execs PATH from a thread other than the leader. */
#include <pthread.h>

#include "workload.h"

static void *exec(void *argv)
{
	char **args = argv;

	execv(args[0], args);
	err(1, "%s", args[0]);
}

int main(int argc, char **argv)
{
	pthread_t thread;

	if (argc < 2)
		errx(2, "usage: bythread PATH ARG...");
	if (pthread_create(&thread, NULL, exec, argv + 1))
		errx(1, "pthread_create");
	pthread_join(thread, NULL);
	return 1;
}
