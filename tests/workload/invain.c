// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * invain TOKEN CALL...: makes execs that fail, each with the arguments TOKEN CALL, prints
 * the errno of each, then "done", and exits at the end of stdin: its /proc can be read. A
 * CALL is a path, or
 *   at:DIR:PATH      relative to a descriptor of DIR, or that itself if PATH is empty
 *   closing:DIR:PATH the same with close-on-exec
 *   bytes:N:COUNT    /bin/true with COUNT more arguments of N bytes
 *   filter:N         no exec: a seccomp filter makes all later ones fail with errno N
 *   thread:PATH      from another thread, which waits too
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "workload.h"

static char *token;
static sem_t failed;

static void print_errno(void)
{
	printf("%d\n", errno);
}

static void call_at(char *call, const char *spec, int flags)
{
	char *args[] = { "invain", token, call, NULL };
	char *dir = strdup(spec), *path = strchr(dir, ':');
	int fd;

	if (!path)
		errx(2, "%s: no second colon", call);
	*path++ = '\0';
	fd = open(dir, O_RDONLY | flags);
	if (fd < 0)
		err(1, "%s", dir);
	syscall(SYS_execveat, fd, path, args, environ, *path ? 0 : AT_EMPTY_PATH);
	print_errno();
	free(dir);
}

static void call_with_bytes(char *call, const char *spec)
{
	char *end, *text, **args;
	const size_t n = strtoul(spec, &end, 10), count = strtoul(end + 1, NULL, 10);

	text = calloc(n + 1, 1);
	args = calloc(count + 4, sizeof(*args));
	if (!text || !args)
		err(1, "calloc");
	memset(text, 'x', n);
	args[0] = "invain";
	args[1] = token;
	args[2] = call;
	for (size_t i = 0; i < count; i++)
		args[3 + i] = text;
	execv("/bin/true", args);
	print_errno();
	free(text);
	free(args);
}

static void refuse(uint32_t error)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog prog = { .len = 4, .filter = filter };

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog))
		err(1, "seccomp");
}

static void *call_by_thread(void *call)
{
	char *args[] = { "invain", token, call, NULL };

	execv((char *)call + strlen("thread:"), args);
	print_errno();
	sem_post(&failed);
	pause();
	return NULL;
}

static void call(char *what)
{
	char *args[] = { "invain", token, what, NULL };
	pthread_t thread;

	if (!strncmp(what, "at:", 3)) {
		call_at(what, what + 3, 0);
	} else if (!strncmp(what, "closing:", 8)) {
		call_at(what, what + 8, O_CLOEXEC);
	} else if (!strncmp(what, "bytes:", 6)) {
		call_with_bytes(what, what + 6);
	} else if (!strncmp(what, "filter:", 7)) {
		refuse((uint32_t)atoi(what + 7));
	} else if (!strncmp(what, "thread:", 7)) {
		if (pthread_create(&thread, NULL, call_by_thread, what))
			errx(1, "pthread_create");
		sem_wait(&failed);
	} else {
		execv(what, args);
		print_errno();
	}
}

int main(int argc, char **argv)
{
	char byte;

	if (argc < 3)
		errx(2, "usage: invain TOKEN CALL...");
	token = argv[1];
	sem_init(&failed, 0, 0);
	for (int i = 2; i < argc; i++)
		call(argv[i]);
	printf("done\n");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return 0;
}
