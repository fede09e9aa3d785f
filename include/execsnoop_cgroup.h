/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The part of the contract for cgroups: their names in a record, and the verdicts that user
 * space gives back.
 *
 * In a record, for each of config.hierarchies in turn: the key of the task's cgroup in the
 * map cgroups (8 bytes), then for each level from that cgroup up to the root its id (8
 * bytes) and its name with the NUL. The root's name is empty and ends the hierarchy. If the
 * bytes end before that, this hierarchy is cut and the next ones are missing.
 */
#ifndef EXECSNOOP_CGROUP_H
#define EXECSNOOP_CGROUP_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

/* Hierarchies per run. */
#define HIERARCHIES_MAX 4

/* Bytes of cgroups in a record, and levels of one hierarchy, at most. */
#define CGROUPS_SIZE 4096
#define CGROUP_LEVELS_MAX 64

/* Version 2, or the hierarchy of version 1 that has a controller. */
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

/* What a cgroup can be selected by. */
enum cgroup_kind {
	CGROUP_PATH,
	CGROUP_UNIT,
	CGROUP_CONTAINER,
	CGROUP_KINDS,
};

/*
 * The map cgroups: verdicts of user space, an array that user space maps and writes and the
 * programs read. It is a cache: if a cgroup is not in it, the programs send the cgroup's
 * names, and user space decides and stores the verdict. A cgroup is in any word of the set
 * cgroup_set_of(tag), as tag << CGROUP_VERDICT_BITS | verdict. Words are written and read
 * as a whole.
 */
#define CGROUP_SETS 512
#define CGROUP_WAYS 8
#define CGROUP_VERDICT_BITS 4
/* A verdict is this bit and bits of 1 << enum cgroup_kind that match. */
#define CGROUP_UNWANTED (1 << CGROUP_KINDS)

struct cgroup_set {
	__u64 words[CGROUP_WAYS];
};

_Static_assert(sizeof(struct cgroup_set) == 64, "a set is one cache line");
_Static_assert(CGROUP_UNWANTED < 1 << CGROUP_VERDICT_BITS, "a verdict has too many bits");

/* index: into config.hierarchies. key: serial number + 1 of the cgroup there, so that no tag
 * is 0, the value of a free word. */
static inline __u64 cgroup_tag(__u32 index, __u64 key)
{
	return key * HIERARCHIES_MAX + index;
}

static inline __u32 cgroup_set_of(__u64 tag)
{
	return (__u32)(tag * 0x9e3779b97f4a7c15ULL >> 32) % CGROUP_SETS;
}

#endif
