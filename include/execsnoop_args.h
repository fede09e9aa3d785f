/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The part of the contract that tells how bytes of arguments, and of the environment, are
 * laid out. */
#ifndef EXECSNOOP_ARGS_H
#define EXECSNOOP_ARGS_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

/* Argument bytes that one record carries at most, but for one ARG_PIECE. */
#define ARGS_CHUNK 8192
/* One read of a failed exec's argument; longer ones take several. */
#define ARG_PIECE 4096
/* Chunks per command line: 8 MiB, above the kernel's limit of 6 MiB for all
 * arguments (fs/exec.c, bprm_stack_limits(): 3/4 of _STK_LIM). */
#define ARGS_CHUNKS_MAX 1024
/* Arguments of a span, at most. */
#define SPAN_ARGS 15

/* Of those that are RECORD_TAGGED, one stands behind the NUL of each argument. */
enum arg_tag {
	ARG_OK = 1,
	ARG_UNREADABLE = 2, /* what stands before the NUL is not the argument */
	ARG_SPAN = 3, /* nothing stands before it, and struct args_span behind it */
};

/*
 * Of an environment: a part of the caller's memory, of len bytes that stand behind this.
 * In it n variables begin, one behind the other, each of which ends in the next NUL. What
 * stands between them is none; a NUL stands in front of each but the first, and at the
 * end.
 */
struct args_span {
	__u16 len;
	__u16 n;
	__u16 at[SPAN_ARGS]; /* ascending, all below len */
};

/* Bytes of one, so that it takes an ARG_PIECE at most with its head and tag. */
#define SPAN_MAX (ARG_PIECE - 2 - sizeof(struct args_span))

_Static_assert(sizeof(struct args_span) == 4 + 2 * SPAN_ARGS, "args_span changed size");

#endif
