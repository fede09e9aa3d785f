/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What differs between kernels and architectures, one function each. What a
 * kernel has is asked of its BTF; its version is never compared.
 */
#ifndef COMPAT_BPF_H
#define COMPAT_BPF_H

/* A constant after relocation, so that the verifier never sees the other branch. */
#define HAS_HELPER(name) bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_##name)

/* A minimum whose compare stands on the register that is used afterwards: older
 * verifiers do not carry what they learn of one register over to a copy of it,
 * which the compiler may choose to use instead. */
static __always_inline __u32 compat_at_most(__u32 value, __u32 most)
{
	barrier_var(value);
	if (value > most)
		value = most;
	barrier_var(value);
	return value;
}

/* bpf_probe_read_user_str(), but with 1 for an empty string, as its description
 * has it: strncpy_from_user_nofault() (mm/maccess.c) makes it 0 on 5.10 to 6.12 at
 * least (falcosecurity/libs issue 866), and 1 on 6.18. */
static __always_inline long compat_read_user_str(void *to, __u32 size, const void *from)
{
	long n = bpf_probe_read_user_str(to, size, from);

	return n ? n : 1;
}

/* bpf_get_current_task_btf: 5.11, commit 3ca1032ab7ab. With it members are read
 * by plain loads; before, each takes a call of bpf_probe_read_kernel(). */
static __always_inline __u32 compat_ppid(void)
{
	struct task_struct *task;

	if (HAS_HELPER(get_current_task_btf)) {
		task = bpf_get_current_task_btf();
		return task->real_parent->tgid;
	}
	task = (void *)bpf_get_current_task();
	return BPF_CORE_READ(task, real_parent, tgid);
}

/* The memory layout of the current program: where its arguments lie and where
 * its stack began. */
struct args_area {
	__u64 start, end, stack;
};

static __always_inline void compat_args_area(struct args_area *area)
{
	struct task_struct *task;
	struct mm_struct *mm;

	if (HAS_HELPER(get_current_task_btf)) {
		task = bpf_get_current_task_btf();
		mm = task->mm;
		area->start = mm->arg_start;
		area->end = mm->arg_end;
		area->stack = mm->start_stack;
		return;
	}
	task = (void *)bpf_get_current_task();
	mm = BPF_CORE_READ(task, mm);
	area->start = BPF_CORE_READ(mm, arg_start);
	area->end = BPF_CORE_READ(mm, arg_end);
	area->stack = BPF_CORE_READ(mm, start_stack);
}

static __always_inline __u64 compat_mm(void)
{
	struct task_struct *task;

	if (HAS_HELPER(get_current_task_btf)) {
		task = bpf_get_current_task_btf();
		return (__u64)task->mm;
	}
	task = (void *)bpf_get_current_task();
	return (__u64)BPF_CORE_READ(task, mm);
}

/* bpf_task_pt_regs: 5.15, commit dd6e10fbd9fb. The arguments of the system call
 * that the current task is leaving, as it saved them on entry. The first one is
 * kept apart on arm64, where its register also returns the result. */
static __always_inline bool compat_syscall_args(__u64 args[3])
{
	struct pt_regs *regs;

	if (!HAS_HELPER(task_pt_regs) || !HAS_HELPER(get_current_task_btf))
		return false;
	regs = (void *)bpf_task_pt_regs(bpf_get_current_task_btf());
#if defined(__TARGET_ARCH_x86)
	args[0] = regs->di;
	args[1] = regs->si;
	args[2] = regs->dx;
#elif defined(__TARGET_ARCH_arm64)
	args[0] = regs->orig_x0;
	args[1] = regs->regs[1];
	args[2] = regs->regs[2];
#endif
	return true;
}

/* Task storage: 5.11, commit 4cf1bc1f1045; for tracing programs 5.13, commit
 * a10787e6d58c. The loader tells which of the two maps it could make; the hash's
 * entry does not go with the task, so it is deleted when taken. */
static __always_inline void compat_pending_put(const struct pending *call)
{
	struct pending *p;
	__u64 task;
	long err;

	if (config.pending_in == PENDING_TASK) {
		p = bpf_task_storage_get(&pending, bpf_get_current_task_btf(), 0,
					 BPF_LOCAL_STORAGE_GET_F_CREATE);
		if (p)
			*p = *call;
		else
			count(COUNT_PENDING_FULL);
		return;
	}
	task = bpf_get_current_task();
	err = bpf_map_update_elem(&pending_hash, &task, call, BPF_ANY);
	if (err)
		count(COUNT_PENDING_FULL);
}

static __always_inline bool compat_pending_take(struct pending *call)
{
	struct pending *p;
	__u64 task;

	if (config.pending_in == PENDING_NOWHERE)
		return false;
	if (config.pending_in == PENDING_TASK) {
		p = bpf_task_storage_get(&pending, bpf_get_current_task_btf(), 0, 0);
		if (!p || !p->ktime_ns)
			return false;
		*call = *p;
		p->ktime_ns = 0;
		return true;
	}
	task = bpf_get_current_task();
	p = bpf_map_lookup_elem(&pending_hash, &task);
	if (!p)
		return false;
	*call = *p;
	bpf_map_delete_elem(&pending_hash, &task);
	return true;
}

#endif
