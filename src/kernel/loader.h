/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Open, load, attach and detach the BPF programs. No other file uses the skeleton. */
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
 * configure it, without loading anything into the kernel. The caller owns `setup` and
 * `cgroups`, which must outlive the loader. Returns 0, or after printing why -EINVAL for
 * a file that cannot be used, -ENOMEM, or another negative errno; then *loader is NULL.
 */
int loader__open(struct loader **loader, const struct kernel_setup *setup,
		 enum attach_mode mode, const struct cgroup_filter *cgroups);

/* Load maps, filters and programs into the kernel. Returns 0, or after printing why
 * -EINVAL if the user's object or BTF does not fit the kernel, -EOPNOTSUPP or -ENOMEM. */
int loader__load(struct loader *ld);

/* Attach the programs, which then send records and follow trees, and add the running
 * descendants of the roots to the trees. tracefs: from tracefs__open(), unused with
 * ATTACH_BTF. Returns 0, or -EOPNOTSUPP or -ENOMEM after printing why. */
int loader__attach(struct loader *ld, int tracefs);

/* Append a struct running_program for each process, if ancestors are collected. Call after
 * load. Returns 0 or a negative errno. */
int loader__list_running(const struct loader *ld, struct strbuf *running);

/* Detach the programs: they send no more records. Records in the ring can still be
 * read. */
void loader__detach(struct loader *ld);

/* Make loader__detach() return at once where possible: see attach__detach_in_child(). The
 * programs may then send records after loader__detach(). */
void loader__detach_in_child(const struct loader *ld);

/* Return the descriptor of the map events, which the loader owns. */
int loader__ring_fd(const struct loader *ld);

/* Return the memory shared with the programs, valid from load to free. */
struct execsnoop_shared *loader__shared(const struct loader *ld);

/* Return the map cgroups, an array of CGROUP_SETS valid from load until exit, or NULL if
 * the map is unused. */
struct cgroup_set *loader__cgroup_sets(const struct loader *ld);

/* Return how many runs of the programs that send events the kernel skipped; 0 before
 * Linux 5.12, which does not count skipped runs. Call once. */
uint64_t loader__missed_events(const struct loader *ld);

/* Like loader__missed_events(), of the program at the entry to a call. */
uint64_t loader__missed_entries(const struct loader *ld);

/* Like loader__missed_events(), of the programs that follow forks and exits. */
uint64_t loader__missed_tasks(const struct loader *ld);

/* Whether a filter is about trees. */
bool loader__follows_trees(const struct loader *ld);

/* Whether execs in trees are counted: COUNT_STARTED and COUNT_FAILED. */
bool loader__counts_tree(const struct loader *ld);

/* Whether failed execs are traced. */
bool loader__sees_failed(const struct loader *ld);

/* Whether the trees of all filters without "!" are empty. Reads 4 MiB. Requires
 * setup->wait_all. */
bool loader__trees_are_empty(const struct loader *ld);

void loader__free(struct loader *ld);

#endif
