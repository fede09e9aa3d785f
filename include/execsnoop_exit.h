/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The part of the contract for the ends of programs. */
#ifndef EXECSNOOP_EXIT_H
#define EXECSNOOP_EXIT_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#include "execsnoop_ancestry.h"

#define USAGE_UNKNOWN (~0ULL)

/*
 * What a process has used since its fork, by all of its threads. The difference between two
 * is what it used meanwhile.
 *
 * The scheduler adds to cpu_ns only at ticks and when it switches tasks (update_curr(),
 * kernel/sched/fair.c), so for a short program it is often 0. running_ns is for how long the
 * current thread has run without a switch, plus the difference of two clocks, which is the
 * same for all tasks on one CPU; stint_ns is the part of that which is in cpu_ns.
 */
struct usage {
	__u64 cpu_ns;
	__u64 stint_ns;
	__u64 running_ns; /* modulo 2^64 */
	__u64 user_ns, system_ns; /* by counting ticks: rough */
	__u64 read_bytes, write_bytes; /* from and to storage, or USAGE_UNKNOWN */
	__u64 major_faults;
	__u64 max_rss; /* pages; before an exec, those of the program before too: see
			* setmax_mm_hiwater_rss(), exec_mmap() in fs/exec.c */
	__u32 cpu;
	__u32 reserved;
};

/* Follows the cgroups in a record with RECORD_USAGE: the begin of the program. */
struct exec_usage {
	struct usage usage; /* at the end of the exec */
	struct program_id id; /* of the program that has begun */
	__u32 threads_before; /* as in struct exit_record, of the program before it */
	__u32 reserved;
};

enum exit_flags {
	EXIT_REPLACED = 1 << 0, /* by an exec that is not sent; status is 0 */
	EXIT_BEFORE = 1 << 1, /* it began before tracing */
	EXIT_FORKED = 1 << 2, /* the process has not exec'ed since its fork */
	EXIT_THREADS = 1 << 3, /* has more threads than could be read: usage lacks some */
	EXIT_QUIET = 1 << 4, /* nothing to show: a filter of ends rejects it */
	EXIT_OOM = 1 << 5, /* the kernel killed it because memory ran out */
	EXIT_KILLED = 1 << 6, /* by a signal that `sender` sent */
};

/* Who sent a signal. */
struct signal_sender {
	struct program_id id;
	char comm[ANCESTRY_COMM_SIZE]; /* of the first thread */
};

/* A record of type RECORD_EXIT: a program has ended, usually because its process has. The
 * first members are those of struct exec_record. */
struct exit_record {
	__u16 type; /* RECORD_EXIT */
	__u16 flags; /* enum exit_flags */
	__s32 status; /* as in wait(2) */
	__u64 ktime_ns; /* CLOCK_BOOTTIME */
	__u64 rss; /* highest number of pages of this program alone; 0: unknown */
	__u64 lost; /* as in struct exec_record */
	struct program_id id; /* of the program that has ended */
	struct usage usage;
	__u32 ppid;
	__u32 uid; /* real */
	__u32 threads; /* that the program has started, with the first; 0: not counted */
	__u32 reserved;
	char comm[ANCESTRY_COMM_SIZE]; /* of the first thread */
	struct signal_sender sender; /* if EXIT_KILLED */
};

/* The bytes of a record with EXIT_QUIET: its first members. */
#define EXIT_QUIET_SIZE __builtin_offsetof(struct exit_record, usage)

/* Nanoseconds that the scheduler may not have added to cpu_ns, at most: a tick at 100 Hz, and
 * some more. */
#define USAGE_TAIL_MAX 20000000ULL

#endif
