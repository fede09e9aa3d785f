// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * terminal COMMAND...: runs the command in the foreground of a terminal of its own, copies
 * what it writes there to stdout, and types what comes from stdin. Exits with the status of
 * the command.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pty.h>

#include "workload.h"

/* Copy what there is. Return whether that was not the end. */
static int copy(int from, int to)
{
	char bytes[4096];
	const ssize_t n = read(from, bytes, sizeof(bytes));

	return n > 0 && write(to, bytes, (size_t)n) == n;
}

int main(int argc, char **argv)
{
	struct pollfd fds[2] = { { .events = POLLIN }, { .events = POLLIN } };
	int status;
	pid_t pid;

	if (argc < 2)
		errx(2, "usage: terminal COMMAND...");
	pid = forkpty(&fds[0].fd, NULL, NULL, NULL);
	if (pid < 0)
		err(1, "forkpty");
	if (!pid) {
		execvp(argv[1], argv + 1);
		err(127, "%s", argv[1]);
	}
	fds[1].fd = STDIN_FILENO;
	while (poll(fds, 2, -1) > 0 || errno == EINTR) {
		if (fds[1].revents && !copy(fds[1].fd, fds[0].fd))
			fds[1].fd = -1;
		if (fds[0].revents && !copy(fds[0].fd, STDOUT_FILENO))
			break;
	}
	if (waitpid(pid, &status, 0) != pid)
		err(1, "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
