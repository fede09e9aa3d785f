// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * failures TOKEN: failing execs of each kind, by this process itself. Needs a current
 * directory in which it may make files.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
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

struct call {
	const char *path;
	char **args;
	int ret, error;
};

static void *do_execve(void *call)
{
	struct call *c = call;

	c->ret = execv(c->path, c->args);
	c->error = errno;
	return NULL;
}

static void *do_execveat(void *call)
{
	struct call *c = call;

	c->ret = (int)syscall(SYS_execveat, AT_FDCWD, c->path, c->args, NULL, 0);
	c->error = errno;
	return NULL;
}

static void in_thread(void *(*execute)(void *), struct call *call)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, execute, call) || pthread_join(thread, NULL))
		errx(1, "thread");
}

/* Fail by execve and by execveat, each from the leader and from another thread. */
static void every_way(const char *path, char **args, int error, char *const shown[])
{
	void *(*const calls[])(void *) = { do_execve, do_execveat };
	struct call call = { .path = path, .args = args };

	for (int i = 0; i < 2; i++) {
		calls[i](&call);
		errno = call.error;
		must_fail(call.ret, error, shown);
		in_thread(calls[i], &call);
		errno = call.error;
		must_fail(call.ret, error, shown);
	}
}

static void fail(const char *path, const char *what, int error)
{
	char *args[] = { "prog", (char *)what, token, "", "last", NULL };

	every_way(path, args, error, args);
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
	char *args[] = { "prog", "fexecve", token, NULL };
	int fd = open("garbage", O_PATH | O_CLOEXEC);

	must_fail((int)syscall(SYS_execveat, fd, "", args, NULL, AT_EMPTY_PATH), ENOEXEC,
		  args);
	close(fd);
}

/* Pass an argument above the kernel's limit of 32 pages (MAX_ARG_STRLEN). The first bytes
 * of it are shown, so that the command line has 16384 bytes. */
static void too_big(void)
{
	size_t size = 33 * (size_t)sysconf(_SC_PAGESIZE);
	size_t kept = 16384 - sizeof("prog") - sizeof("E2BIG") - strlen(token) - 1;
	char *big = calloc(1, size), *cut = calloc(1, size);
	char *args[] = { "prog", "E2BIG", token, big, NULL };
	char *shown[] = { "prog", "E2BIG", token, cut, "...", NULL };

	if (!big || !cut)
		err(1, "calloc");
	memset(big, 'x', size - 1);
	memset(cut, 'x', kept);
	every_way("/bin/true", args, E2BIG, shown);
	free(big);
	free(cut);
}

static void unreadable(void)
{
	char *volatile bad = (char *)16; /* volatile, to avoid a compiler warning */
	char *volatile highest = (char *)-1;
	char *args[] = { "prog", "middle", token, bad, highest, "after", NULL };
	char *shown[] = { "prog",	  "middle", token, "<unreadable>",
			  "<unreadable>", "after",  NULL };
	char *none[] = { "<unreadable>", "...", NULL };

	every_way("/bin/true", args, EFAULT, shown);
	every_way("/bin/true", (char **)bad, EFAULT, none);
}

/* Pass 1,200 arguments of one and two bytes, and one that takes several reads. */
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
	if (argc != 2)
		errx(2, "usage: failures TOKEN");
	token = argv[1];
	by_path();
	by_fd();
	too_big();
	unreadable();
	many();
	return 0;
}
