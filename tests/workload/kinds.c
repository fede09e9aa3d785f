// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * kinds TOKEN: one successful exec of each kind. Needs a current directory in
 * which it may make files.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "workload.h"

static char *token;
static char *args[] = { "kinds", "child", NULL, NULL, NULL };

static int open_self(void)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		err(1, "/proc/self/exe");
	return fd;
}

static void do_execve(void)
{
	execv("/proc/self/exe", args);
}

static void do_fexecve(void)
{
	fexecve(open_self(), args, environ);
}

static void do_execveat_path(void)
{
	syscall(SYS_execveat, open("/proc/self", O_PATH | O_CLOEXEC), "exe", args,
		environ, 0);
}

static void do_memfd(void)
{
	int self = open_self(), fd = memfd_create("kinds", MFD_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(self, &st) ||
	    sendfile(fd, self, NULL, (size_t)st.st_size) < 0)
		err(1, "memfd");
	fexecve(fd, args, environ);
}

static void *thread_execs(void *unused)
{
	(void)unused;
	do_execve();
	return NULL;
}

static void do_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, thread_execs, NULL);
	pthread_join(thread, NULL);
}

static void run(const char *kind, void (*execute)(void))
{
	pid_t pid;

	args[2] = token;
	args[3] = (char *)kind;
	pid = fork();
	if (!pid) {
		execute();
		_exit(errno);
	}
	wait_for(pid);
}

static void run_spawn(void)
{
	char *argv0_unlike_file[] = { "unlike", "child", token, "spawn", "", "", NULL };
	pid_t pid;

	if (posix_spawn(&pid, "/proc/self/exe", NULL, NULL, argv0_unlike_file, environ))
		err(1, "posix_spawn");
	wait_for(pid);
}

static void run_script(void)
{
	char *script[] = { "unseen", token, "script", NULL };
	char *shown[] = { "/bin/true", "-x", "./script", token, "script", NULL };
	FILE *f = fopen("script", "we");
	pid_t pid;

	if (!f || fputs("#!/bin/true -x\n", f) < 0 || fclose(f) || chmod("script", 0700))
		err(1, "script");
	pid = fork();
	if (!pid) {
		execv("./script", script);
		_exit(errno);
	}
	wait_for(pid);
	expect("script", pid, getpid(), 0, shown);
}

int main(int argc, char **argv)
{
	if (argc != 2) { /* a child */
		expect_self(argv);
		return 0;
	}
	token = argv[1];
	run("execve", do_execve);
	run("fexecve", do_fexecve);
	run("execveat", do_execveat_path);
	run("thread", do_thread);
	run("memfd", do_memfd);
	run_spawn();
	run_script();
	return 0;
}
