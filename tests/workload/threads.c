// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * threads N M TOKEN: N processes of M threads, all of which exec at once. In each
 * process one succeeds, and the others end with it.
 */
#include <pthread.h>
#include <sys/mman.h>

#include "workload.h"

static pthread_barrier_t *all_there;
static char *child[] = { "threads", "child", NULL, NULL, NULL };

static void *exec(void *unused)
{
	pthread_barrier_wait(all_there);
	execv("/proc/self/exe", child);
	return unused;
}

static void run_process(int threads)
{
	pthread_attr_t small;
	pthread_t thread;

	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 65536);
	for (int i = 1; i < threads; i++)
		if (pthread_create(&thread, &small, exec, NULL))
			errx(1, "pthread_create");
	exec(NULL);
	/* Another thread has succeeded or will. */
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	pthread_barrierattr_t shared;
	char number[16];

	if (!strcmp(argv[1], "child")) {
		expect_self(argv);
		return 0;
	}
	if (argc != 4)
		errx(1, "threads N M TOKEN");
	child[2] = argv[3];
	child[3] = number;
	all_there = mmap(NULL, sizeof(*all_there), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (all_there == MAP_FAILED)
		err(1, "mmap");
	pthread_barrierattr_init(&shared);
	pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
	pthread_barrier_init(all_there, &shared,
			     (unsigned int)(atoi(argv[1]) * atoi(argv[2])));
	for (int i = 0; i < atoi(argv[1]); i++) {
		snprintf(number, sizeof(number), "%d", i);
		if (!fork())
			run_process(atoi(argv[2]));
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
