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

/* Of those that are RECORD_TAGGED, one stands behind the NUL of each argument. */
enum arg_tag {
	ARG_OK = 1,
	ARG_UNREADABLE = 2, /* what stands before the NUL is not the argument */
};

#endif
