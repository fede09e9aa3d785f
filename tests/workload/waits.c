// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* waits [WORD...]: prints its pid, and exits at the end of stdin: its /proc can be read. */
#include "workload.h"

int main(void)
{
	char byte;

	printf("%d\n", getpid());
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return 0;
}
