// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * held each N ROUNDS TOKEN: in each round, N threads enter an execve of their own one after
 * the other, and are held there until all have entered. Then the calls fail, one after the
 * other, in another order. Prints "ROUND.THREAD LOW HIGH" for each: its third argument and
 * the bounds of its latency in microseconds.
 * held again TOKEN: an execve that is held until a line on stdin and then fails, and after
 * another line one that seccomp denies, so that its exit is traced but not its entry. Prints
 * "held", "failed" and "denied".
 * Exits with 77 if this kernel or user cannot hold calls.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#include "workload.h"

#define THREADS_MAX 64
#define GAP_US 2000

struct call {
	pthread_t thread;
	sem_t go, done;
	char name[32]; /* ROUND.THREAD */
	char *path; /* a page of its own; the kernel waits for it */
	uint64_t begun_us, entered_us, released_us, ended_us;
};

static struct call calls[THREADS_MAX];
static char *token;
static int fd; /* the userfaultfd */
static size_t page_size;

static uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

static void fail_execve(struct call *c)
{
	char *args[] = { "held", token, c->name, NULL };

	c->begun_us = now_us();
	execv(c->path, args);
	if (errno != ENOENT)
		err(1, "execv");
	c->ended_us = now_us();
}

static void *run(void *call)
{
	struct call *c = call;

	for (;;) {
		sem_wait(&c->go);
		fail_execve(c);
		sem_post(&c->done);
	}
	return NULL;
}

static void open_userfaultfd(void)
{
	struct uffdio_api api = { .api = UFFD_API };

	page_size = (size_t)sysconf(_SC_PAGESIZE);
	fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
	if (fd < 0 || ioctl(fd, UFFDIO_API, &api))
		err(77, "userfaultfd");
}

static void map_path(struct call *c)
{
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };

	c->path = mmap(NULL, page_size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	range.range.start = (unsigned long)c->path;
	range.range.len = page_size;
	if (c->path == MAP_FAILED || ioctl(fd, UFFDIO_REGISTER, &range))
		err(1, "userfaultfd");
}

static void unmap_path(struct call *c)
{
	if (munmap(c->path, page_size))
		err(1, "munmap");
}

/* Returns when the kernel waits for a page: a call is held. */
static void wait_until_held(void)
{
	struct uffd_msg msg;

	if (read(fd, &msg, sizeof(msg)) != sizeof(msg))
		err(1, "userfaultfd");
}

static void release(struct call *c)
{
	static char name[1 << 16] = "/nonexistent/held";
	struct uffdio_copy copy = { .dst = (unsigned long)c->path,
				    .src = (unsigned long)name,
				    .len = page_size };

	if (ioctl(fd, UFFDIO_COPY, &copy))
		err(1, "userfaultfd");
}

/* Thread `first` enters first, and those of odd numbers are released first. */
static void run_round(int n, int round)
{
	const int first = round % n;

	for (int i = 0; i < n; i++) {
		struct call *c = &calls[(first + i) % n];

		snprintf(c->name, sizeof(c->name), "%d.%d", round, (first + i) % n);
		map_path(c);
		sem_post(&c->go);
		wait_until_held();
		c->entered_us = now_us();
		usleep(GAP_US);
	}
	for (int i = 0; i < n; i++) {
		struct call *c = &calls[i < n / 2 ? 2 * i + 1 : 2 * (i - n / 2)];

		c->released_us = now_us();
		release(c);
		sem_wait(&c->done);
		unmap_path(c);
		printf("%s %lld %lld\n", c->name,
		       (long long)(c->released_us - c->entered_us) - 1,
		       (long long)(c->ended_us - c->begun_us) + 1);
		usleep(GAP_US);
	}
}

static void run_each(int n, int rounds)
{
	if (n < 1 || n > THREADS_MAX)
		errx(2, "1 to %d threads", THREADS_MAX);
	for (int i = 0; i < n; i++) {
		sem_init(&calls[i].go, 0, 0);
		sem_init(&calls[i].done, 0, 0);
		if (pthread_create(&calls[i].thread, NULL, run, &calls[i]))
			errx(1, "pthread_create");
	}
	for (int i = 0; i < rounds; i++)
		run_round(n, i);
}

static void say(const char *what)
{
	puts(what);
	fflush(stdout);
}

static void *release_on_line(void *call)
{
	wait_until_held();
	say("held");
	getchar();
	release(call);
	return NULL;
}

static void deny_execve(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { .len = sizeof(code) / sizeof(code[0]),
				   .filter = code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog))
		err(1, "seccomp");
}

static void run_again(void)
{
	struct call *c = &calls[0];
	char *denied[] = { "held", token, "denied", NULL };

	strcpy(c->name, "failed");
	map_path(c);
	if (pthread_create(&c->thread, NULL, release_on_line, c))
		errx(1, "pthread_create");
	fail_execve(c);
	pthread_join(c->thread, NULL);
	say("failed");
	getchar();
	deny_execve();
	execv("/bin/true", denied);
	if (errno != EPERM)
		err(1, "execv");
	say("denied");
}

int main(int argc, char **argv)
{
	token = argv[argc - 1];
	open_userfaultfd();
	if (argc == 5 && !strcmp(argv[1], "each"))
		run_each(atoi(argv[2]), atoi(argv[3]));
	else if (argc == 3 && !strcmp(argv[1], "again"))
		run_again();
	else
		errx(2, "usage: held each N ROUNDS TOKEN, held again TOKEN");
	return 0;
}
