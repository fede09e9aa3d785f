// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* subreaper COMMAND...: runs the command as a child and adopts all that comes of it, as an
 * instance of systemd for a user or a container's shim does. Ends after all of them. */
#include "workload.h"

int main(int argc, char **argv)
{
	pid_t pid;

	if (argc < 2 || prctl(PR_SET_CHILD_SUBREAPER, 1))
		err(1, "subreaper COMMAND...");
	pid = fork();
	if (!pid) {
		execvp(argv[1], argv + 1);
		err(127, "%s", argv[1]);
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
