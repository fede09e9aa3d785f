// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * longline BYTES TOKEN [fail]: one exec, successful or not, whose arguments take
 * exactly BYTES with their NULs; prints their number.
 */
#include <errno.h>

#include "workload.h"

#define PIECE 100000 /* below the kernel's 128 KiB for one argument */

int main(int argc, char **argv)
{
	size_t left, n = 0;
	char **args;
	pid_t pid;

	if (argc < 3 || !strcmp(argv[1], "child"))
		return 0;
	left = (size_t)atol(argv[1]);
	args = calloc(left / PIECE + 8, sizeof(*args));
	if (!args)
		err(1, "calloc");
	args[n++] = "longline";
	args[n++] = "child";
	args[n++] = argv[2];
	left -= sizeof("longline") + sizeof("child") + strlen(argv[2]) + 1;
	while (left) {
		size_t size = left < PIECE ? left : PIECE;

		args[n] = calloc(1, size);
		if (!args[n])
			err(1, "calloc");
		memset(args[n++], 'x', size - 1);
		left -= size;
	}
	if (argc > 3) {
		execv("/nonexistent", args);
	} else {
		pid = fork();
		if (!pid) {
			execv("/proc/self/exe", args);
			_exit(errno);
		}
		wait_for(pid);
	}
	printf("%zu\n", n);
	return 0;
}
