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
	__u32 pid; /* tgid in the initial pid namespace; 0: no process */
};

enum process_flags {
	PROCESS_FORKED = 1 << 0, /* it has not exec'ed since its fork */
	PROCESS_INIT = 1 << 1, /* the first process of a pid namespace */
	PROCESS_SUBREAPER = 1 << 2, /* adopts its orphaned descendants, see prctl(2) */
};

/* A process as the kernel has it when the record is made. */
struct process_state {
	struct program_id id;
	char comm[ANCESTRY_COMM_SIZE]; /* of the first thread */
	__u32 flags; /* enum process_flags */
	__u32 login_session; /* of audit; DETAIL_UNKNOWN: none */
};

/*
 * The end of a record with RECORD_ANCESTRY. Directly before it are n struct process_state,
 * the real parent first, as the kernel has them at the end of the exec.
 */
struct exec_ancestry {
	struct program_id id; /* of the process itself; after the exec if it succeeded */
	__u32 flags; /* of the process itself, as in struct process_state */
	__u32 login_session;
	__u32 n; /* at most config.ancestors */
	__u32 more; /* whether the last ancestor has a parent */
};

#define ANCESTRY_SIZE                                         \
	(ANCESTRY_LEVELS_MAX * sizeof(struct process_state) + \
	 sizeof(struct exec_ancestry))

/* A record of type RECORD_FORK: a process has forked another one. It precedes all records of
 * the child. */
struct fork_record {
	__u16 type; /* RECORD_FORK */
	__u16 reserved;
	__u32 child_pid; /* tgid in the initial pid namespace */
	__u64 child_start_ns; /* CLOCK_BOOTTIME of the fork, the child's identity */
	struct process_state parent; /* the process that has called, whichever becomes the
				      * real parent */
};

/* A record of type RECORD_GONE: a process has ended. Sometimes there are two of them. */
struct gone_record {
	__u16 type; /* RECORD_GONE */
	__u16 reserved;
	__u32 pid; /* tgid in the initial pid namespace */
	__u64 start_ns; /* CLOCK_BOOTTIME of its fork */
};

/* One for each running process, from the iterator list_running. */
struct running_program {
	struct process_state process;
	struct program_id parent; /* the real one */
	__u32 own_pid; /* its pid in the tracer's pid namespace */
	__u32 reserved;
};

#endif
