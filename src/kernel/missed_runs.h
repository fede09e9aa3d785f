/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Count the runs of BPF programs that the kernel skipped, from their fdinfo. An open
 * fdinfo can be read without capabilities and without bpf(2). */
#ifndef MISSED_RUNS_H
#define MISSED_RUNS_H

#include <stddef.h>
#include <stdint.h>

#define MISSED_RUNS_MAX 11

struct missed_runs {
	int fds[MISSED_RUNS_MAX];
	size_t n;
};

/* Add a program; MISSED_RUNS_MAX can be added. prog_fd must stay open until
 * missed_runs__count(). Warns if the fdinfo cannot be opened. */
void missed_runs__watch(struct missed_runs *m, int prog_fd);

/* Return the missed runs of all programs, 0 if the kernel does not count them. Call
 * once. */
uint64_t missed_runs__count(const struct missed_runs *m);

void missed_runs__close(struct missed_runs *m);

#endif
