// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * bomb DEPTH TOKEN: forks twice and execs itself in each child, and so on. Prints
 * "full" where fork fails because the limit of processes is reached.
 */
#include <errno.h>

#include "workload.h"

static void start_another(int depth, char *token)
{
	char number[16];
	char *child[] = { "bomb", number, token, NULL };

	snprintf(number, sizeof(number), "%d", depth);
	execv("/nonexistent", child);
	execv("/proc/self/exe", child);
	_exit(1);
}

int main(int argc, char **argv)
{
	int depth = argc == 3 ? atoi(argv[1]) : 0;

	for (int i = 0; i < 2 && depth > 0; i++) {
		pid_t pid = fork();

		if (!pid)
			start_another(depth - 1, argv[2]);
		if (pid < 0 && errno != EAGAIN)
			err(1, "fork");
		if (pid < 0)
			puts("full");
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
