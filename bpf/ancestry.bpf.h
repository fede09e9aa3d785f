/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who a process comes from: its parent, that one's parent and so on. */
#ifndef ANCESTRY_BPF_H
#define ANCESTRY_BPF_H

/* What follows i ancestors. Its bound is made anew each time, since older verifiers forget
 * it where the compiler spills it. */
static __always_inline void *ancestry_slot(struct scratch *s, __u32 i)
{
	return &s->data[compat_at_most(s->ancestry_at, ANCESTRY_AT_MAX) +
			i * sizeof(struct exec_ancestor)];
}

/* Behind the first s->ancestry_at bytes of its data; returns how many bytes. All that is
 * walked over stays while a program runs, whoever ends meanwhile (RCU). */
__noinline int ancestry_fill(__u32 which)
{
	struct scratch *s = scratch_get(which);
	struct task_struct *task = compat_leader(compat_task()), *parent;
	struct program_id own;
	struct exec_ancestry *end;
	__u32 n = 0;

	if (!s)
		return 0;
	compat_fill_program_id(task, &own);
	parent = compat_parent_leader(task);
	for (int i = 0; i < ANCESTRY_LEVELS_MAX && i < config.ancestors; i++) {
		struct exec_ancestor *a = ancestry_slot(s, i);

		compat_fill_program_id(parent, &a->id);
		if (!a->id.pid) /* the idle task, the parent of the first ones */
			break;
		compat_copy_comm(parent, a->comm);
		parent = compat_parent_leader(parent);
		n = i + 1;
	}
	end = ancestry_slot(s, n);
	end->id = own;
	end->n = n;
	end->more = n == config.ancestors && compat_tid_of(parent);
	return n * sizeof(struct exec_ancestor) + sizeof(*end);
}

/* At the end of the record, behind the first len bytes of its data. Returns how many
 * bytes there are then. */
static __always_inline __u32 ancestry_add(struct scratch *s, enum scratch_key which,
					  __u32 len)
{
	__u32 size;

	s->ancestry_at = len;
	size = compat_at_most(ancestry_fill(which), ANCESTRY_SIZE);
	if (size)
		s->rec.flags |= RECORD_ANCESTRY;
	/* What the verifier knew of len, older ones forget in a call. */
	return compat_at_most(s->ancestry_at, ANCESTRY_AT_MAX) + size;
}

/* Of all tasks those that are the first of their process. */
static __always_inline void ancestry_list(struct seq_file *seq, struct task_struct *task)
{
	struct running_program p = {};

	compat_fill_program_id(task, &p.id);
	if (compat_tid_of(task) != p.id.pid)
		return;
	p.own_pid = compat_own_tgid(task);
	bpf_seq_write(seq, &p, sizeof(p));
}

#endif
