// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * burst N TOKEN [PROGRAM]: N successful execs, one after the other, of itself, or of
 * PROGRAM, which prints nothing.
 */
#define _GNU_SOURCE
#include <spawn.h>

#include "workload.h"

int main(int argc, char **argv)
{
	char number[16];
	char *child[] = { "burst", "child", NULL, number, NULL };
	const char *program = "/proc/self/exe";

	if (argc == 4 && !strcmp(argv[1], "child")) {
		expect_self(argv);
		return 0;
	}
	if (argc < 3)
		errx(2, "usage: burst N TOKEN [PROGRAM]");
	if (argc > 3)
		program = argv[3];
	child[2] = argv[2];
	for (int i = 0; i < atoi(argv[1]); i++) {
		pid_t pid;

		snprintf(number, sizeof(number), "%d", i);
		if (posix_spawn(&pid, program, NULL, NULL, child, environ))
			err(1, "posix_spawn");
		wait_for(pid);
	}
	return 0;
}
