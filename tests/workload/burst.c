// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* burst N TOKEN: N successful execs, one after the other. */
#define _GNU_SOURCE
#include <spawn.h>

#include "workload.h"

int main(int argc, char **argv)
{
	char number[16];
	char *child[] = { "burst", "child", argv[argc - 1], number, NULL };

	if (argc == 4) { /* a child */
		expect_self(argv);
		return 0;
	}
	for (int i = 0; i < atoi(argv[1]); i++) {
		pid_t pid;

		snprintf(number, sizeof(number), "%d", i);
		if (posix_spawn(&pid, "/proc/self/exe", NULL, NULL, child, environ))
			err(1, "posix_spawn");
		wait_for(pid);
	}
	return 0;
}
