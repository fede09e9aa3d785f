/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The contract between the BPF programs and user space: the format of records, the
 * configuration that user space sets before load, and the memory that both share while
 * tracing.
 *
 * A *record* is bytes in the ring buffer, in the format below. Its decoded form is an
 * *event*. The build defines EXECSNOOP_ABI, a checksum of all headers in include/
 * with their comments. User space rejects an object file with another checksum, whose
 * records it would misread.
 */
#ifndef EXECSNOOP_H
#define EXECSNOOP_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#include "execsnoop_ancestry.h"
#include "execsnoop_cgroup.h"
#include "execsnoop_details.h"
#include "execsnoop_exit.h"
#include "execsnoop_filter.h"

#define COMM_SIZE 16 /* TASK_COMM_LEN, with the NUL */
#define RING_SIZE_MAX (1ULL << 31) /* max_entries is 32 bits wide */
#define FILENAME_SIZE 4096 /* PATH_MAX, with the NUL */

/* Argument bytes per record; a record of a failed exec may exceed this by one
 * ARG_PIECE. */
#define ARGS_CHUNK 8192
/* Bytes per read of a failed exec's argument; longer arguments take several reads. */
#define ARG_PIECE 4096
/* Chunks per command line: 8 MiB, above the kernel's limit of 6 MiB for all
 * arguments (fs/exec.c, bprm_stack_limits(): 3/4 of _STK_LIM). */
#define ARGS_CHUNKS_MAX 1024

#define ERRNO_MAX 4095 /* MAX_ERRNO, linux/err.h */
#define NO_LATENCY (~0ULL)

enum record_type {
	RECORD_EXEC = 1, /* an exec that succeeded or failed, or a check */
	RECORD_ARGS = 2, /* argument bytes of the RECORD_EXEC that follows with the same
			  * tid and ktime_ns */
	RECORD_ENV = 3, /* bytes of the environment of the RECORD_EXEC that follows */
	RECORD_EXIT = 4, /* a struct exit_record */
	/* Only if ancestors are sent: */
	RECORD_FORK = 5, /* a struct fork_record */
	RECORD_GONE = 6, /* a struct gone_record */
};

enum record_flags {
	RECORD_TRUNCATED = 1 << 0, /* whole arguments, or bytes of one, are missing */
	RECORD_UNREADABLE = 1 << 1, /* the arguments could not be read at all */
	RECORD_TOTALS = 1 << 2, /* argc and args_total are exact */
	RECORD_TAGGED = 1 << 3, /* an enum arg_tag follows the NUL of each argument */
	RECORD_UNDECIDED = 1 << 4, /* user space must apply the cgroup filters */
	RECORD_DETAILED = 1 << 5, /* see execsnoop_details.h */
	RECORD_ANCESTRY = 1 << 6, /* see execsnoop_ancestry.h */
	RECORD_CHECK = 1 << 7, /* a call with AT_EXECVE_CHECK, which is no exec, ended */
	RECORD_USAGE = 1 << 8, /* see execsnoop_exit.h */
};

/* The byte that follows the NUL of each argument if RECORD_TAGGED. */
enum arg_tag {
	ARG_OK = 1,
	ARG_UNREADABLE = 2, /* the bytes before the NUL are not the argument */
};

/*
 * The head of a record. After it follow, unaligned: args_len argument bytes, filename_len
 * bytes of file name, cgroups_len bytes of cgroups (see execsnoop_cgroup.h), and the
 * parts for RECORD_USAGE, RECORD_DETAILED and RECORD_ANCESTRY. Nothing follows these.
 */
struct exec_record {
	__u16 type; /* enum record_type */
	__u16 flags; /* enum record_flags */
	__s32 retval; /* 0 or a negative errno */
	__u64 ktime_ns; /* CLOCK_BOOTTIME of success or failure; 0: not collected. Never
			 * 0 if records of the same exec precede this one */
	__u64 latency_ns; /* since the entry to the call, or NO_LATENCY */
	__u64 lost; /* shared.ring_full when this record was made */
	__u64 start_ns; /* CLOCK_BOOTTIME of the fork of the process: with pid, its identity;
			 * 0: not collected */
	__u32 pid; /* tgid; this, tid and ppid are in the initial pid namespace */
	__u32 tid;
	__u32 ppid; /* tgid of the real parent */
	__u32 uid; /* real uid in the initial user namespace */
	__s32 dirfd; /* of a failed execveat; else AT_FDCWD */
	__u32 argc; /* number of arguments, if RECORD_TOTALS */
	__u32 args_total; /* bytes of all arguments with NULs, if RECORD_TOTALS */
	__u32 args_before; /* argument bytes in earlier records of this exec */
	__u32 args_len; /* argument bytes in this record */
	__u16 filename_len; /* with its NUL; 0: unreadable or not collected */
	__u16 cgroups_len;
	char comm[COMM_SIZE];
};

/* Set before load, constant afterwards (.rodata): the verifier removes the code of
 * features that are not configured. */
struct execsnoop_config {
	__u32 abi; /* EXECSNOOP_ABI */
	__u32 args_size; /* bytes per command line, and per environment, at most */
	__u32 wake_fill; /* bytes in the ring that wake the consumer */
	__u32 wake_step; /* bytes that one program sends on one CPU between two queries
			  * of the ring's fill */
	__u32 own_pidns; /* inode of the tracer's pid namespace, for FILTER_PPID; 0: the
			  * initial one, or unknown */
	__u32 asked; /* bits of 1 << enum filter_kind: the kinds to check */
	__u32 wanted; /* the kinds that have a value without "!" */
	__u8 hierarchies[HIERARCHIES_MAX]; /* enum cgroup_hierarchy */
	__u8 n_hierarchies; /* 0: no filter by cgroup */
	__u8 cgroups_wanted; /* bits of 1 << enum cgroup_kind that must all match */
	__u8 show_failed; /* send failures; 0: only count them, but send RECORD_UNDECIDED */
	__u8 show_checks; /* likewise, for calls with AT_EXECVE_CHECK */
	__u8 only_failed;
	__u8 priv_gain; /* only execs that raise effective uid or capabilities */
	__u8 root_child; /* only uid 0 whose parent has another uid */
	__u8 count_tree; /* count the execs in trees; the only one is COMMAND's */
	__u8 pending_in; /* enum pending_kind */
	__u8 filename; /* collect file names */
	__u8 time; /* read the clock for each exec, not only for one of several
		    * records */
	__u8 cgroups; /* send the cgroups of each event, not only if RECORD_UNDECIDED */
	__u8 details; /* send struct exec_details */
	__u8 exe, cwd, file_flags; /* and with it these paths and flags */
	__u8 n_few; /* values in few; 0: all values are in the map filters */
	__u8 caps; /* record privileges at the entry, and send those that were gained */
	__u8 ancestors; /* number of ancestors to send, at most; with any, also forks and
			 * ends of processes */
	__u8 env; /* send the environment; only with details */
	__u8 interpreter; /* only with details, and only if exec_btf runs */
	__u8 descriptors; /* send what 0, 1 and 2 are; only with details */
	__u8 root; /* send the root's mount; only with details */
	__u8 caller; /* send what explains failures; only with details and cwd */
	__u8 tree_depth; /* of FILTER_TREE: the greatest depth that passes, up to
			  * TREE_DEPTH_MAX */
	__u8 ids; /* collect start_ns, and send the parent's id; only with details */
	__u8 fold_path; /* collect start_ns; user space filters execs, but not checks, by
			  * their result */
	__u8 exits; /* send the ends of programs, and usage with each success */
	__u8 exits_of_forks; /* also of processes that have not exec'ed */
	__u8 exits_by_pid; /* only of programs whose exec was sent: the map sent has them */
	__u8 senders; /* note who sends signals that end programs */
	__u8 threads; /* count the threads that programs start */
	__u8 end_status; /* end_codes and end_signals have the bits of those to show */
	__u64 end_codes[4];
	__u64 end_signals;
	__u64 slower_ns,
		cpu_over_ns; /* only ends of programs that took as much; 0: any */
	struct filter_few few[FILTERS_FEW];
};

/* The place of data recorded at the entry to a call until the call ends. */
enum pending_kind {
	PENDING_NOWHERE, /* no program runs at the entry */
	PENDING_TASK, /* the map pending */
	PENDING_SLOTS, /* the map pending_slots, and pending where a slot is occupied */
	PENDING_HASH, /* the map pending_hash */
};

enum execsnoop_counter {
	COUNT_CUT, /* events with a cut command line or environment: the ring was full */
	COUNT_PENDING_FULL, /* calls whose entry could not be stored; their events are
			     * sent without data of the entry */
	COUNT_STARTED, /* execs that succeeded, if count_tree, whatever is sent */
	COUNT_FAILED, /* likewise execs that failed */
	COUNT_HIDDEN, /* failures not sent because show_failed is 0 */
	COUNT_CHECKS, /* checks not sent because show_checks is 0 */
	COUNT_FORKS_LOST, /* forks without a RECORD_FORK: the ring was full, or the child was
			   * not found */
	COUNT_FILTERED, /* events that a filter rejected in the kernel; with trees to
			 * follow, only events in them */
	COUNTERS,
};

/* Written by both sides while tracing (.bss, mapped by user space). Every event reads
 * the first cache line, so members that are written often are outside it. Counters are
 * incremented atomically. */
struct execsnoop_shared {
	__u32 consumer_sleeps; /* set by the consumer, cleared by it or by the program
			       * that wakes it */
	__u32 trees_growing; /* running tasks are being added to the map tree */
	__u64 ring_full; /* events lost because the ring was full */
	__u64 padding[6];
	__u64 tree_added; /* running processes that tree_add added to the map tree */
	__u64 counters[COUNTERS]; /* by enum execsnoop_counter */
};

/* Bytes of the longest record. */
#define RECORD_SIZE_MAX                                                            \
	(sizeof(struct exec_record) + ARGS_CHUNK + ARG_PIECE + 2 + FILENAME_SIZE + \
	 CGROUPS_SIZE + sizeof(struct exec_usage) + PATHS_SIZE +                   \
	 sizeof(struct exec_details) + ANCESTRY_SIZE)

_Static_assert(__builtin_offsetof(struct execsnoop_shared, tree_added) == 64,
	       "frequently written data shares the first cache line");

#endif
