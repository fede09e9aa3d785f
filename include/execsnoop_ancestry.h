/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The part of the contract for the ancestors of a process: its parent, the parent's parent
 * and so on. */
#ifndef EXECSNOOP_ANCESTRY_H
#define EXECSNOOP_ANCESTRY_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#define ANCESTRY_LEVELS_MAX 16
#define ANCESTRY_COMM_SIZE 16

/*
 * Identifies what one process runs between two execs. A pid may be reused, and a process
 * may exec again; only all three members together are unique.
 */
struct program_id {
	__u64 start_ns; /* CLOCK_BOOTTIME of the process' fork */
	__u32 exec_id; /* task_struct.self_exec_id: changes with each exec, and a child
			* inherits its parent's */
	__u32 pid; /* tgid in the initial pid namespace */
};

struct exec_ancestor {
	struct program_id id;
	struct program_id program; /* whose exec began what it runs: its own, or that of
				    * the process which it was forked from */
	char comm[ANCESTRY_COMM_SIZE]; /* of the first thread */
};

/*
 * The end of a record with RECORD_ANCESTRY. Directly before it are n struct exec_ancestor,
 * the parent first, as the kernel had them at the end of the exec.
 */
struct exec_ancestry {
	struct program_id id; /* of the process itself; after the exec if it succeeded */
	__u32 n; /* at most config.ancestors */
	__u32 more; /* whether the last ancestor has a parent */
};

#define ANCESTRY_SIZE                                         \
	(ANCESTRY_LEVELS_MAX * sizeof(struct exec_ancestor) + \
	 sizeof(struct exec_ancestry))

/* One for each running process, from the iterator list_running. */
struct running_program {
	struct program_id id;
	__u32 own_pid; /* its pid in the tracer's pid namespace */
	__u32 reserved;
};

#endif
