/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The part of the contract by which user space tells the BPF programs what is wanted:
 * the kinds of filters, and the maps that hold their values.
 */
#ifndef EXECSNOOP_FILTER_H
#define EXECSNOOP_FILTER_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

/* Cgroup hierarchies in which one run looks a task up. */
#define HIERARCHIES_MAX 4

/* Bytes that tell of a task's cgroups, and levels of one hierarchy: what needs more is
 * cut. With it a scratch stays below 32 KiB, the most that a CPU can have of a map. */
#define CGROUPS_SIZE 4096
#define CGROUP_LEVELS_MAX 64

/* What filters have values of. */
enum filter_kind {
	FILTER_UID, /* real uid, in the initial user namespace */
	FILTER_GID, /* real gid, likewise */
	FILTER_PPID,
	FILTER_TREE, /* tgid of a tree's root, as our own pid namespace has it */
	FILTER_ERRNO, /* positive */
	FILTER_MNTNS, /* inode of the mount namespace */
	FILTER_PIDNS, /* inode of the pid namespace */
	FILTER_KINDS,
};

struct filter_key {
	__u32 kind; /* enum filter_kind */
	__u32 value;
};

/* What filters, and the map tree, say of a value. */
enum filter_verdict {
	FILTER_WANTED = 1 << 0,
	FILTER_UNWANTED = 1 << 1, /* asked for with "!"; counts more than wanted */
};

/* A few values stand in the config, not in the map filters: compared there they cost 1 ns
 * each, looked up in the map 75 ns. */
#define FILTERS_FEW 4
struct filter_few {
	__u32 value;
	__u8 kind; /* enum filter_kind */
	__u8 verdict; /* enum filter_verdict */
	__u8 reserved[2];
};

/*
 * The map tree has one byte for every tid that there can be: enum filter_verdict of the
 * trees that the task is in. All tasks of a process are in, so that the programs need
 * no more than the ids that the tracepoints carry. It cannot be full.
 */
#define TREE_TIDS (1 << 22) /* PID_MAX_LIMIT, linux/threads.h */
#define TREE_BLOCK 4096 /* tids in one value of the map */

/* In which hierarchy a task's cgroup is looked up: version 2, or the one of version 1
 * that a controller is mounted with. */
enum cgroup_hierarchy {
	HIERARCHY_V2,
	HIERARCHY_CPUSET,
	HIERARCHY_CPU,
	HIERARCHY_CPUACCT,
	HIERARCHY_BLKIO,
	HIERARCHY_MEMORY,
	HIERARCHY_DEVICES,
	HIERARCHY_FREEZER,
	HIERARCHY_NET_CLS,
	HIERARCHY_PERF_EVENT,
	HIERARCHY_NET_PRIO,
	HIERARCHY_HUGETLB,
	HIERARCHY_PIDS,
	HIERARCHY_KINDS,
};

/* By what a cgroup can be chosen. */
enum cgroup_kind {
	CGROUP_PATH,
	CGROUP_UNIT,
	CGROUP_CONTAINER,
	CGROUP_KINDS,
};

/*
 * What user space has decided of cgroups, for the programs to read: the map cgroups, an
 * array that user space maps and writes. It is a cache: of a cgroup that it does not
 * hold the programs send the names, and user space decides, then and for later. A cgroup
 * stands in any word of the set that cgroup_set_of() its tag gives, as
 * tag << CGROUP_VERDICT_BITS | verdict; a word is written and read as a whole.
 */
#define CGROUP_SETS 512
#define CGROUP_WAYS 8
#define CGROUP_VERDICT_BITS 4
#define CGROUP_UNWANTED \
	(1 << CGROUP_KINDS) /* a verdict: this, and bits of
					     * 1 << enum cgroup_kind that match */

struct cgroup_set {
	__u64 words[CGROUP_WAYS];
};

_Static_assert(sizeof(struct cgroup_set) == 64, "a set is one cache line");
_Static_assert(CGROUP_UNWANTED < 1 << CGROUP_VERDICT_BITS, "a verdict has too many bits");
_Static_assert(TREE_TIDS % TREE_BLOCK == 0, "the last block is not whole");

/* index: into config.hierarchies; key: of the cgroup there, its serial number and 1. So
 * no tag is 0, as those of free words are. */
static inline __u64 cgroup_tag(__u32 index, __u64 key)
{
	return key * HIERARCHIES_MAX + index;
}

static inline __u32 cgroup_set_of(__u64 tag)
{
	return (__u32)(tag * 0x9e3779b97f4a7c15ULL >> 32) % CGROUP_SETS;
}

#endif
