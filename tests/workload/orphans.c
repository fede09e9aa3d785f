// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * orphans STEP TOKEN PROGRAM ARGUMENTS...: starts the program with "-p PID" of a process
 * that does this at each STEPth system call of the program, counting consecutive reads as
 * one, until the program waits for events: it forks, and the child forks and exits. The
 * grandchildren, now orphans, exec when the program is ready: /proc/self/exe with the
 * arguments orphans orphan TOKEN NUMBER.
 *
 * Prints the number of orphans and the pid of the program.
 */
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include "workload.h"

static char *orphan[] = { "orphans", "orphan", NULL, NULL, NULL };
static int orders[2], done[2], go[2], alive[2];

static void need(ssize_t n)
{
	if (n != 1)
		err(1, "pipe");
}

/* Run a grandchild, which first tells the root that it has started. */
static void be_orphan(long number)
{
	char text[32], none;

	snprintf(text, sizeof(text), "%ld", number);
	orphan[3] = text;
	close(go[1]);
	need(write(done[1], "", 1));
	if (read(go[0], &none, 1)) /* ends when all may go */
		err(1, "pipe");
	execv("/proc/self/exe", orphan);
	_exit(127);
}

/* Run the root of the tree, which makes one orphan per request. */
static void be_root(void)
{
	char none;

	for (long number = 0; read(orders[0], &none, 1) == 1; number++) {
		pid_t child = fork();

		if (!child) {
			if (!fork())
				be_orphan(number);
			need(read(done[0], &none, 1));
			_exit(0);
		}
		wait_for(child);
		need(write(alive[1], "", 1));
	}
}

static void order_orphan(void)
{
	char none;

	need(write(orders[1], "", 1));
	need(read(alive[0], &none, 1));
}

/* Run to the next stop. Returns the number of the system call that it enters, or -1 if it
 * leaves one. */
static long next_call(pid_t pid, struct __ptrace_syscall_info *info)
{
	int status;

	do {
		if (ptrace(PTRACE_SYSCALL, pid, 0, 0) || waitpid(pid, &status, 0) != pid)
			err(1, "ptrace");
		if (!WIFSTOPPED(status))
			errx(1, "the program has ended: %#x", (unsigned int)status);
	} while (WSTOPSIG(status) != (SIGTRAP | 0x80));
	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(*info), info) < 0)
		err(1, "PTRACE_GET_SYSCALL_INFO");
	return info->op == PTRACE_SYSCALL_INFO_ENTRY ? (long)info->entry.nr : -1;
}

static int is_wait(long nr)
{
#ifdef SYS_epoll_wait
	if (nr == SYS_epoll_wait)
		return 1;
#endif
	return nr == SYS_epoll_pwait;
}

static pid_t start(char **argv)
{
	pid_t pid = fork();

	if (!pid) {
		close(orders[1]);
		close(done[1]);
		close(go[1]);
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		execvp(argv[0], argv);
		err(127, "%s", argv[0]);
	}
	wait_for(pid);
	if (pid < 0 || ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD))
		err(1, "ptrace");
	return pid;
}

int main(int argc, char **argv)
{
	struct __ptrace_syscall_info info;
	long step, calls = 0, n = 0, last = -1, nr;
	char number[16], **args;
	pid_t root, pid;

	if (argc > 2 && !strcmp(argv[1], "orphan"))
		return 0;
	if (argc < 4 || pipe(orders) || pipe(done) || pipe(go) || pipe(alive))
		errx(1, "orphans STEP TOKEN PROGRAM ARGUMENTS...");
	step = atol(argv[1]);
	orphan[2] = argv[2];
	root = fork();
	if (!root) {
		close(orders[1]);
		be_root();
		_exit(0);
	}
	args = calloc((size_t)argc + 1, sizeof(*args));
	memcpy(args, argv + 3, (size_t)(argc - 3) * sizeof(*args));
	snprintf(number, sizeof(number), "%d", root);
	args[argc - 3] = "-p";
	args[argc - 2] = number;
	pid = start(args);
	do {
		nr = next_call(pid, &info);
		if (nr < 0)
			continue;
		if ((nr != SYS_read || last != SYS_read) && calls++ % step == 0) {
			order_orphan();
			n++;
		}
		last = nr;
	} while (!is_wait(nr));
	ptrace(PTRACE_DETACH, pid, 0, 0);
	printf("%ld %d\n", n, pid);
	fflush(stdout);
	close(go[1]);
	close(go[0]);
	close(orders[1]);
	wait_for(root);
	close(done[1]);
	/* The read ends with the last orphan. */
	if (read(done[0], number, 1))
		errx(1, "an orphan has said too much");
	return 0;
}
