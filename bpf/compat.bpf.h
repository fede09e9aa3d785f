/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Differences between kernels and architectures, one function each. Whether a kernel has
 * a helper, a member or a value is asked of its BTF; versions are never compared.
 */
#ifndef COMPAT_BPF_H
#define COMPAT_BPF_H

/* A constant after relocation, so the verifier never sees the other branch. */
#define HAS_HELPER(name) bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_##name)

/*
 * bpf_get_current_task_btf: 5.11, commit 3ca1032ab7ab. With it members are read by plain
 * loads; before, each takes a call of bpf_probe_read_kernel().
 */
#define HAS_TASK_BTF HAS_HELPER(get_current_task_btf)

/*
 * READ(task, cred, uid.val): read a member in the way that this kernel allows. The pointer
 * must be a task, or read from one by READ alone, because a plain load needs a type that
 * the verifier knows. Of a computed address, or one from BPF_CORE_READ(), use the latter.
 */
#define READ(from, ...) \
	(HAS_TASK_BTF ? ___arrow((from), __VA_ARGS__) : BPF_CORE_READ(from, __VA_ARGS__))

/* The current task. Programs call this once, because even the smallest helper takes 10 ns
 * with mitigations for speculation. */
static __always_inline struct task_struct *compat_task(void)
{
	if (HAS_TASK_BTF)
		return bpf_get_current_task_btf();
	return (void *)bpf_get_current_task();
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

/*
 * bpf_task_pt_regs: 5.15, commit dd6e10fbd9fb. Get the arguments of the system call that
 * task is leaving, which it saved on entry. On arm64 the first one is saved apart, because
 * its register also returns the result. Returns false if the kernel has no such helper.
 */
static __always_inline bool compat_saved_args(struct task_struct *task, __u64 args[4])
{
	struct pt_regs *regs;

	if (!HAS_HELPER(task_pt_regs))
		return false;
	regs = (void *)bpf_task_pt_regs(task);
#if defined(__TARGET_ARCH_x86)
	args[0] = regs->di;
	args[1] = regs->si;
	args[2] = regs->dx;
	args[3] = regs->r10;
#elif defined(__TARGET_ARCH_arm64)
	args[0] = regs->orig_x0;
	args[1] = regs->regs[1];
	args[2] = regs->regs[2];
	args[3] = regs->regs[3];
#endif
	return true;
}

struct linux_binprm___check {
	unsigned int is_check : 1;
} __attribute__((preserve_access_index));

/*
 * AT_EXECVE_CHECK: 6.14, commit a5874fde3c08. Whether the call of execveat that task is
 * leaving asks only if the file may be executed. Before, the flag is an error like any
 * other unknown one. After a successful exec the register is 0.
 */
static __always_inline bool compat_is_check(struct task_struct *task)
{
	struct linux_binprm___check *bprm = NULL;
	struct pt_regs *regs;

	if (!bpf_core_field_exists(bprm->is_check) || !HAS_HELPER(task_pt_regs))
		return false;
	regs = (void *)bpf_task_pt_regs(task);
#if defined(__TARGET_ARCH_x86)
	return regs->r8 & AT_EXECVE_CHECK;
#elif defined(__TARGET_ARCH_arm64)
	return regs->regs[4] & AT_EXECVE_CHECK;
#endif
}

/* bpf_probe_read_user_str(), but 1 for an empty string, as documented: 5.10 to 6.12 return
 * 0, from strncpy_from_user_nofault() (mm/maccess.c; falcosecurity/libs issue 866), 6.18
 * returns 1. */
static __always_inline long compat_read_user_str(void *to, __u32 size, const void *from)
{
	long n = bpf_probe_read_user_str(to, size, from);

	return n ? n : 1;
}

/* The minimum of both. The barriers make the compiler compare the register that is used
 * afterwards: older verifiers do not apply the bounds of a register to its copies. */
static __always_inline __u32 compat_at_most(__u32 value, __u32 most)
{
	barrier_var(value);
	if (value > most)
		value = most;
	barrier_var(value);
	return value;
}

/* CONFIG_AUDIT. */
static __always_inline __u32 compat_login_uid(struct task_struct *task)
{
	if (!bpf_core_field_exists(task->loginuid))
		return DETAIL_UNKNOWN;
	return READ(task, loginuid.val);
}

/* CONFIG_TTY. Whether the file is an open terminal, whatever its driver: tty_add_file()
 * (drivers/tty/tty_io.c) makes the file and its private data refer to each other. */
static __always_inline bool compat_is_tty(const struct file *file)
{
	const struct tty_file_private *priv = NULL;

	if (!bpf_core_field_exists(priv->file))
		return false;
	priv = BPF_CORE_READ(file, private_data);
	return BPF_CORE_READ(priv, file) == file;
}

#define SECCOMP_MODE_FILTER 2 /* include/uapi/linux/seccomp.h */

/* CONFIG_SECCOMP; without it the struct is empty. Whether a filter of seccomp(2) may deny
 * system calls of task. */
static __always_inline bool compat_is_filtered(struct task_struct *task)
{
	return bpf_core_field_exists(task->seccomp.mode) &&
	       READ(task, seccomp.mode) == SECCOMP_MODE_FILTER;
}

/*
 * CONFIG_SCHED_INFO: fill in since when the current task runs, by rq_clock() of its CPU, and
 * what it had used by then, set_next_entity() (kernel/sched/fair.c). Else since when its
 * time has not been added: by rq_clock_task(), which leaves out interrupts and stolen time.
 */
static __always_inline void compat_stint(struct task_struct *task, struct usage *u,
					 __u64 now)
{
	u->stint_ns = 0;
	u->running_ns = now - READ(task, se.exec_start);
	if (!bpf_core_field_exists(task->sched_info.last_arrival))
		return;
	u->stint_ns =
		READ(task, se.sum_exec_runtime) - READ(task, se.prev_sum_exec_runtime);
	u->running_ns = now - READ(task, sched_info.last_arrival);
}

/* CONFIG_TASK_IO_ACCOUNTING; without it the struct is empty. */
#define HAS_IO(task) bpf_core_field_exists((task)->ioac.read_bytes)

/* Fill in what the current thread of a process and those that are gone have read and
 * written. */
static __always_inline void compat_io(struct task_struct *task, struct usage *u)
{
	u->read_bytes = u->write_bytes = USAGE_UNKNOWN;
	if (!HAS_IO(task))
		return;
	u->read_bytes = READ(task, signal, ioac.read_bytes) + READ(task, ioac.read_bytes);
	u->write_bytes =
		READ(task, signal, ioac.write_bytes) + READ(task, ioac.write_bytes);
}

/* Add those of another thread. */
static __always_inline void compat_add_io(struct task_struct *other, struct usage *u)
{
	if (!HAS_IO(other))
		return;
	u->read_bytes += BPF_CORE_READ(other, ioac.read_bytes);
	u->write_bytes += BPF_CORE_READ(other, ioac.write_bytes);
}

struct mm_struct___counters {
	struct percpu_counter rss_stat[4];
} __attribute__((preserve_access_index));

#define MM_FILEPAGES 0 /* linux/mm_types_task.h */
#define MM_ANONPAGES 1
#define MM_SHMEMPAGES 3

/* A macro: the index of a relocated array must be a constant. */
#define RSS(mm, kind)                                                    \
	({                                                               \
		const __s64 n = BPF_CORE_READ(mm, rss_stat[kind].count); \
		n > 0 ? n : 0;                                           \
	})

/*
 * The highest number of pages of the program that task runs; 0: unknown. Newer kernels run
 * sched_process_exit before exit_mm() (seen in 6.18, not in 6.12). Before, the memory has
 * gone, and until 6.2 the counters were of another type, commit f1a7941243c1.
 */
static __always_inline __u64 compat_peak_rss(struct task_struct *task)
{
	const struct mm_struct *mm = BPF_CORE_READ(task, mm);
	const struct mm_struct___counters *counted = (const void *)mm;
	__u64 now, before;

	if (!mm || !bpf_core_field_exists(counted->rss_stat[0].count))
		return 0;
	now = RSS(counted, MM_FILEPAGES) + RSS(counted, MM_ANONPAGES) +
	      RSS(counted, MM_SHMEMPAGES);
	before = BPF_CORE_READ(mm, hiwater_rss);
	return now > before ? now : before;
}

#define BINPRM_FLAGS_PRESERVE_ARGV0 (1 << 3) /* include/linux/binfmts.h */

/* 5.12, commit 2347961b11d4. Before, false: unknown. */
static __always_inline bool compat_preserves_argv0(const struct linux_binprm *bprm)
{
	return bpf_core_field_exists(bprm->interp_flags) &&
	       bprm->interp_flags & BINPRM_FLAGS_PRESERVE_ARGV0;
}

static __always_inline __u32 compat_login_session(struct task_struct *task)
{
	if (!bpf_core_field_exists(task->sessionid))
		return DETAIL_UNKNOWN;
	return READ(task, sessionid);
}

struct signal_struct___reaper {
	unsigned int is_child_subreaper : 1;
} __attribute__((preserve_access_index));

/* PR_SET_CHILD_SUBREAPER. vmlinux.h has no bit fields. */
static __always_inline bool compat_is_subreaper(struct task_struct *task)
{
	struct signal_struct___reaper *signal = (void *)BPF_CORE_READ(task, signal);

	return bpf_core_field_exists(signal->is_child_subreaper) &&
	       BPF_CORE_READ_BITFIELD_PROBED(signal, is_child_subreaper);
}

/* Each kernel numbers the controllers that it is configured with. */
enum cgroup_subsys_id___any {
	cpuset_cgrp_id___any,
	cpu_cgrp_id___any,
	cpuacct_cgrp_id___any,
	io_cgrp_id___any,
	memory_cgrp_id___any,
	devices_cgrp_id___any,
	freezer_cgrp_id___any,
	net_cls_cgrp_id___any,
	perf_event_cgrp_id___any,
	net_prio_cgrp_id___any,
	hugetlb_cgrp_id___any,
	pids_cgrp_id___any,
};

#define CSS_INDEX(hierarchy, name)                                           \
	case HIERARCHY_##hierarchy:                                          \
		if (!bpf_core_enum_value_exists(enum cgroup_subsys_id___any, \
						name##_cgrp_id___any))       \
			return -1;                                           \
		return bpf_core_enum_value(enum cgroup_subsys_id___any,      \
					   name##_cgrp_id___any)

/* Index into css_set.subsys of a hierarchy of version 1; -1: this kernel has none. */
static __always_inline int compat_css_index(enum cgroup_hierarchy which)
{
	switch (which) {
		CSS_INDEX(CPUSET, cpuset);
		CSS_INDEX(CPU, cpu);
		CSS_INDEX(CPUACCT, cpuacct);
		CSS_INDEX(BLKIO, io);
		CSS_INDEX(MEMORY, memory);
		CSS_INDEX(DEVICES, devices);
		CSS_INDEX(FREEZER, freezer);
		CSS_INDEX(NET_CLS, net_cls);
		CSS_INDEX(PERF_EVENT, perf_event);
		CSS_INDEX(NET_PRIO, net_prio);
		CSS_INDEX(HUGETLB, hugetlb);
		CSS_INDEX(PIDS, pids);
	default:
		return -1;
	}
}

/* An element of css_set.subsys, an array of unknown length. */
static __always_inline struct cgroup_subsys_state *compat_css_at(struct css_set *set,
								 int i)
{
	struct cgroup_subsys_state **subsys = (void *)&set->subsys, *css = NULL;

	if (HAS_TASK_BTF)
		return subsys[i];
	bpf_probe_read_kernel(&css, sizeof(css), &subsys[i]);
	return css;
}

/* 6.15, commit 633488947ef6, renamed the member. */
struct kernfs_node___new {
	struct kernfs_node *__parent;
} __attribute__((preserve_access_index));
struct kernfs_node___old {
	struct kernfs_node *parent;
} __attribute__((preserve_access_index));

static __always_inline struct kernfs_node *compat_kernfs_parent(struct kernfs_node *node)
{
	struct kernfs_node___new *new = (void *)node;
	struct kernfs_node___old *old = (void *)node;

	if (bpf_core_field_exists(new->__parent))
		return READ(new, __parent);
	return READ(old, parent);
}

/* The file whose pending work this is, if fput() added it. Kernels name the member in three
 * ways. */
struct file___new {
	struct callback_head f_task_work;
} __attribute__((preserve_access_index));
struct file___middle {
	struct callback_head f_rcuhead;
} __attribute__((preserve_access_index));
struct file___old {
	union {
		struct callback_head fu_rcuhead;
	} f_u;
} __attribute__((preserve_access_index));

static __always_inline const struct file *
compat_file_of_work(const struct callback_head *work)
{
	struct file___new *new = NULL;
	struct file___middle *middle = NULL;

	if (bpf_core_field_exists(new->f_task_work))
		return (void *)work -
		       bpf_core_field_offset(struct file___new, f_task_work);
	if (bpf_core_field_exists(middle->f_rcuhead))
		return (void *)work -
		       bpf_core_field_offset(struct file___middle, f_rcuhead);
	return (void *)work - bpf_core_field_offset(struct file___old, f_u.fu_rcuhead);
}

#endif
