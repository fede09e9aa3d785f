/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The part of the contract by which an exec's parent, that one's parent and so on are
 * known. */
#ifndef EXECSNOOP_ANCESTRY_H
#define EXECSNOOP_ANCESTRY_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#define ANCESTRY_LEVELS_MAX 16
#define ANCESTRY_COMM_SIZE 16

/*
 * What one process runs from one exec to the next. Its pid alone may come again, and so
 * it may with another start, or another program in the same process: none of them has
 * all of this.
 */
struct program_id {
	__u64 start_ns; /* CLOCK_BOOTTIME at which the process was forked */
	__u32 exec_id; /* task_struct.self_exec_id: another after each exec, and a child's
			* is that of its parent */
	__u32 pid; /* tgid, as the initial pid namespace has it */
};

struct exec_ancestor {
	struct program_id id;
	char comm[ANCESTRY_COMM_SIZE]; /* of the first thread */
};

/*
 * At the end of a record that is RECORD_ANCESTRY. Before it stand n times struct
 * exec_ancestor, the parent first, as the kernel had them when the exec came to its end.
 */
struct exec_ancestry {
	struct program_id id; /* of the process itself; after the exec, if it succeeded */
	__u32 n; /* config.ancestors at most */
	__u32 more; /* whether the last of them has a parent in turn */
};

#define ANCESTRY_SIZE                                         \
	(ANCESTRY_LEVELS_MAX * sizeof(struct exec_ancestor) + \
	 sizeof(struct exec_ancestry))

/* What the iterator over the tasks that run already tells of each process. */
struct running_program {
	struct program_id id;
	__u32 own_pid; /* its pid as our own pid namespace has it */
	__u32 reserved;
};

#endif
