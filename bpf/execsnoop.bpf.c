/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The programs. Those at the end of an exec filter it, fill a record and submit it.
 *
 * sched_process_exec reports a success: every successful exec passes it, by a system call
 * of any ABI or by the kernel itself. The exit from the system call reports a failure.
 *
 * Classic tracepoint programs return 1: 0 would hide the event from perf on the whole
 * machine.
 */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <stdbool.h>
#include "execsnoop.h"

#include "maps.bpf.h"
#include "compat.bpf.h"
#include "task_access.bpf.h"
#include "file_access.bpf.h"
#include "descriptor_access.bpf.h"
#include "cgroup_access.bpf.h"
#include "pending.bpf.h"
#include "tree.bpf.h"
#include "cgroup.bpf.h"
#include "filter.bpf.h"
#include "ring.bpf.h"
#include "args_new.bpf.h"
#include "args_failed.bpf.h"
#include "env.bpf.h"
#include "path.bpf.h"
#include "script.bpf.h"
#include "details.bpf.h"
#include "ancestry.bpf.h"
#include "exit.bpf.h"
#include "record.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* Attached to the entry to execve and to execveat. */
SEC("tp/syscalls/sys_enter_execve")
int exec_enter(struct syscall_trace_enter *ctx)
{
	__u64 args[4] = { ctx->args[0], ctx->args[1], ctx->args[2] };
	const bool at = ctx->nr == NR_EXECVEAT;
	struct pending_call p = { .entry.ktime_ns = bpf_ktime_get_boot_ns() };
	struct task_struct *task = compat_task();

	if (config.caps)
		task_privileges(task, &p.entry.privileges);
	/* Not a plain load: the kernel would not attach the program to execve, which has
	 * only three arguments. */
	if (config.env && at)
		bpf_probe_read_kernel(&args[3], sizeof(args[3]), &ctx->args[3]);
	call_args_fill(&p.args, args, at);
	pending_put(task, &p);
	return 1;
}

static __always_inline int exec_succeeded(const void *filename, const void *interpreter,
					  __u32 interpreter_flags)
{
	struct task_struct *task = compat_task();
	enum choice choice;
	struct scratch *s;
	struct call_args args;
	struct call_entry entry = pending_take(task, &args);

	count_in_tree(task, COUNT_STARTED);
	choice = choose_success(task, &entry);
	if (config.exits)
		exit_exec(task, choice != REJECTED);
	if (choice == REJECTED) {
		count_rejected(task);
		return 1;
	}
	s = scratch_get(SCRATCH_EXEC);
	if (!s) /* never */
		return 1;
	record_begin(s, task, 0, entry.ktime_ns);
	if (choice == UNDECIDED)
		s->rec.flags |= RECORD_UNDECIDED;
	if (config.interpreter) {
		s->interpreter = (__u64)interpreter;
		s->interpreter_flags = interpreter_flags;
	}
	if (config.env)
		env_read_new(s, task);
	args_read_new(s, task);
	record_submit(s, SCRATCH_EXEC, task, &entry, filename, false);
	return 1;
}

SEC("tp/sched/sched_process_exec")
int process_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	return exec_succeeded((void *)ctx + (ctx->__data_loc_filename & 0xffff), NULL, 0);
}

/*
 * Like process_exec, for users who may not read tracefs, because attaching needs no
 * tracepoint id. It also has the interpreter, which differs from the filename in address
 * only if there is one (alloc_bprm() and bprm_change_interp(), fs/exec.c). Only one of
 * the two is loaded, so they share a scratch.
 */
SEC("tp_btf/sched_process_exec")
int exec_btf(__u64 *ctx)
{
	struct linux_binprm *bprm = (void *)ctx[2];
	const char *filename = bprm->filename, *interpreter = bprm->interp;
	__u32 flags = INTERPRETER_KNOWN;

	if (interpreter == filename)
		interpreter = NULL;
	else
		flags |= INTERPRETER_USED;
	if (compat_preserves_argv0(bprm))
		flags |= INTERPRETER_GETS_NAME;
	return exec_succeeded(filename, interpreter, flags);
}

/*
 * Read the arguments of a failed call, by the saved registers or else by `args`, valid if
 * is_stored. Returns the user address of the file name, or NULL if nothing can be read.
 */
static __always_inline const void *read_failed(struct scratch *s,
					       struct task_struct *task,
					       struct call_args *args, bool is_stored,
					       bool at)
{
	if ((call_args_saved(task, args, at) || is_stored) &&
	    task_program_started(task)) {
		if (config.env)
			env_read_failed(s, args->envp);
		args_read_failed(s, args->argv);
		s->rec.dirfd = args->dirfd;
		return (void *)args->filename;
	}
	s->rec.flags |= RECORD_UNREADABLE;
	env_unreadable(s);
	return NULL;
}

/* Whether the call begins again, or its task ends: the program never has this result. */
static __always_inline bool is_restarted(long ret)
{
	return ret <= -ERESTARTSYS && ret >= -ERESTART_RESTARTBLOCK;
}

/*
 * Decide on a call that returns ret: -1 if it is not to be sent, else bits of enum
 * record_flags. Not inline: the verifier would follow each of its ways to the end of the
 * program.
 */
__noinline int choose_exit(long ret, __u32 nr)
{
	const bool at = nr == NR_EXECVEAT;
	struct task_struct *task;
	enum choice choice;
	bool check, hidden;

	if (is_restarted(ret) || (ret >= 0 && !at))
		return -1;
	task = compat_task();
	check = at && compat_is_check(task);
	if (ret >= 0 && !check) /* a success, reported by process_exec */
		return -1;
	if (!check)
		count_in_tree(task, COUNT_FAILED);
	choice = choose_failure(task, -ret, check);
	hidden = !(check ? config.show_checks : config.show_failed);
	/* An undecided one is sent, for user space to count it by its cgroup. */
	if (hidden && choice != UNDECIDED) {
		if (choice == CHOSEN)
			count(check ? COUNT_CHECKS : COUNT_HIDDEN);
		return -1;
	}
	if (choice == REJECTED) {
		count_rejected(task);
		return -1;
	}
	return (check ? RECORD_CHECK : 0) | (choice == UNDECIDED ? RECORD_UNDECIDED : 0);
}

/* Attached to the exit from execve and from execveat. */
SEC("tp/syscalls/sys_exit_execve")
int exec_exit(struct syscall_trace_exit *ctx)
{
	struct call_args args = {};
	struct task_struct *task;
	struct call_entry entry;
	const void *filename;
	struct scratch *s;
	int flags;

	flags = choose_exit(ctx->ret, ctx->nr);
	if (flags < 0) {
		/* After a success only that of a check is still there. */
		if (config.pending_in != PENDING_NOWHERE &&
		    (ctx->ret < 0 || ctx->nr == NR_EXECVEAT))
			pending_take(compat_task(), &args);
		return 1;
	}
	task = compat_task();
	entry = pending_take(task, &args);
	s = scratch_get(SCRATCH_EXIT);
	if (!s) /* never */
		return 1;
	record_begin(s, task, ctx->ret, entry.ktime_ns);
	s->rec.flags |= flags;
	/* A recorded entry means stored arguments, except without PENDING_HASH, where
	 * call_args_saved() always succeeds. */
	filename = read_failed(s, task, &args, entry.ktime_ns, ctx->nr == NR_EXECVEAT);
	record_submit(s, SCRATCH_EXIT, task, &entry, filename, true);
	return 1;
}

/* task has forked the process pid; child is NULL if it was not found. */
static __always_inline int forked_process(struct task_struct *task, __u32 pid,
					  struct task_struct *child)
{
	if (ASKED(FILTER_TREE))
		tree_fork(task, pid);
	if (config.ancestors)
		ancestry_fork(task, pid, child);
	return 1;
}

static __always_inline int started_thread(void)
{
	if (config.threads)
		threads_add(compat_task());
	return 1;
}

/* Runs for every new task, before the task runs. Unlike sched_process_fork it tells
 * threads from processes. */
SEC("tp/task/task_newtask")
int process_fork(struct trace_event_raw_task_newtask *ctx)
{
	struct task_struct *task, *child = NULL;

	if (ctx->clone_flags & CLONE_THREAD)
		return started_thread();
	task = compat_task();
	if (config.ancestors)
		child = task_new_child(
			ctx->clone_flags & CLONE_PARENT ? task_parent(task) : task,
			ctx->pid);
	return forked_process(task, ctx->pid, child);
}

SEC("tp_btf/task_newtask")
int fork_btf(__u64 *ctx)
{
	struct task_struct *child = (void *)ctx[0];

	return ctx[1] & CLONE_THREAD ? started_thread() :
				       forked_process(compat_task(), child->tgid, child);
}

/* Runs for every task, including threads. Several of a process' last threads may find that
 * none is alive. */
static __always_inline int exiting_task(void)
{
	struct task_struct *task = compat_task();
	__u32 pid;

	if (task_process_is_alive(task))
		return 1;
	pid = task_tgid(task);
	if (config.exits) /* before the process leaves its tree */
		exit_process(task);
	if (ASKED(FILTER_TREE))
		tree_exit(pid);
	if (config.ancestors)
		ancestry_gone(task, pid);
	return 1;
}

SEC("tp/sched/sched_process_exit")
int process_exit(void)
{
	return exiting_task();
}

SEC("tp_btf/sched_process_exit")
int exit_btf(void)
{
	return exiting_task();
}

/* Runs for every signal that is sent to a process or thread. */
SEC("tp_btf/signal_generate")
int signal_sent(__u64 *ctx)
{
	struct kernel_siginfo *info = (void *)ctx[1];

	if (ctx[4] == TRACE_SIGNAL_DELIVERED && signal_is_sent(info))
		signal_note((void *)ctx[2], ctx[0]);
	return 0;
}

/* Add a task to its tree. Runs for each task when user space reads the iterator. */
SEC("iter/task")
int tree_add(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task) /* NULL after the last one */
		tree_add_running(task);
	return 0;
}

/* Output a struct running_program for a process. Runs for each task when user space reads
 * the iterator. */
SEC("iter/task")
int list_running(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		ancestry_list(ctx->meta->seq, task);
	return 0;
}
