/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The BPF side as an object: open, load, attach, detach, free. The only user of
 * the skeleton. */
#ifndef LOADER_H
#define LOADER_H

#include <stdint.h>

#include "execsnoop.h"
#include "options.h"

enum attach_mode {
	ATTACH_FULL, /* successes and failures */
	ATTACH_LITE, /* sched_process_exec alone */
	ATTACH_BTF, /* the same through BTF: needs no tracefs */
};

struct loader;

/* From here on what libbpf says goes through log.h, most of it to be seen with
 * -v only. Comes before any other use of libbpf. */
void loader__take_messages(void);

/*
 * Opens the object (opts->bpf_object, $ANTIMETAL_BPF_PATH, or the built-in one)
 * and configures it; nothing is in the kernel yet. Returns NULL after having
 * said why, with the exit status that fits in *exit_code.
 */
struct loader *loader__open(const struct options *opts, enum attach_mode mode,
			    int *exit_code);

/* Into the kernel: maps, filters, programs. Returns an exit status, EXIT_OK if
 * all is well, after having said what is not. */
int loader__load(struct loader *ld);

/* From here on records come. tracefs: as tracefs__open() gave it, unused with
 * ATTACH_BTF. Returns an exit status. */
int loader__attach(struct loader *ld, int tracefs);

/* From here on none do; what is in the ring stays there. */
void loader__detach(struct loader *ld);

int loader__ring_fd(const struct loader *ld);

/* Valid from load to free. */
struct execsnoop_shared *loader__shared(const struct loader *ld);

/* Runs that the kernel skipped, of all programs whose skipped run may have been
 * a lost event; 0 on kernels that do not count them (before 5.12). To be asked once. */
uint64_t loader__skipped(const struct loader *ld);

/* Runs that the kernel skipped of the program that notes when calls begin, since it
 * was attached. To be asked once. */
uint64_t loader__unnoted(const struct loader *ld);

void loader__free(struct loader *ld);

#endif
