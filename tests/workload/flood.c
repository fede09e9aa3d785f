// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* flood N TOKEN: N failing execs, as fast as one thread can; prints N. */
#include "workload.h"

int main(int argc, char **argv)
{
	char *args[] = { "flood", argc == 3 ? argv[2] : NULL, NULL };
	int n = argc == 3 ? atoi(argv[1]) : 0;

	for (int i = 0; i < n; i++)
		execv("/nonexistent", args);
	printf("%d\n", n);
	return 0;
}
