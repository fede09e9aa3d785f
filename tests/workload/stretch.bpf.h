/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Included before the BPF programs: up to 16 ms pass before a record is sent, and as
 * many before anything is done after it, which is a chance for the consumer to go to
 * sleep at every point in between.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

static long stretch_turn(__u32 i, __u64 *end)
{
	return bpf_ktime_get_ns() >= *end;
}

static __always_inline void stretch(void)
{
	__u64 end = bpf_ktime_get_ns() + bpf_get_prandom_u32() % 16000000;

	bpf_loop(1 << 20, stretch_turn, &end, 0);
}

#define bpf_ringbuf_output(...)                           \
	({                                                \
		long sent;                                \
                                                          \
		stretch();                                \
		sent = (bpf_ringbuf_output)(__VA_ARGS__); \
		stretch();                                \
		sent;                                     \
	})
