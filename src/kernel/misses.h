/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How often the kernel skipped a run of BPF programs, read from their fdinfo:
 * opened beforehand, it takes neither a capability nor bpf(2) to be read. */
#ifndef MISSES_H
#define MISSES_H

#include <stddef.h>
#include <stdint.h>

#define MISSES_MAX 10

struct misses {
	int fds[MISSES_MAX];
	size_t n;
};

/* Adds the program of an fd that stays open until all is counted; at most
 * MISSES_MAX. Warns if it cannot be told. */
void misses__watch(struct misses *m, int prog_fd);

/* Of all of them, 0 where the kernel does not count. To be asked once. */
uint64_t misses__count(const struct misses *m);

void misses__close(struct misses *m);

#endif
