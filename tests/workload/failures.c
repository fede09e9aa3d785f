// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * failures TOKEN: one failing exec of each kind, by this very process. Needs a
 * current directory in which it may make files.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "workload.h"

static char *token;

static void must_fail(int ret, int error, char *const shown[])
{
	if (ret != -1 || errno != error)
		errx(1, "%s: not %s but %s", shown[1], strerror(error), strerror(errno));
	expect("failures", getpid(), getppid(), -error, shown);
}

static void fail(const char *path, const char *what, int error)
{
	char *args[] = { "prog", (char *)what, token, "", "last", NULL };

	must_fail(execv(path, args), error, args);
}

static void make_file(const char *path, mode_t mode, const char *content)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, content, strlen(content)) < 0 || fchmod(fd, mode))
		err(1, "%s", path);
	close(fd);
}

static void by_path(void)
{
	int busy;

	make_file("noexec", 0600, "#!/bin/sh\n");
	make_file("garbage", 0700, "neither ELF nor script\n");
	make_file("badinterp", 0700, "#!/nonexistent/interpreter\n");
	make_file("busy", 0700, "#!/bin/sh\n");
	if (symlink("loop", "loop"))
		err(1, "symlink");
	fail("nothere", "ENOENT", ENOENT);
	fail("badinterp", "interpreter", ENOENT);
	fail("noexec", "EACCES", EACCES);
	fail("garbage", "ENOEXEC", ENOEXEC);
	fail("garbage/x", "ENOTDIR", ENOTDIR);
	fail("loop", "ELOOP", ELOOP);
	busy = open("busy", O_WRONLY | O_CLOEXEC);
	fail("busy", "ETXTBSY", ETXTBSY);
	close(busy);
}

static void by_fd(void)
{
	char *args[] = { "prog", "execveat", token, NULL };
	int fd = open("garbage", O_PATH | O_CLOEXEC);

	must_fail((int)syscall(SYS_execveat, fd, "", args, NULL, AT_EMPTY_PATH), ENOEXEC,
		  args);
	must_fail((int)syscall(SYS_execveat, AT_FDCWD, "nothere", args, NULL, 0), ENOENT,
		  args);
	close(fd);
}

static void *in_thread(void *unused)
{
	(void)unused;
	fail("nothere", "thread", ENOENT);
	return NULL;
}

static void unreadable(void)
{
	char *volatile bad = (char *)16; /* volatile: the compiler would object */
	char *args[] = { "prog", "middle", token, bad, "after", NULL };
	char *shown[] = { "prog", "middle", token, "<unreadable>", "after", NULL };
	char *none[] = { "<unreadable>", "...", NULL };

	must_fail(execv("/bin/true", args), EFAULT, shown);
	must_fail(execv("/bin/true", (char **)bad), EFAULT, none);
}

/* 1,200 arguments of one and two bytes, and one that takes several reads. */
static void many(void)
{
	static char *args[1204];
	static char longest[9000];
	int i = 0;

	memset(longest, 'x', sizeof(longest) - 1);
	args[i++] = "prog";
	args[i++] = "many";
	args[i++] = token;
	for (; i < 1202; i++)
		args[i] = i % 2 ? "a" : "bc";
	args[i++] = longest;
	must_fail(execv("nothere", args), ENOENT, args);
}

int main(int argc, char **argv)
{
	pthread_t thread;

	if (argc != 2)
		errx(2, "usage: failures TOKEN");
	token = argv[1];
	by_path();
	by_fd();
	if (pthread_create(&thread, NULL, in_thread, NULL) || pthread_join(thread, NULL))
		errx(1, "thread");
	unreadable();
	many();
	return 0;
}
