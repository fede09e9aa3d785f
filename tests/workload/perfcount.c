// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * perfcount ID: counts the events of a tracepoint on all CPUs, as perf stat -a
 * does, until a line comes on stdin. Prints "counting", then their number.
 */
#include <linux/perf_event.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "workload.h"

#define CPUS_MAX 1024

int main(int argc, char **argv)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = argc == 2 ? (uint64_t)atoi(argv[1]) : 0,
	};
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t sum = 0, count;
	int fds[CPUS_MAX];

	for (int i = 0; i < cpus && i < CPUS_MAX; i++) {
		fds[i] = (int)syscall(SYS_perf_event_open, &attr, -1, i, -1, 0);
		if (fds[i] < 0)
			err(1, "perf_event_open");
	}
	puts("counting");
	fflush(stdout);
	getchar();
	for (int i = 0; i < cpus && i < CPUS_MAX; i++) {
		if (read(fds[i], &count, sizeof(count)) != sizeof(count))
			err(1, "read");
		sum += count;
	}
	printf("%llu\n", (unsigned long long)sum);
	return 0;
}
