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

/*
 * bpf_get_current_task_btf: 5.11, commit 3ca1032ab7ab. With it members are read by
 * plain loads; before, each takes a call of bpf_probe_read_kernel(). A program
 * asks once, because even the smallest helper costs 10 ns where returns are
 * guarded against speculation.
 */
#define HAS_TASK_BTF HAS_HELPER(get_current_task_btf)

/*
 * READ(task, cred, uid.val): of a task, or of what was come to from one by READ alone,
 * in the way that this kernel allows. A plain load wants a pointer whose type the
 * verifier knows: of an address that was read or reckoned, BPF_CORE_READ().
 */
#define READ(from, ...) \
	(HAS_TASK_BTF ? ___arrow((from), __VA_ARGS__) : BPF_CORE_READ(from, __VA_ARGS__))

static __always_inline struct task_struct *compat_task(void)
{
	if (HAS_TASK_BTF)
		return bpf_get_current_task_btf();
	return (void *)bpf_get_current_task();
}

static __always_inline __u32 compat_ppid(struct task_struct *task)
{
	return READ(task, real_parent, tgid);
}

static __always_inline void compat_copy_comm(struct task_struct *task, void *to)
{
	const __u64 *comm = (const void *)task->comm;

	if (HAS_TASK_BTF) {
		((__u64 *)to)[0] = comm[0];
		((__u64 *)to)[1] = comm[1];
	} else {
		bpf_probe_read_kernel(to, COMM_SIZE, comm);
	}
}

/* Who a task is. Its uid, in the initial user namespace, is the number that the
 * kernel itself keeps (from_kuid()). */
static __always_inline void compat_fill_task(struct task_struct *task,
					     struct exec_record *rec)
{
	rec->ppid = compat_ppid(task);
	rec->pid = READ(task, tgid);
	rec->tid = READ(task, pid);
	rec->uid = READ(task, cred, uid.val);
	compat_copy_comm(task, rec->comm);
}

/* The memory layout of the program that a task runs: where its arguments lie and
 * where its stack began. */
struct args_area {
	__u64 start, end, stack;
};

static __always_inline void compat_args_area(struct task_struct *task,
					     struct args_area *area)
{
	struct mm_struct *mm = READ(task, mm);

	area->start = READ(mm, arg_start);
	area->end = READ(mm, arg_end);
	area->stack = READ(mm, start_stack);
}

/*
 * Whether the program that a task runs has been started. If not, its exec failed
 * so late that the old memory had gone: the task is about to be killed, and where
 * its call's pointers pointed, something else is now. load_elf_binary()
 * (fs/binfmt_elf.c) sets end_code when nothing can fail any more; before, it is
 * 0 in a new memory map, and nobody else can set it to that.
 */
static __always_inline bool compat_program_runs(struct task_struct *task)
{
	return READ(task, mm, end_code);
}

/* bpf_task_pt_regs: 5.15, commit dd6e10fbd9fb. The arguments of the system call
 * that a task is leaving, as it saved them on entry. The first one is kept apart
 * on arm64, where its register also returns the result. */
static __always_inline bool compat_saved_call(struct task_struct *task, struct call *call,
					      bool at)
{
	struct pt_regs *regs;

	if (!HAS_HELPER(task_pt_regs))
		return false;
	regs = (void *)bpf_task_pt_regs(task);
#if defined(__TARGET_ARCH_x86)
	call_fill(call, (__u64[]){ regs->di, regs->si, regs->dx, regs->r10 }, at);
#elif defined(__TARGET_ARCH_arm64)
	call_fill(call,
		  (__u64[]){ regs->orig_x0, regs->regs[1], regs->regs[2], regs->regs[3] },
		  at);
#endif
	return true;
}

static __always_inline void compat_pending_put(struct task_struct *task,
					       const struct pending *p)
{
	__u64 key = (__u64)task;
	struct noted *noted;

	if (config.pending_in == PENDING_TASK) {
		noted = bpf_task_storage_get(&pending, task, 0,
					     BPF_LOCAL_STORAGE_GET_F_CREATE);
		if (noted)
			*noted = p->noted;
		else
			count(COUNT_PENDING_FULL);
		return;
	}
	if (bpf_map_update_elem(&pending_hash, &key, p, BPF_ANY))
		count(COUNT_PENDING_FULL);
}

/* What the entry to the call kept, if it did: when it was, and in *call where its
 * arguments are. The hash's entry does not go with the task, so it is deleted. */
static __always_inline struct noted compat_pending_take(struct task_struct *task,
							struct call *call)
{
	struct noted noted = {}, *kept;
	__u64 key = (__u64)task;
	struct pending *p;

	if (config.pending_in == PENDING_NOWHERE)
		return noted;
	if (config.pending_in == PENDING_TASK) {
		kept = bpf_task_storage_get(&pending, task, 0, 0);
		if (kept) {
			noted = *kept;
			kept->ktime_ns = 0;
		}
		return noted;
	}
	p = bpf_map_lookup_elem(&pending_hash, &key);
	if (!p)
		return noted;
	noted = p->noted;
	*call = p->call;
	bpf_map_delete_elem(&pending_hash, &key);
	return noted;
}

/* Real ids, as compat_fill_task() has them. */
static __always_inline __u32 compat_uid(struct task_struct *task)
{
	return READ(task, cred, uid.val);
}

static __always_inline __u32 compat_gid(struct task_struct *task)
{
	return READ(task, cred, gid.val);
}

static __always_inline __u32 compat_parent_uid(struct task_struct *task)
{
	return READ(task, real_parent, cred, uid.val);
}

static __always_inline __u32 compat_mntns(struct task_struct *task)
{
	return READ(task, nsproxy, mnt_ns, ns.inum);
}

/*
 * A struct pid has a number for each pid namespace that sees it, the innermost last.
 * Their array is as long as that takes: its elements are found by hand.
 */
static __always_inline const void *compat_upid(struct task_struct *task, __u32 level)
{
	struct pid *pid = BPF_CORE_READ(task, thread_pid);

	return (void *)pid + bpf_core_field_offset(pid->numbers) +
	       level * bpf_core_type_size(struct upid);
}

static __always_inline __u32 compat_pid_level(struct task_struct *task)
{
	return READ(task, thread_pid, level);
}

/* task_active_pid_ns() */
static __always_inline __u32 compat_pidns(struct task_struct *task)
{
	const struct upid *upid = compat_upid(task, compat_pid_level(task));

	return BPF_CORE_READ(upid, ns, ns.inum);
}

/* The tgid of a task as our own pid namespace has it. */
static __always_inline __u32 compat_own_tgid(struct task_struct *task)
{
	const struct upid *upid = compat_upid(BPF_CORE_READ(task, group_leader),
					      compat_pid_level(compat_task()));

	return BPF_CORE_READ(upid, nr);
}

/* Of a task that was come to by another's members. */
static __always_inline __u32 compat_tid_of(struct task_struct *other)
{
	return BPF_CORE_READ(other, pid);
}

static __always_inline __u32 compat_tid(struct task_struct *task)
{
	return READ(task, pid);
}

static __always_inline struct task_struct *compat_parent(struct task_struct *task)
{
	return BPF_CORE_READ(task, real_parent);
}

static __always_inline bool compat_is_exiting(struct task_struct *task)
{
	return BPF_CORE_READ(task, flags) & PF_EXITING;
}

static __always_inline __u32 compat_euid(struct task_struct *task)
{
	return READ(task, cred, euid.val);
}

static __always_inline __u64 compat_caps(struct task_struct *task)
{
	const struct cred *cred = BPF_CORE_READ(task, cred);
	__u64 caps = 0;

	bpf_core_read(&caps, sizeof(caps), &cred->cap_effective);
	return caps;
}

/*
 * Whether an exec gave its task an effective uid or capabilities that it had not. What
 * it had stands in what was noted when the call began; if none was, it is taken for what
 * its real uid comes with.
 */
static __always_inline bool compat_privileges_grew(struct task_struct *task,
						   const struct noted *noted)
{
	const __u32 uid = compat_uid(task), euid = compat_euid(task);
	const __u32 before = noted->ktime_ns ? noted->euid : uid;
	const __u64 caps = noted->ktime_ns ? noted->caps : uid ? 0 : ~0ULL;

	return compat_caps(task) & ~caps || (before && euid != before);
}

#endif
