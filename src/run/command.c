// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "base/privileges.h"
#include "base/util.h"
#include "run/command.h"

/* Exit statuses as in shells; STATUS_SIGNAL + number of the signal. */
#define STATUS_NOT_FOUND 127
#define STATUS_NOT_EXECUTED 126
#define STATUS_SIGNAL 128

/* The search path of execvp(3) if PATH is not set. */
#define DEFAULT_PATH "/bin:/usr/bin"

/* Whether execvp(3) tries the next directory after this error. */
static bool is_passed_over(int err)
{
	return err == ENOENT || err == ENOTDIR || err == EACCES || err == ESTALE ||
	       err == ENODEV || err == ETIMEDOUT;
}

/* Execute argv like execvp(3), but try only files that exist: each try is an exec, which
 * would be shown as one of the command. Returns a positive errno. */
static int execute(char **argv)
{
	const char *path = getenv("PATH");
	char file[PATH_MAX];
	int err = ENOENT;
	size_t len, n;

	if (!**argv || strchr(*argv, '/')) {
		execvp(*argv, argv);
		return errno;
	}
	for (path = path ? path : DEFAULT_PATH;; path += len + 1) {
		len = strcspn(path, ":");
		n = (size_t)snprintf(file, sizeof(file), "%.*s/%s", len ? (int)len : 1,
				     len ? path : ".", *argv);
		if (n < sizeof(file) && !access(file, F_OK)) {
			if (!access(file, X_OK))
				execvp(file, argv);
			if (!is_passed_over(errno))
				return errno;
			/* A file that may not be executed says more than one that is missing. */
			if (err != EACCES)
				err = errno;
		}
		if (!path[len])
			return err;
	}
}

/* Become the user that the command runs as. Runs in the child. Returns 0 or a negative
 * errno. */
static int take_identity(const struct run_as *run_as)
{
	int err = privileges__become_caller();

	if (!err && run_as->name)
		err = privileges__become(run_as->name, run_as->uid, run_as->gid);
	return err;
}

/* Run the child: report readiness, wait for the go, execute. fd: its end of the
 * socket. */
__attribute__((noreturn)) static void run(char **argv, const struct run_as *run_as,
					  int fd)
{
	int err = 0;
	char go;

	/* Another user must not type into our terminal (TIOCSTI). */
	if (run_as->name && setsid() < 0)
		err = -errno;
	if (!err)
		err = take_identity(run_as);

	/* End of file: the parent has exited. */
	if (write(fd, &err, sizeof(err)) != sizeof(err) || err || read(fd, &go, 1) != 1)
		_exit(EXIT_RUNTIME);
	err = execute(argv);
	log_error("cannot run %s: %s", *argv, strerror(err));
	send(fd, &err, sizeof(err), MSG_NOSIGNAL);
	_exit(err == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTED);
}

/* Wait for the child to report that it is ready. Returns 0 or a negative errno. */
static int wait_until_ready(int fd)
{
	int err = 0;
	ssize_t n;

	do
		n = read(fd, &err, sizeof(err));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return n == sizeof(err) ? err : -ECHILD;
}

/* Print why the command cannot run. Returns the error to pass on. */
static int report_failed(char **argv, const struct run_as *run_as, int err)
{
	if (err == -ENOMEM)
		log_failure("cannot run a command", err);
	else if (run_as->name)
		log_error("cannot run %s as %s: %s\n"
			  "Becoming another user requires root (sudo).",
			  *argv, run_as->name, strerror(-err));
	else
		log_error("cannot run %s: %s", *argv, strerror(-err));
	return err == -EPERM ? -EOPNOTSUPP : err == -ENOMEM ? err : -ECHILD;
}

int command__fork(struct command *c, char **argv, const struct run_as *run_as)
{
	int ends[2], err = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		err = -errno;
		goto out;
	}
	c->name = *argv;
	c->pid = fork();
	if (!c->pid) {
		close(ends[0]);
		run(argv, run_as, ends[1]);
	}
	if (c->pid < 0)
		err = -errno;
	close(ends[1]);
	c->go_fd = ends[0];
	c->running = !err;
	c->own_session = run_as->name;
	if (!err)
		err = wait_until_ready(c->go_fd);
	signal(SIGQUIT, SIG_IGN);
	/* If SIGCHLD is ignored, the kernel discards the exit status. */
	signal(SIGCHLD, SIG_DFL);
out:
	return err ? report_failed(argv, run_as, err) : 0;
}

void command__go(struct command *c)
{
	ssize_t n;

	if (!c->running)
		return;
	c->go_ns = clock_ns(CLOCK_MONOTONIC);
	do
		n = write(c->go_fd, "", 1);
	while (n < 0 && errno == EINTR);
	/* If the child has been killed, SIGCHLD reports it. */
	if (n < 0 && errno != EPIPE) {
		log_failure("cannot start the command", -errno);
		command__cancel(c);
	}
}

void command__cancel(struct command *c)
{
	if (!c->running)
		return;
	close(c->go_fd);
	c->go_fd = -1;
	c->not_run = true;
}

pid_t command__target(const struct command *c)
{
	return c->own_session ? -c->pid : c->pid;
}

static uint64_t ns_of(const struct timeval *time)
{
	return (uint64_t)time->tv_sec * NSEC_PER_SEC + (uint64_t)time->tv_usec * 1000;
}

/* Fill in the members after the end. */
static void take_end(struct command *c, int status, const struct rusage *used)
{
	int err;

	c->wait_status = status;
	c->status = WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status) :
					  WEXITSTATUS(status);
	c->wall_ns = clock_ns(CLOCK_MONOTONIC) - c->go_ns;
	c->cpu_ns = ns_of(&used->ru_utime) + ns_of(&used->ru_stime);
	if (c->go_fd < 0)
		return;
	/* Does not block: the exec or the exit has closed the other end. */
	c->not_run = read(c->go_fd, &err, sizeof(err)) == sizeof(err);
	close(c->go_fd);
}

bool command__ended(struct command *c)
{
	struct rusage used;
	int status;
	pid_t pid;

	if (!c->running)
		return true;
	pid = wait4(c->pid, &status, WNOHANG, &used);
	if (!pid)
		return false;
	c->running = false;
	if (pid > 0) {
		take_end(c, status, &used);
	} else {
		log_failure("cannot wait for the command", -errno);
		c->status = EXIT_RUNTIME;
		c->not_run = true;
	}
	return true;
}

void command__pass_on(const struct command *c, int signal_fd)
{
	struct signalfd_siginfo info;

	while (read(signal_fd, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGINT && info.ssi_code == SI_KERNEL &&
		    !c->own_session)
			continue;
		if (c->running)
			kill(command__target(c), (int)info.ssi_signo);
	}
}
