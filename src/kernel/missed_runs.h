/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How often the kernel skipped a run of BPF programs, read from their fdinfo:
 * opened beforehand, it takes neither a capability nor bpf(2) to be read. */
#ifndef MISSED_RUNS_H
#define MISSED_RUNS_H

#include <stddef.h>
#include <stdint.h>

#define MISSED_RUNS_MAX 10

struct missed_runs {
	int fds[MISSED_RUNS_MAX];
	size_t n;
};

/* Adds the program of an fd that stays open until all is counted; at most
 * MISSED_RUNS_MAX. Warns if it cannot be told. */
void missed_runs__watch(struct missed_runs *m, int prog_fd);

/* Of all of them, 0 where the kernel does not count. To be asked once. */
uint64_t missed_runs__count(const struct missed_runs *m);

void missed_runs__close(struct missed_runs *m);

#endif
