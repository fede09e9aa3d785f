/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Accessors of struct task_struct and of what belongs to it: credentials, memory,
 * namespaces, parents. Ids are those of the initial namespaces unless stated otherwise:
 * a uid there is the kernel's own number (from_kuid()).
 */
#ifndef TASK_ACCESS_BPF_H
#define TASK_ACCESS_BPF_H

#define PID_LEVEL_MAX 32 /* MAX_PID_NS_LEVEL, linux/pid_namespace.h */

static __always_inline __u32 task_tid(struct task_struct *task)
{
	return READ(task, pid);
}

/* As task_tid(), for a task that was read by BPF_CORE_READ(). */
static __always_inline __u32 task_tid_of(struct task_struct *other)
{
	return BPF_CORE_READ(other, pid);
}

static __always_inline __u32 task_tgid(struct task_struct *task)
{
	return READ(task, tgid);
}

/* As task_tgid(), for a task that was read by BPF_CORE_READ(). */
static __always_inline __u32 task_tgid_of(struct task_struct *other)
{
	return BPF_CORE_READ(other, tgid);
}

/* CLOCK_BOOTTIME of the fork of the task's process. A thread that becomes the leader by an
 * exec takes it over: de_thread(), fs/exec.c. */
static __always_inline __u64 task_start_ns(struct task_struct *task)
{
	return READ(task, group_leader, start_boottime);
}

/* As task_start_ns(), for a task that was read by BPF_CORE_READ(). */
static __always_inline __u64 task_start_ns_of(struct task_struct *other)
{
	return BPF_CORE_READ(other, group_leader, start_boottime);
}

/* Of the task itself. A thread that has exec'ed has its leader's (de_thread(), fs/exec.c). */
static __always_inline __u64 task_own_start_ns(struct task_struct *task)
{
	return READ(task, start_boottime);
}

static __always_inline __u32 task_ppid(struct task_struct *task)
{
	return READ(task, real_parent, tgid);
}

/* The uid and gid are the real ones. */
static __always_inline __u32 task_uid(struct task_struct *task)
{
	return READ(task, cred, uid.val);
}

static __always_inline __u32 task_gid(struct task_struct *task)
{
	return READ(task, cred, gid.val);
}

static __always_inline __u32 task_euid(struct task_struct *task)
{
	return READ(task, cred, euid.val);
}

static __always_inline __u32 task_egid(struct task_struct *task)
{
	return READ(task, cred, egid.val);
}

static __always_inline __u32 task_parent_uid(struct task_struct *task)
{
	return READ(task, real_parent, cred, uid.val);
}

static __always_inline void task_privileges(struct task_struct *task,
					    struct privileges *p)
{
	const struct cred *cred = BPF_CORE_READ(task, cred);

	bpf_core_read(&p->effective, sizeof(p->effective), &cred->cap_effective);
	bpf_core_read(&p->permitted, sizeof(p->permitted), &cred->cap_permitted);
	p->euid = task_euid(task);
	p->egid = task_egid(task);
}

struct gain {
	__u64 effective, permitted; /* capabilities */
	__u32 ids; /* enum ids_gained */
};

/* What an exec added to the privileges before it. Another id is no gain for root. */
static __always_inline struct gain task_gain(struct task_struct *task,
					     const struct privileges *before)
{
	struct privileges now = {};
	struct gain gain = {};

	task_privileges(task, &now);
	gain.effective = now.effective & ~before->effective;
	gain.permitted = now.permitted & ~before->permitted;
	if (before->euid && now.euid != before->euid)
		gain.ids |= GAINED_EUID;
	if (before->euid && now.egid != before->egid)
		gain.ids |= GAINED_EGID;
	return gain;
}

/* The ids and capabilities that decide the access to files. */
static __always_inline void task_copy_access(struct task_struct *task,
					     struct exec_details *d)
{
	const struct group_info *groups = READ(task, cred, group_info);
	const struct cred *cred = BPF_CORE_READ(task, cred);
	const __u32 n = READ(groups, ngroups);

	d->fsuid = READ(task, cred, fsuid.val);
	d->fsgid = READ(task, cred, fsgid.val);
	bpf_core_read(&d->caps, sizeof(d->caps), &cred->cap_effective);
	d->n_groups = n > 0xffff ? 0xffff : n;
	/* Whatever their number, so that the size is constant. */
	d->ids_known = !READ(task, cred, user_ns, level) &&
		       !bpf_core_read(d->groups, sizeof(d->groups), &groups->gid);
}

/* Whether any thread of the task's process has not begun to exit. */
static __always_inline bool task_process_is_alive(struct task_struct *task)
{
	return READ(task, signal, live.counter);
}

/* Whether the process has not exec'ed since its fork; kernel threads never do. The first
 * thread tells, as copy_process() (kernel/fork.c) sets this for each new task. */
static __always_inline bool task_is_forked(struct task_struct *task)
{
	return READ(task, group_leader, flags) & PF_FORKNOEXEC;
}

static __always_inline bool task_is_kernel_thread(struct task_struct *task)
{
	return READ(task, flags) & PF_KTHREAD;
}

/* How a process has ended, as wait(2) tells its parent: see wait_task_zombie(),
 * kernel/exit.c. */
static __always_inline __s32 task_exit_status(struct task_struct *task)
{
	return READ(task, signal, flags) & SIGNAL_GROUP_EXIT ?
		       READ(task, signal, group_exit_code) :
		       READ(task, group_leader, exit_code);
}

/* Whether the kernel killed the process because memory ran out: mark_oom_victim(),
 * mm/oom_kill.c. */
static __always_inline bool task_is_oom_victim(struct task_struct *task)
{
	return READ(task, signal, oom_mm);
}

/* Whether a process has sent the signal, and not the kernel: is_si_special() and
 * si_fromuser(), include/linux/signal.h. */
static __always_inline bool signal_is_sent(struct kernel_siginfo *info)
{
	if ((__u64)info <= SEND_SIG_PRIV)
		return !info;
	return BPF_CORE_READ(info, si_code) <= 0;
}

/* Add what one task of a process has used, whichever way it was read. */
static __always_inline void task_add_usage(struct task_struct *other, struct usage *u)
{
	u->cpu_ns += BPF_CORE_READ(other, se.sum_exec_runtime);
	u->user_ns += BPF_CORE_READ(other, utime);
	u->system_ns += BPF_CORE_READ(other, stime);
	u->major_faults += BPF_CORE_READ(other, maj_flt);
	compat_add_io(other, u);
}

/* Fill in what the threads of the process that are gone have used, and the current one;
 * now: CLOCK_MONOTONIC. __exit_signal() (kernel/exit.c) adds each thread to the former. */
static __always_inline void task_usage(struct task_struct *task, struct usage *u,
				       __u64 now)
{
	u->cpu_ns =
		READ(task, signal, sum_sched_runtime) + READ(task, se.sum_exec_runtime);
	compat_stint(task, u, now);
	u->user_ns = READ(task, signal, utime) + READ(task, utime);
	u->system_ns = READ(task, signal, stime) + READ(task, stime);
	u->major_faults = READ(task, signal, maj_flt) + READ(task, maj_flt);
	u->max_rss = READ(task, signal, maxrss);
	compat_io(task, u);
	u->cpu = bpf_get_smp_processor_id();
	u->reserved = 0;
}

/* Address of the list of the process' threads, which is not one of them. */
static __always_inline const struct list_head *task_threads(struct task_struct *task)
{
	struct signal_struct *signal = BPF_CORE_READ(task, signal);

	return (void *)signal + bpf_core_field_offset(signal->thread_head);
}

static __always_inline const struct list_head *
task_next_thread(const struct list_head *node)
{
	return BPF_CORE_READ(node, next);
}

static __always_inline struct task_struct *task_of_thread(const struct list_head *node)
{
	return (void *)node - bpf_core_field_offset(struct task_struct, thread_node);
}

static __always_inline struct task_struct *task_parent(struct task_struct *task)
{
	return BPF_CORE_READ(task, real_parent);
}

static __always_inline struct task_struct *task_leader(struct task_struct *task)
{
	return READ(task, group_leader);
}

/* The leader of the parent process, whichever of its threads forked. */
static __always_inline struct task_struct *task_parent_leader(struct task_struct *task)
{
	return READ(task, real_parent, group_leader);
}

/* leader: the first thread of a process. */
static __always_inline void task_program_id(struct task_struct *leader,
					    struct program_id *id)
{
	id->start_ns = READ(leader, start_boottime);
	id->exec_id = READ(leader, self_exec_id);
	id->pid = READ(leader, tgid);
}

/* enum process_flags. copy_process() (kernel/fork.c) makes the first process of a pid
 * namespace unkillable. leader: the first thread of a process. */
static __always_inline __u32 task_process_flags(struct task_struct *leader)
{
	__u32 flags = 0;

	if (task_is_forked(leader))
		flags |= PROCESS_FORKED;
	if (READ(leader, signal, flags) & SIGNAL_UNKILLABLE)
		flags |= PROCESS_INIT;
	if (compat_is_subreaper(leader))
		flags |= PROCESS_SUBREAPER;
	return flags;
}

/* leader: the first thread of a process. */
static __always_inline void task_process_state(struct task_struct *leader,
					       struct process_state *p)
{
	task_program_id(leader, &p->id);
	compat_copy_comm(leader, p->comm);
	p->flags = task_process_flags(leader);
	p->login_session = compat_login_session(leader);
}

#define CHILDREN_MAX 16

/*
 * The child of task with this pid, which has just been added to the end of the list
 * (copy_process(), kernel/fork.c); or NULL. Behind it there may be orphans that were handed
 * over meanwhile, and children of the task's other children.
 */
static __always_inline struct task_struct *task_new_child(struct task_struct *task,
							  __u32 pid)
{
	const void *head = (void *)task + bpf_core_field_offset(task->children);
	const struct list_head *node = BPF_CORE_READ(task, children.prev);

	for (int i = 0; i < CHILDREN_MAX && node && (void *)node != head; i++) {
		struct task_struct *child =
			(void *)node - bpf_core_field_offset(struct task_struct, sibling);

		if (task_tid_of(child) == pid)
			return child;
		node = BPF_CORE_READ(node, prev);
	}
	return NULL;
}

/* Name of the controlling terminal; to stays as it is if there is none. */
static __always_inline void task_copy_tty(struct task_struct *task, char *to, __u32 size)
{
	const struct tty_struct *tty = READ(task, signal, tty);

	if (tty)
		bpf_probe_read_kernel_str(to, size, &tty->name);
}

/* Inode of the mount namespace. */
static __always_inline __u32 task_mntns(struct task_struct *task)
{
	return READ(task, nsproxy, mnt_ns, ns.inum);
}

/* How deep the task's pid namespace is; 0: the initial one. */
static __always_inline __u32 task_pid_level(struct task_struct *task)
{
	return READ(task, thread_pid, level);
}

/* The number of task in the pid namespace at level. struct pid has one for each namespace
 * that sees it; the array's length varies, so the address is computed. */
static __always_inline const void *task_upid(struct task_struct *task, __u32 level)
{
	struct pid *pid = BPF_CORE_READ(task, thread_pid);

	return (void *)pid + bpf_core_field_offset(pid->numbers) +
	       level * bpf_core_type_size(struct upid);
}

/* Inode of the pid namespace, as task_active_pid_ns() finds it. */
static __always_inline __u32 task_pidns(struct task_struct *task)
{
	const struct upid *upid = task_upid(task, task_pid_level(task));

	return BPF_CORE_READ(upid, ns, ns.inum);
}

/* The task's tgid in the task's own pid namespace. */
static __always_inline __u32 task_tgid_in_own_ns(struct task_struct *task)
{
	const struct upid *upid =
		task_upid(READ(task, group_leader), task_pid_level(task));

	return BPF_CORE_READ(upid, nr);
}

/* What identifies the parent process. A parent that has been reaped meanwhile has no pid
 * any more: the inode is 0 then. */
static __always_inline void task_copy_parent_id(struct task_struct *task,
						struct exec_details *d)
{
	struct task_struct *parent = task_parent_leader(task);

	d->parent_start_ns = task_start_ns(parent);
	d->parent_pidns = task_pidns(parent);
	d->parent_own_pid = task_tgid_in_own_ns(parent);
}

/* The pid of the parent in the pid namespace with this inode; 0: it is not in there. */
static __always_inline __u32 task_ppid_in_ns(struct task_struct *task, __u32 pidns)
{
	struct task_struct *parent = task_parent_leader(task);
	const __u32 level = task_pid_level(parent);

	for (__u32 i = 0; i <= PID_LEVEL_MAX && i <= level; i++) {
		const struct upid *upid = task_upid(parent, i);

		if (BPF_CORE_READ(upid, ns, ns.inum) == pidns)
			return BPF_CORE_READ(upid, nr);
	}
	return 0;
}

/* The task's tgid in the pid namespace of the current task. */
static __always_inline __u32 task_tgid_in_current_ns(struct task_struct *task)
{
	const struct upid *upid = task_upid(BPF_CORE_READ(task, group_leader),
					    task_pid_level(compat_task()));

	return BPF_CORE_READ(upid, nr);
}

/* Pid of the session's leader. */
static __always_inline __u32 task_session(struct task_struct *task)
{
	const struct signal_struct *signal = BPF_CORE_READ(task, signal);
	const __u32 sid = bpf_core_enum_value(enum pid_type, PIDTYPE_SID);
	struct pid *pid = NULL;
	const struct upid *upid;

	bpf_core_read(&pid, sizeof(pid), (void *)&signal->pids + sid * sizeof(pid));
	upid = (void *)pid + bpf_core_field_offset(pid->numbers);
	return pid ? BPF_CORE_READ(upid, nr) : DETAIL_UNKNOWN;
}

/* User addresses. */
struct user_range {
	__u64 start, end;
};

/* The arguments of the program that the task runs. */
static __always_inline struct user_range task_args(struct task_struct *task)
{
	const struct mm_struct *mm = READ(task, mm);

	return (struct user_range){ READ(mm, arg_start), READ(mm, arg_end) };
}

static __always_inline struct user_range task_env(struct task_struct *task)
{
	const struct mm_struct *mm = READ(task, mm);

	return (struct user_range){ READ(mm, env_start), READ(mm, env_end) };
}

/* User address of the word at the bottom of the initial stack: argc. */
static __always_inline __u64 task_stack(struct task_struct *task)
{
	return READ(task, mm, start_stack);
}

/*
 * Whether the program in the task's memory has started. If not, an exec failed so late
 * that the old memory was gone: the task is about to be killed, and the pointers of its
 * call point into other memory. create_elf_tables() (fs/binfmt_elf.c) sets env_end when
 * hardly anything can fail any more; before, it is 0 in a new memory map. Not so end_code,
 * set a little later: a program without an executable segment has 0 there all its life.
 */
static __always_inline bool task_program_started(struct task_struct *task)
{
	return READ(task, mm, env_end);
}

#endif
