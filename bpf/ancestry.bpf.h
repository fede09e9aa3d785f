/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The ancestors of a process: its parent, the parent's parent and so on; and the programs
 * that forked processes have from these. */
#ifndef ANCESTRY_BPF_H
#define ANCESTRY_BPF_H

/*
 * The program that the process `own` runs: its own, or if it was forked and has not exec'ed
 * since, that of the process that forked it. A child has its parent's exec_id until its
 * exec; and the entry of an earlier process with this pid is older than the process.
 */
static __always_inline struct program_id program_of(const struct program_id *own)
{
	const __u32 pid = own->pid;
	const struct forked_program *f = bpf_map_lookup_elem(&forked, &pid);

	if (f && f->id.exec_id == own->exec_id && f->ktime_ns >= own->start_ns)
		return f->id;
	return *own;
}

/* task has forked the process `child`. */
static __always_inline void ancestry_fork(struct task_struct *task, __u32 child)
{
	struct forked_program f = { .ktime_ns = bpf_ktime_get_boot_ns() };
	struct program_id own;

	task_program_id(task_leader(task), &own);
	f.id = program_of(&own);
	bpf_map_update_elem(&forked, &child, &f, BPF_ANY);
}

/* The process has exec'ed or ended. */
static __always_inline void ancestry_forget(__u32 pid)
{
	bpf_map_delete_elem(&forked, &pid);
}

/* The address after i ancestors. The bound is computed each time, because older verifiers
 * forget it when the compiler spills it. */
static __always_inline void *ancestry_slot(struct scratch *s, __u32 i)
{
	return &s->data[compat_at_most(s->ancestry.start, ANCESTRY_START_MAX) +
			i * sizeof(struct exec_ancestor)];
}

/* Write ancestors and struct exec_ancestry. Returns their size. All tasks on the way stay
 * allocated while the program runs, even if they exit (RCU). */
__noinline int ancestry_fill(__u32 which)
{
	struct scratch *s = scratch_get(which);
	struct task_struct *task = task_leader(compat_task()), *parent;
	struct program_id own;
	struct exec_ancestry *end;
	__u32 n = 0;

	if (!s)
		return 0;
	task_program_id(task, &own);
	parent = task_parent_leader(task);
	for (int i = 0; i < ANCESTRY_LEVELS_MAX && i < config.ancestors; i++) {
		struct exec_ancestor *a = ancestry_slot(s, i);

		task_program_id(parent, &a->id);
		if (!a->id.pid) /* the idle task, parent of the first processes */
			break;
		a->program = program_of(&a->id);
		compat_copy_comm(parent, a->comm);
		parent = task_parent_leader(parent);
		n = i + 1;
	}
	end = ancestry_slot(s, n);
	end->id = own;
	end->n = n;
	end->more = n == config.ancestors && task_tid_of(parent);
	return n * sizeof(struct exec_ancestor) + sizeof(*end);
}

/* Add the ancestry after the first len bytes of data. Returns the length of data. */
static __always_inline __u32 ancestry_add(struct scratch *s, enum scratch_key which,
					  __u32 len)
{
	__u32 size;

	s->ancestry.start = len;
	size = compat_at_most(ancestry_fill(which), ANCESTRY_SIZE);
	if (size)
		s->rec.flags |= RECORD_ANCESTRY;
	/* Not len, whose bounds older verifiers forget across the call. */
	return compat_at_most(s->ancestry.start, ANCESTRY_START_MAX) + size;
}

/* Write a struct running_program if task is the first thread of its process. */
static __always_inline void ancestry_list(struct seq_file *seq, struct task_struct *task)
{
	struct running_program p = {};

	task_program_id(task, &p.id);
	if (task_tid_of(task) != p.id.pid)
		return;
	p.own_pid = task_tgid_in_current_ns(task);
	bpf_seq_write(seq, &p, sizeof(p));
}

#endif
