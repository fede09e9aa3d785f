/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Set the filters of the BPF programs, in their configuration and in the map filters. */
#ifndef KERNEL_FILTER_H
#define KERNEL_FILTER_H

#include <bpf/libbpf.h>

#include "execsnoop.h"
#include "kernel/setup.h"
#include "select/cgroup_filter.h"

/* Set the filters of the configuration. Call before load. */
void kernel_filter__configure(struct execsnoop_config *config,
			      const struct kernel_setup *setup,
			      const struct cgroup_filter *cgroups);

/* Fill `map`, the map filters, if it is in use. Call after load. Returns 0 or a negative
 * errno. */
int kernel_filter__add(struct bpf_map *map, const struct filter_values *values);

#endif
