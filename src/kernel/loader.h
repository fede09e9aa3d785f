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

/* Print libbpf's messages through log.h, one level lower. Call before any other use of
 * libbpf. */
void loader__redirect_messages(void);

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

/* Attach the programs: records come, and trees are followed, with the running descendants
 * of their roots. tracefs: from tracefs__open(), unused with ATTACH_BTF. Returns 0, or
 * -EOPNOTSUPP or -ENOMEM after printing why. */
int loader__attach(struct loader *ld, int tracefs);

/* Append a struct running_program for each process, if ancestors are collected. Call after
 * load. Returns 0 or a negative errno. */
int loader__list_running(const struct loader *ld, struct strbuf *running);

/* Detach the programs: no more records come; those in the ring stay. */
void loader__detach(struct loader *ld);

/* Make loader__detach() return at once where possible: see attach__detach_in_child().
 * Records may come after detaching then. */
void loader__detach_in_child(const struct loader *ld);

int loader__ring_fd(const struct loader *ld);

/* Valid from load to free. */
struct execsnoop_shared *loader__shared(const struct loader *ld);

/* The map cgroups, CGROUP_SETS of them, valid from load until exit; NULL if unused. */
struct cgroup_set *loader__cgroup_sets(const struct loader *ld);

/* Runs that the kernel skipped of programs that send events; 0 before Linux 5.12, which
 * does not count them. Call once. */
uint64_t loader__missed_events(const struct loader *ld);

/* The same for the program at the entry of a call. */
uint64_t loader__missed_entries(const struct loader *ld);

/* The same for the programs that follow trees: forks and exits not seen. */
uint64_t loader__missed_tasks(const struct loader *ld);

/* Whether no task is in a tree of a filter that is not negated. Reads 4 MiB; needs
 * wait_all. */
bool loader__trees_are_empty(const struct loader *ld);

void loader__free(struct loader *ld);

#endif
