/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The contract between the BPF programs and user space: what a record is, what
 * user space configures before load, what both sides share afterwards.
 *
 * A *record* is bytes in the ring buffer, laid out as below. Its decoded form
 * is an *event*. The build defines EXECSNOOP_ABI, a checksum over the bytes of all
 * headers in include/, comments too: user space rejects an object file with another one,
 * whose records it would misread.
 */
#ifndef EXECSNOOP_H
#define EXECSNOOP_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#include "execsnoop_ancestry.h"
#include "execsnoop_args.h"
#include "execsnoop_details.h"
#include "execsnoop_filter.h"

#define COMM_SIZE 16 /* TASK_COMM_LEN, with the NUL */
#define RING_SIZE_MAX (1ULL << 31) /* max_entries is 32 bits wide */
#define FILENAME_SIZE 4096 /* PATH_MAX, with the NUL */

#define ERRNO_MAX 4095 /* MAX_ERRNO, linux/err.h */
#define NO_LATENCY (~0ULL)

enum record_type {
	RECORD_EXEC = 1, /* an exec that succeeded or failed */
	RECORD_ARGS = 2, /* a piece of the argument bytes of the RECORD_EXEC that
			  * follows with the same tid and ktime_ns */
	RECORD_ENV = 3, /* likewise, but its arguments are the environment */
};

enum record_flags {
	RECORD_TRUNCATED = 1 << 0, /* arguments or bytes of them are missing */
	RECORD_UNREADABLE = 1 << 1, /* the arguments could not be read at all */
	RECORD_TOTALS = 1 << 2, /* argc and args_total are exact */
	RECORD_TAGGED = 1 << 3, /* the NUL of each argument is followed by an
				 * enum arg_tag */
	RECORD_UNDECIDED = 1 << 4, /* for user space to choose by its cgroups */
	RECORD_DETAILED = 1 << 5, /* see execsnoop_details.h */
	RECORD_ANCESTRY = 1 << 6, /* see execsnoop_ancestry.h */
};

/*
 * In memory: this head, args_len argument bytes, filename_len bytes of file name,
 * cgroups_len bytes that tell of cgroups, what RECORD_DETAILED adds, what RECORD_ANCESTRY
 * does; the ring buffer's length of a record is the sum, exactly.
 *
 * What tells of cgroups is, for each of config.hierarchies in turn, the key that the map
 * cgroups has the task's cgroup by (8 bytes, not aligned), then the way from there up to
 * the root: of each level its id (likewise) and its name with the NUL. The root's name is
 * empty and ends the way. Where one was cut, the bytes end without it, and nothing is
 * told of the hierarchies that follow.
 */
struct exec_record {
	__u16 type; /* enum record_type */
	__u16 flags; /* enum record_flags */
	__s32 retval; /* 0 or a negative errno */
	__u64 ktime_ns; /* CLOCK_BOOTTIME of success or failure; 0 where it is not
			 * collected, but never in a record with others ahead of it */
	__u64 latency_ns; /* since the call was entered, or NO_LATENCY */
	__u64 lost; /* shared.ring_full as this record was made */
	__u32 pid; /* tgid, as the initial pid namespace has it */
	__u32 tid;
	__u32 ppid; /* tgid of the real parent */
	__u32 uid; /* real uid, as the initial user namespace has it */
	__s32 dirfd; /* a failed execveat's; else AT_FDCWD */
	__u32 argc; /* number of arguments, if RECORD_TOTALS */
	__u32 args_total; /* bytes of all arguments with their NULs, likewise */
	__u32 args_before; /* argument bytes sent ahead in such pieces */
	__u32 args_len; /* argument bytes in this record */
	__u16 filename_len; /* with its NUL; 0: could not be read, or is
			     * not collected */
	__u16 cgroups_len;
	char comm[COMM_SIZE];
};

/* What is known before load: .rodata, so that the verifier drops dead code. */
struct execsnoop_config {
	__u32 abi; /* EXECSNOOP_ABI */
	__u32 args_size; /* bytes kept of one command line, and of one environment */
	__u32 wake_fill; /* bytes in the ring that wake the consumer */
	__u32 wake_step; /* bytes sent by one program on one CPU between two
			  * looks at that */
	__u32 asked; /* bits of 1 << enum filter_kind that the user chose by */
	__u32 wanted; /* those of them with a value to be shown, not only "!" ones */
	__u8 hierarchies[HIERARCHIES_MAX]; /* enum cgroup_hierarchy */
	__u8 n_hierarchies; /* 0: any cgroup */
	__u8 cgroups_wanted; /* bits of 1 << enum cgroup_kind that must all match */
	__u8 show_failed; /* else failures are only counted */
	__u8 only_failed;
	__u8 priv_gain; /* only if the exec raises effective uid or capabilities */
	__u8 root_child; /* only uid 0 with a parent of another */
	__u8 pending_in; /* enum pending_kind */
	__u8 filename; /* read file names; else records have none */
	__u8 time; /* read the clock; else only where pieces must be told apart */
	__u8 cgroups; /* tell of the cgroups of each event, not only of undecided ones */
	__u8 details, exe, cwd, file_flags; /* parts of struct exec_details */
	__u8 n_few; /* values in few; 0: they stand in the map filters, if there are any */
	__u8 caps; /* note privileges as a call begins, and tell what was gained */
	__u8 ancestors; /* so many of them are told of, at most */
	__u8 env; /* send the environment; only with details */
	__u8 interpreter; /* tell of it, as process_exec_btf can; only with details */
	__u8 root; /* tell of the mount that it is; only with details */
	struct filter_few few[FILTERS_FEW];
};

/* Where the begin of a call is kept. */
enum pending_kind {
	PENDING_NOWHERE, /* no call is seen to begin */
	PENDING_TASK, /* the map pending */
	PENDING_HASH, /* the map pending_hash */
};

enum execsnoop_counter {
	COUNT_CUT, /* events short of arguments or environment because the ring was full */
	COUNT_PENDING_FULL, /* calls whose begin could not be kept: not lost */
	COUNT_HIDDEN, /* failures not sent for want of show_failed */
	COUNT_FILTERED, /* events that a filter rejected in the kernel */
	COUNTERS,
};

/* What both sides write while tracing: .bss, mapped into user space. Every event
 * reads the first cache line, so what is counted more often stands behind it. All
 * counts are added to atomically. */
struct execsnoop_shared {
	__u32 consumer_sleeps; /* set by the consumer, cleared by who wakes it */
	__u32 trees_growing; /* tasks that run already are being added to the map tree */
	__u64 ring_full; /* events lost because the ring was full */
	__u64 padding[6];
	__u64 tree_added; /* tasks that the map tree was told of by what goes through
			   * the tasks that run already */
	__u64 counters[COUNTERS]; /* by enum execsnoop_counter */
};

/* The longest record there is. */
#define RECORD_SIZE_MAX                                                            \
	(sizeof(struct exec_record) + ARGS_CHUNK + ARG_PIECE + 2 + FILENAME_SIZE + \
	 CGROUPS_SIZE + PATHS_SIZE + sizeof(struct exec_details) + ANCESTRY_SIZE)

_Static_assert(__builtin_offsetof(struct execsnoop_shared, tree_added) == 64,
	       "frequently written data shares the first cache line");

#endif
