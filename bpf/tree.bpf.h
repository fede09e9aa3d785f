/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which tasks are in the trees of -p and COMMAND: the map tree, one byte per tid.
 *
 * A child gets its parent's byte at the fork, and keeps it if the parent exits. Threads
 * have bytes like processes, because the fork tracepoint carries only the child's tid. Each
 * thread's exit clears its byte, if exits are traced; a thread that execs takes its byte
 * along to its new tid, which was the leader's.
 */
#ifndef TREE_BPF_H
#define TREE_BPF_H

#define ANCESTORS_MAX 64

/* The byte of a tid: enum filter_verdict, or 0. NULL if tid is out of range. */
static __always_inline __u8 *tree_byte(__u32 tid)
{
	__u32 block = tid / TREE_BLOCK;
	struct tree_block *b = bpf_map_lookup_elem(&tree, &block);

	return b ? &b->tids[tid % TREE_BLOCK] : NULL;
}

/* The verdict of task or of its nearest ancestor that has one. A parent may exit before
 * the initial walk over all tasks reaches it, so keep climbing. */
static __always_inline __u8 tree_of_ancestors(struct task_struct *task)
{
	for (int i = 0; i < ANCESTORS_MAX; i++) {
		const __u32 tid = task_tid_of(task);
		const __u8 *verdict = tree_byte(tid);

		if (!tid || !verdict)
			break;
		if (*verdict)
			return *verdict;
		task = task_parent(task);
	}
	return 0;
}

static __always_inline void tree_fork(__u32 parent, __u32 child)
{
	__u8 *from = tree_byte(parent), *to = tree_byte(child), verdict;

	if (!from || !to) /* never */
		return;
	verdict = *from;
	if (!verdict && *(volatile __u32 *)&shared.trees_growing)
		verdict = tree_of_ancestors(compat_task());
	if (*to != verdict)
		*to = verdict;
}

/* old_tid: of the task before the exec. */
static __always_inline void tree_exec(struct task_struct *task, __u32 old_tid)
{
	const __u32 tid = task_tid(task);
	__u8 *from, *to;

	if (old_tid == tid)
		return;
	from = tree_byte(old_tid);
	to = tree_byte(tid);
	if (!from || !to)
		return;
	*to = *from;
	*from = 0;
}

static __always_inline void tree_exit(__u32 tid)
{
	__u8 *verdict = tree_byte(tid);

	if (verdict && *verdict)
		*verdict = 0;
}

/*
 * Add a running task if it is in a root's process or has an ancestor in a tree. User space
 * repeats the walk over all tasks until one adds none, so an exiting task can be skipped:
 * its byte would remain, and its children are found through their ancestors. A task may
 * exit between the check and the store, and clear its byte too early. So check again
 * afterwards; the atomic addition in between is a full barrier.
 */
static __always_inline void tree_add_running(struct task_struct *task)
{
	__u8 *own = tree_byte(task_tid(task)), verdict;

	if (!own || task_is_exiting(task))
		return;
	verdict = *own | tree_of_ancestors(task_parent(task)) |
		  filter_lookup(FILTER_TREE, task_tgid_in_current_ns(task));
	if (*own == verdict)
		return;
	*own = verdict;
	__sync_fetch_and_add(&shared.tree_added, 1);
	if (task_is_exiting(task))
		*own = 0;
}

#endif
