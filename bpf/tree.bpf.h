/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which processes are in the trees of -p and COMMAND: the map tree, one byte per pid.
 *
 * The pid is the tgid: a process has it from its fork until its last thread has exited. A
 * tid is not: a thread that execs gives its tid up for the leader's, and another task may be
 * given it before sched_process_exec. A new process gets the byte of the process that forked
 * it, one generation deeper, and keeps it if that one exits. The exit of the last thread
 * clears the byte, while the pid is still taken.
 */
#ifndef TREE_BPF_H
#define TREE_BPF_H

#define ANCESTORS_MAX 64

/* The byte of a process, see execsnoop_filter.h. NULL if pid is out of range. */
static __always_inline __u8 *tree_byte(__u32 pid)
{
	__u32 block = pid / TREE_BLOCK;
	struct tree_block *b = bpf_map_lookup_elem(&tree, &block);

	return b ? &b->pids[pid % TREE_BLOCK] : NULL;
}

static __always_inline __u32 tree_depth(__u8 byte)
{
	return byte >> TREE_DEPTH_SHIFT;
}

/* The byte of a descendant that is n generations below the process with this byte. */
static __always_inline __u8 tree_below(__u8 byte, __u32 n)
{
	__u32 depth = tree_depth(byte) + n;

	if (depth > TREE_DEPTH_MAX)
		depth = TREE_DEPTH_MAX;
	return byte ? depth << TREE_DEPTH_SHIFT | (byte & TREE_VERDICTS) : 0;
}

/* The byte of a process that is in the trees of both bytes: the lesser depth counts. */
static __always_inline __u8 tree_join(__u8 a, __u8 b)
{
	const __u8 verdicts = (a | b) & TREE_VERDICTS;
	const __u32 depth = tree_depth(a) < tree_depth(b) ? tree_depth(a) : tree_depth(b);

	return a && b ? depth << TREE_DEPTH_SHIFT | verdicts : a | b;
}

/* The byte of the task's process, as its nearest ancestor that is in a tree has it, or it
 * itself. A parent may exit before the initial walk over all tasks reaches it, so keep
 * climbing. */
static __always_inline __u8 tree_of_ancestors(struct task_struct *task)
{
	for (int i = 0; i < ANCESTORS_MAX; i++) {
		const __u32 pid = task_tgid_of(task);
		const __u8 *byte = tree_byte(pid);

		if (!pid || !byte)
			break;
		if (*byte)
			return tree_below(*byte, i);
		task = task_parent(task);
	}
	return 0;
}

/* task has forked the process `child`. */
static __always_inline void tree_fork(struct task_struct *task, __u32 child)
{
	__u8 *from = tree_byte(task_tgid(task)), *to = tree_byte(child), byte;

	if (!from || !to) /* never */
		return;
	byte = *from;
	if (!byte && *(volatile __u32 *)&shared.trees_growing)
		byte = tree_of_ancestors(task);
	byte = tree_below(byte, 1);
	if (*to != byte)
		*to = byte;
}

/* The process has ended. */
static __always_inline void tree_exit(__u32 pid)
{
	__u8 *byte = tree_byte(pid);

	if (byte && *byte)
		*byte = 0;
}

/*
 * Add a running task's process if it is a root or has an ancestor in a tree. User space
 * repeats the walk over all tasks until one adds none. A process may exit between the check
 * and the store, and clear its byte too early. So check again afterwards; the atomic
 * addition in between is a full barrier.
 */
static __always_inline void tree_add_running(struct task_struct *task)
{
	__u8 *own = tree_byte(task_tgid_of(task)), byte;

	if (!own || !task_process_is_alive(task))
		return;
	byte = tree_below(tree_of_ancestors(task_parent(task)), 1);
	byte = tree_join(*own, byte);
	byte = tree_join(byte, filter_lookup(FILTER_TREE, task_tgid_in_current_ns(task)));
	if (*own == byte)
		return;
	*own = byte;
	__sync_fetch_and_add(&shared.tree_added, 1);
	if (!task_process_is_alive(task))
		*own = 0;
}

#endif
