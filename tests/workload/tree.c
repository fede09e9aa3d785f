// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * tree N TOKEN [KIND]: N processes of each kind that a tracer of trees might miss, or of
 * one kind. Prints the number of execs of each kind, KIND COUNT, and ends after all of
 * them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <spawn.h>

#include "workload.h"

static char self[PATH_MAX]; /* /proc/self/exe is gone after the leader exits */
static char *leaf[] = { "tree", "leaf", NULL, NULL, NULL };

static void exec_leaf(void)
{
	execv(self, leaf);
	_exit(127);
}

static pid_t fork_or_die(void)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	return pid;
}

static void fork_leaf(void)
{
	if (!fork_or_die())
		exec_leaf();
}

static void *thread_forks(void *unused)
{
	fork_leaf();
	return unused;
}

static void *thread_execs(void *unused)
{
	exec_leaf();
	return unused;
}

static void in_thread(void *(*what)(void *), void *arg)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, what, arg))
		errx(1, "pthread_create");
	pthread_join(thread, NULL);
}

/* Exec after the parent has exited and another process has adopted this one. */
static void exec_as_orphan(pid_t parent)
{
	while (getppid() == parent)
		sched_yield();
	exec_leaf();
}

static void do_short(void)
{
}

/* A process that ends at once, without a copy of the memory, which costs the most. */
static void vfork_short(void)
{
	pid_t pid = vfork();

	if (!pid)
		_exit(0);
	if (pid < 0)
		err(1, "vfork");
}

static void do_plain(void)
{
	exec_leaf();
}

static void do_spawn(void)
{
	pid_t pid;

	if (posix_spawn(&pid, self, NULL, NULL, leaf, environ))
		errx(1, "posix_spawn");
	wait_for(pid);
}

static void do_orphan(void)
{
	pid_t parent = getpid();

	if (!fork_or_die())
		exec_as_orphan(parent);
}

static void do_daemon(void)
{
	pid_t parent;

	if (fork_or_die())
		return;
	setsid();
	parent = getpid();
	if (!fork_or_die())
		exec_as_orphan(parent);
}

static void do_thread_forks(void)
{
	in_thread(thread_forks, NULL);
}

static void do_thread_execs(void)
{
	in_thread(thread_execs, NULL);
}

/* Exec after the leader, the thread with the process' pid as its tid, has exited. */
static void *after_leader(void *leader)
{
	pthread_join(*(pthread_t *)leader, NULL);
	fork_leaf();
	exec_leaf();
	return NULL;
}

static void do_leader_exits(void)
{
	static pthread_t leader;
	pthread_t thread;

	leader = pthread_self();
	if (pthread_create(&thread, NULL, after_leader, &leader))
		errx(1, "pthread_create");
	pthread_exit(NULL);
}

static const struct kind {
	char *name;
	void (*run)(void); /* in a process of its own, or NULL: vfork_short() */
	int execs;
} kinds[] = {
	{ "short", do_short, 0 },
	{ "short_vfork", NULL, 0 },
	{ "plain", do_plain, 1 },
	{ "spawn", do_spawn, 1 },
	{ "orphan", do_orphan, 1 },
	{ "daemon", do_daemon, 1 },
	{ "thread_forks", do_thread_forks, 1 },
	{ "thread_execs", do_thread_execs, 1 },
	{ "leader_exits", do_leader_exits, 2 },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Wait for all processes: each holds the other end of the pipe until it exits. */
static void wait_for_all(int fds[2])
{
	char none;

	close(fds[1]);
	while (read(fds[0], &none, 1) < 0 && errno == EINTR)
		;
	while (wait(NULL) > 0)
		;
}

static void run(const struct kind *kind, int n)
{
	leaf[3] = kind->name;
	if (kind->execs)
		printf("%s %d\n", kind->name, n * kind->execs);
	fflush(stdout);
	for (int i = 0; i < n; i++) {
		if (!kind->run) {
			vfork_short();
		} else if (!fork_or_die()) {
			kind->run();
			_exit(0);
		}
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	}
}

int main(int argc, char **argv)
{
	int fds[2];

	if (argc > 2 && !strcmp(argv[1], "leaf"))
		return 0;
	if (argc < 3 || pipe(fds) || !realpath("/proc/self/exe", self))
		errx(1, "tree N TOKEN [KIND]");
	leaf[2] = argv[2];
	for (size_t k = 0; k < N_KINDS; k++)
		if (argc == 3 || !strcmp(argv[3], kinds[k].name))
			run(&kinds[k], atoi(argv[1]));
	wait_for_all(fds);
	return 0;
}
