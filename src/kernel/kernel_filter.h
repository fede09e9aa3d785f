/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tells the BPF programs which events are wanted, by their configuration and by the map
 * that they ask. */
#ifndef KERNEL_FILTER_H
#define KERNEL_FILTER_H

#include <bpf/libbpf.h>

#include "execsnoop.h"
#include "kernel/setup.h"
#include "select/cgroup_filter.h"

/* Before load. */
void kernel_filter__configure(struct execsnoop_config *config,
			      const struct kernel_setup *setup,
			      const struct cgroup_filter *cgroups);

/* After it. map: filters, if it is in use. Returns 0 or -errno. */
int kernel_filter__add(struct bpf_map *map, const struct filter_values *values);

#endif
