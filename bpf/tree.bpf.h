/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which tasks are in the trees that -p and COMMAND ask for: the map tree, one byte for
 * each tid.
 *
 * A task is in from its fork on, whoever its parent is by then: each fork writes the
 * child's byte anew. Threads are in like processes, because a fork tells no more of the
 * child than its tid; so where exits are seen too nothing is left when the last of a
 * process goes, and a thread that execs takes its byte along to the tid that it gets,
 * which was the leader's.
 */
#ifndef TREE_BPF_H
#define TREE_BPF_H

#define ANCESTORS_MAX 64

static __always_inline __u8 *tree_of(__u32 tid)
{
	__u32 block = tid / TREE_BLOCK;
	struct tree_block *b = bpf_map_lookup_elem(&tree, &block);

	return b ? &b->tids[tid % TREE_BLOCK] : NULL;
}

/*
 * By a task, its parent, that one's parent and so on. While the tasks that run already are
 * being gone through, the nearest may not have been come to yet, and be gone before it is.
 */
static __always_inline __u8 tree_of_ancestors(struct task_struct *task)
{
	for (int i = 0; i < ANCESTORS_MAX; i++) {
		const __u32 tid = compat_tid_of(task);
		const __u8 *verdict = tree_of(tid);

		if (!tid || !verdict)
			break;
		if (*verdict)
			return *verdict;
		task = compat_parent(task);
	}
	return 0;
}

static __always_inline void tree_fork(__u32 parent, __u32 child)
{
	__u8 *from = tree_of(parent), *to = tree_of(child), verdict;

	if (!from || !to) /* never */
		return;
	verdict = *from;
	if (!verdict && *(volatile __u32 *)&shared.trees_growing)
		verdict = tree_of_ancestors(compat_task());
	if (*to != verdict)
		*to = verdict;
}

static __always_inline void tree_exec(struct task_struct *task, __u32 before)
{
	const __u32 now = compat_tid(task);
	__u8 *from, *to;

	if (before == now)
		return;
	from = tree_of(before);
	to = tree_of(now);
	if (!from || !to)
		return;
	*to = *from;
	*from = 0;
}

static __always_inline void tree_exit(__u32 tid)
{
	__u8 *verdict = tree_of(tid);

	if (verdict && *verdict)
		*verdict = 0;
}

/*
 * A task that runs already: in, if it is of a root's process, or one that it comes from is
 * in. This goes on until a pass over all tasks adds none, so one that is exiting stays
 * out: it leaves no trace, but its children may be in. If it exits meanwhile, it has
 * perhaps left before it came in: that is looked at after it has, and the addition between
 * the two is a full barrier.
 */
static __always_inline void tree_add_running(struct task_struct *task)
{
	__u8 *own = tree_of(compat_tid(task)), verdict;

	if (!own || compat_is_exiting(task))
		return;
	verdict = *own | tree_of_ancestors(compat_parent(task)) |
		  filter_said(FILTER_TREE, compat_own_tgid(task));
	if (*own == verdict)
		return;
	*own = verdict;
	__sync_fetch_and_add(&shared.tree_added, 1);
	if (compat_is_exiting(task))
		*own = 0;
}

#endif
