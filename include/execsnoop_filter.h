/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The part of the contract for filters: their kinds, and the maps with their values. */
#ifndef EXECSNOOP_FILTER_H
#define EXECSNOOP_FILTER_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

/* What the values of a filter are. */
enum filter_kind {
	FILTER_UID, /* real uid in the initial user namespace */
	FILTER_GID, /* real gid, likewise */
	FILTER_PPID, /* tgid in the tracer's pid namespace */
	FILTER_TREE, /* tgid of a tree's root in the tracer's pid namespace */
	FILTER_ERRNO, /* positive */
	FILTER_MNTNS, /* inode of the mount namespace */
	FILTER_PIDNS, /* inode of the pid namespace */
	FILTER_EUID, /* effective uid in the initial user namespace */
	FILTER_LOGIN_UID, /* of audit; LOGIN_UID_UNSET: none */
	FILTER_STDIN, /* enum descriptor_kind */
	FILTER_STDOUT, /* likewise */
	FILTER_STDERR, /* likewise */
	FILTER_KINDS,
};

#define LOGIN_UID_UNSET (~0U) /* AUDIT_UID_UNSET, linux/audit.h */

/* Key of the map filters. */
struct filter_key {
	__u32 kind; /* enum filter_kind */
	__u32 value;
};

/* Value of the maps filters and tree. */
enum filter_verdict {
	FILTER_WANTED = 1 << 0,
	FILTER_UNWANTED = 1 << 1, /* given with "!"; overrides FILTER_WANTED */
};

/* Up to FILTERS_FEW values are in the configuration instead of the map filters: comparing
 * one there takes 1 ns, a lookup in the map 75 ns. */
#define FILTERS_FEW 4
struct filter_few {
	__u32 value;
	__u8 kind; /* enum filter_kind */
	__u8 verdict; /* enum filter_verdict */
	__u8 reserved[2];
};

/*
 * The map tree has one byte for every possible pid in the initial pid namespace, so it
 * cannot be full. The byte has enum filter_verdict of the trees that the process is in; 0:
 * none, or no such process. The bits above TREE_DEPTH_SHIFT have the depth of the process:
 * the generations of processes between it and the nearest root, which has 0.
 */
#define TREE_PIDS (1 << 22) /* PID_MAX_LIMIT, linux/threads.h */
#define TREE_BLOCK 4096 /* pids per value of the map */
#define TREE_VERDICTS (FILTER_WANTED | FILTER_UNWANTED)
#define TREE_DEPTH_SHIFT 2
#define TREE_DEPTH_MAX 63 /* this depth or a greater one */

_Static_assert(TREE_PIDS % TREE_BLOCK == 0, "the last block is not whole");

#endif
