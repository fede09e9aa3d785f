// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* LD_PRELOAD=late.so: a wait that times out returns up to 8 ms late, as on a machine
 * whose CPUs are all busy. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>

static long long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int epoll_wait(int fd, struct epoll_event *events, int max, int timeout_ms)
{
	__typeof__(&epoll_wait) next = (__typeof__(next))dlsym(RTLD_NEXT, "epoll_wait");
	const int n = next(fd, events, max, timeout_ms);

	if (!n)
		for (long long end = now_ns() + random() % 8000000; now_ns() < end;)
			;
	return n;
}
