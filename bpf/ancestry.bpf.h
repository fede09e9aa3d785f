/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The ancestors of a process: its parent, the parent's parent and so on; and forks and ends
 * of processes, from which user space knows who forked whom. */
#ifndef ANCESTRY_BPF_H
#define ANCESTRY_BPF_H

/* task has forked the process pid, which does not run yet. child: its first thread, NULL if
 * that was not found. */
static __always_inline void ancestry_fork(struct task_struct *task, __u32 pid,
					  struct task_struct *child)
{
	struct fork_record rec = { .type = RECORD_FORK, .child_pid = pid };

	if (child)
		rec.child_start_ns = task_start_ns_of(child);
	task_process_state(task_leader(task), &rec.parent);
	if (!rec.child_start_ns || ring_send_quietly(&rec, sizeof(rec)))
		count(COUNT_FORKS_LOST);
}

/* The current process has ended. A lost record does no harm but to the memory of user
 * space, which is bounded. */
static __always_inline void ancestry_gone(struct task_struct *task, __u32 pid)
{
	struct gone_record rec = { .type = RECORD_GONE, .pid = pid };

	rec.start_ns = task_start_ns(task);
	ring_send_quietly(&rec, sizeof(rec));
}

/* The address after i ancestors. The bound is computed each time, because older verifiers
 * forget it when the compiler spills it. */
static __always_inline void *ancestry_slot(struct scratch *s, __u32 i)
{
	return &s->data[compat_at_most(s->ancestry.start, ANCESTRY_START_MAX) +
			i * sizeof(struct process_state)];
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
		struct process_state *a = ancestry_slot(s, i);

		task_process_state(parent, a);
		if (!a->id.pid) /* the idle task, parent of the first processes */
			break;
		parent = task_parent_leader(parent);
		n = i + 1;
	}
	end = ancestry_slot(s, n);
	end->id = own;
	end->flags = task_process_flags(task);
	end->login_session = compat_login_session(task);
	end->n = n;
	end->more = n == config.ancestors && task_tid_of(parent);
	return n * sizeof(struct process_state) + sizeof(*end);
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

	task_process_state(task, &p.process);
	if (task_tid_of(task) != p.process.id.pid)
		return;
	task_program_id(task_parent_leader(task), &p.parent);
	p.own_pid = task_tgid_in_current_ns(task);
	bpf_seq_write(seq, &p, sizeof(p));
}

#endif
