// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* storm TOKEN N: N pairs of an exec that fails and one of this program that succeeds. */
#include "workload.h"

int main(int argc, char **argv)
{
	char number[16];
	char *args[] = { "storm", argc == 3 ? argv[1] : NULL, number, NULL };
	int n = argc == 3 ? atoi(argv[2]) : 0;

	if (!n)
		return 0;
	snprintf(number, sizeof(number), "%d", n - 1);
	execv("/nonexistent", args);
	execv("/proc/self/exe", args);
	err(1, "exec");
}
