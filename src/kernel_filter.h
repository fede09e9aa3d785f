/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tells the BPF programs which events are wanted, by the maps that they ask. */
#ifndef KERNEL_FILTER_H
#define KERNEL_FILTER_H

#include <bpf/libbpf.h>

#include "execsnoop.h"
#include "options.h"

/* map: filters. Returns 0 or -errno. */
int kernel_filter__add(struct bpf_map *map, enum filter_kind kind,
		       const struct id_list *ids);

/* map: cgroups. The map keeps the cgroups; their folders may be closed. Returns an
 * exit status, after having said what is wrong. */
int kernel_filter__add_cgroups(struct bpf_map *map, const struct path_list *cgroups);

#endif
