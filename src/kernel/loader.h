/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The BPF side as an object: open, load, attach, detach, free. The only user of
 * the skeleton. */
#ifndef LOADER_H
#define LOADER_H

#include <stdbool.h>
#include <stdint.h>

#include "execsnoop.h"
#include "kernel/attach.h"
#include "kernel/setup.h"
#include "select/cgroup_filter.h"

struct loader;

/* From here on what libbpf says goes through log.h, most of it to be seen with
 * -v only. Comes before any other use of libbpf. */
void loader__take_messages(void);

/*
 * Open the object (setup->bpf_object, $ANTIMETAL_BPF_PATH, or the built-in one) and
 * configure it; nothing is in the kernel yet. `setup` and `cgroups` stay the caller's and
 * outlive the loader. Returns 0, or after printing why -EINVAL for a file that cannot be
 * used, -ENOMEM, or another negative errno; then *loader is NULL.
 */
int loader__open(struct loader **loader, const struct kernel_setup *setup,
		 enum attach_mode mode, const struct cgroup_filter *cgroups);

/* Load maps, filters and programs into the kernel. Returns 0, or after printing why
 * -EINVAL if the object or BTF given does not fit the kernel, -EOPNOTSUPP or -ENOMEM. */
int loader__load(struct loader *ld);

/* From here on records come, and trees are followed: what their processes have forked
 * before is in them. tracefs: as tracefs__open() gave it, unused with ATTACH_BTF.
 * Returns 0, or -EOPNOTSUPP or -ENOMEM after printing why. */
int loader__attach(struct loader *ld, int tracefs);

/* Appends a struct running_program for each process, if ancestors are collected. From
 * load on. Returns 0 or a negative errno. */
int loader__list_running(const struct loader *ld, struct strbuf *running);

/* From here on none do; what is in the ring stays there. */
void loader__detach(struct loader *ld);

/* Makes detaching take no time of ours, where it can: see attach__leave(). Records may
 * come after detaching then. */
void loader__leave_attached(const struct loader *ld);

int loader__ring_fd(const struct loader *ld);

/* Valid from load to free. */
struct execsnoop_shared *loader__shared(const struct loader *ld);

/* The map cgroups, CGROUP_SETS of them, valid from load until exit; NULL if it is unused. */
struct cgroup_set *loader__cgroup_sets(const struct loader *ld);

/* Runs that the kernel skipped, of all programs whose skipped run may have been
 * a lost event; 0 on kernels that do not count them (before 5.12). To be asked once. */
uint64_t loader__skipped(const struct loader *ld);

/* Runs that the kernel skipped of the program that notes when calls begin, since it
 * was attached. To be asked once. */
uint64_t loader__unnoted(const struct loader *ld);

/* Likewise of those that follow trees: tasks that were not seen to enter or leave one. */
uint64_t loader__strayed(const struct loader *ld);

/* Whether no task is in a tree that is wanted. Reads 4 MiB; needs wait_all. */
bool loader__trees_are_empty(const struct loader *ld);

void loader__free(struct loader *ld);

#endif
