// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "run/stop.h"

/* Wait for an output that hangs, with a command whose pid is written to fd. Exit with 0 if a
 * signal ended that. */
__attribute__((noreturn)) static void wait_for_output(int fd)
{
	struct command command = { .pid = fork(), .running = true };
	struct stop stop = { .command = &command };
	int hangs[2];

	while (!command.pid)
		pause();
	if (pipe2(hangs, O_CLOEXEC) || stop__open(&stop) ||
	    write(fd, &command.pid, sizeof(command.pid)) < 0)
		_exit(2);
	_exit(stop__wait_for(&stop, hangs[0], 2000) != -EINTR);
}

/* Wait until the process is in this state, as in ps(1). */
static void until_state(pid_t pid, char state)
{
	char path[32], now = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	while (now != state) {
		FILE *f = fopen(path, "re");

		assert_non_null(f);
		assert_int_equal(fscanf(f, "%*d (%*[^)]) %c", &now), 1);
		fclose(f);
	}
}

/* A signal after the command's end is not passed on to it, even if both are noticed at once. */
static void test_signal_with_the_end(void **state)
{
	int fds[2], status;
	pid_t waiting, command;

	alarm(60);
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	waiting = fork();
	if (!waiting)
		wait_for_output(fds[1]);
	assert_int_equal(read(fds[0], &command, sizeof(command)), sizeof(command));
	until_state(waiting, 'S');
	kill(waiting, SIGSTOP);
	until_state(waiting, 'T');
	kill(command, SIGKILL);
	until_state(command, 'Z');
	kill(waiting, SIGTERM);
	kill(waiting, SIGCONT);
	assert_int_equal(waitpid(waiting, &status, 0), waiting);
	assert_int_equal(status, 0);
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signal_with_the_end),
	};

	return cmocka_run_group_tests_name("stop", tests, NULL, NULL);
}
