// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* LD_PRELOAD=noring.so: creating a BPF ring buffer fails as in a kernel without it. */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <dlfcn.h>
#include <errno.h>

int bpf_map_create(enum bpf_map_type type, const char *name, __u32 key_size,
		   __u32 value_size, __u32 entries,
		   const struct bpf_map_create_opts *opts)
{
	__typeof__(&bpf_map_create) next =
		(__typeof__(next))dlsym(RTLD_NEXT, "bpf_map_create");

	if (type == BPF_MAP_TYPE_RINGBUF) {
		errno = EINVAL;
		return -EINVAL;
	}
	return next(type, name, key_size, value_size, entries, opts);
}
