// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* onpty COMMAND...: execs the command with a terminal as its stdout. A child copies
 * the terminal's output to the old stdout at once. */
#include <fcntl.h>
#include <pty.h>
#include <termios.h>

#include "workload.h"

int main(int argc, char **argv)
{
	char bytes[4096];
	struct termios raw;
	int master, slave;
	ssize_t n;

	if (argc < 2 || openpty(&master, &slave, NULL, NULL, NULL))
		err(1, "openpty");
	/* Let the terminal pass output on unchanged. */
	tcgetattr(slave, &raw);
	cfmakeraw(&raw);
	tcsetattr(slave, TCSANOW, &raw);
	if (fork()) {
		close(master);
		dup2(slave, STDOUT_FILENO);
		close(slave);
		execv(argv[1], argv + 1);
		err(1, "%s", argv[1]);
	}
	close(slave);
	while ((n = read(master, bytes, sizeof(bytes))) > 0)
		if (write(STDOUT_FILENO, bytes, (size_t)n) != n)
			return 1;
	return 0;
}
