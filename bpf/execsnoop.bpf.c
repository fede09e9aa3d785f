/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The programs. Success is told by sched_process_exec, which every exec passes
 * that succeeds, whoever asked for it; failure by the exit from the system
 * call. Each is: filter, fill, submit.
 *
 * They return 1. What a classic tracepoint program returns decides whether perf
 * sees the event as well, and a 0 would silence it for the whole machine.
 */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <stdbool.h>
#include "execsnoop.h"

#include "maps.bpf.h"
#include "compat.bpf.h"
#include "compat_cgroup.bpf.h"
#include "compat_details.bpf.h"
#include "tree.bpf.h"
#include "cgroup.bpf.h"
#include "filter.bpf.h"
#include "ring.bpf.h"
#include "args.bpf.h"
#include "details.bpf.h"
#include "ancestry.bpf.h"
#include "task.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* Attached to the entry to both calls. */
SEC("tp/syscalls/sys_enter_execve")
int exec_enter(struct syscall_trace_enter *ctx)
{
	__u64 args[4] = { ctx->args[0], ctx->args[1], ctx->args[2] };
	const bool at = ctx->nr == NR_EXECVEAT;
	struct pending p = { .noted.ktime_ns = bpf_ktime_get_boot_ns() };
	struct task_struct *task = compat_task();

	if (config.caps) {
		p.noted.caps = compat_caps(task);
		p.noted.euid = compat_euid(task);
	}
	/* A plain load would keep the program from being attached to execve, which has
	 * only three. */
	if (config.env && at)
		bpf_probe_read_kernel(&args[3], sizeof(args[3]), &ctx->args[3]);
	call_fill(&p.call, args, at);
	compat_pending_put(task, &p);
	return 1;
}

static __always_inline int process_exec_common(__u32 old_tid, const void *filename,
					       const void *interpreter)
{
	struct task_struct *task = compat_task();
	enum choice choice;
	struct scratch *s;
	struct call call;
	struct noted noted = compat_pending_take(task, &call);

	if (ASKED(FILTER_TREE))
		tree_exec(task, old_tid);
	choice = choose_success(task, &noted);
	if (choice == REJECTED) {
		count(COUNT_FILTERED);
		return 1;
	}
	s = scratch_get(SCRATCH_EXEC);
	if (!s) /* never */
		return 1;
	task_fill(s, task, 0, noted.ktime_ns);
	if (choice == UNDECIDED)
		s->rec.flags |= RECORD_UNDECIDED;
	if (config.interpreter)
		s->interpreter = (__u64)interpreter;
	if (config.env)
		env_read_new(s, task);
	args_read_new(s, task);
	record_submit(s, SCRATCH_EXEC, task, &noted, filename, false);
	return 1;
}

SEC("tp/sched/sched_process_exec")
int process_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	return process_exec_common(
		ctx->old_pid, (void *)ctx + (ctx->__data_loc_filename & 0xffff), NULL);
}

/*
 * For a user who may not read tracefs: the same event without its id. It also tells what
 * the other does not, the interpreter: that is another string than the filename only if
 * there is one (alloc_bprm() and bprm_change_interp(), fs/exec.c). Only one of the two is
 * ever loaded, so they share a scratch.
 */
SEC("tp_btf/sched_process_exec")
int exec_btf(__u64 *ctx)
{
	struct linux_binprm *bprm = (void *)ctx[2];
	const char *filename = bprm->filename, *interpreter = bprm->interp;

	return process_exec_common(ctx[1], filename,
				   interpreter == filename ? NULL : interpreter);
}

/* Attached to the exit from both calls. */
SEC("tp/syscalls/sys_exit_execve")
int exec_exit(struct syscall_trace_exit *ctx)
{
	struct task_struct *task;
	struct call call = {};
	enum choice choice;
	struct noted noted;
	struct scratch *s;

	if (ctx->ret >= 0) /* process_exec has seen it */
		return 1;
	task = compat_task();
	noted = compat_pending_take(task, &call);
	choice = choose_failure(task, -ctx->ret);
	if (!config.show_failed) {
		if (choice == CHOSEN)
			count(COUNT_HIDDEN);
		return 1;
	}
	if (choice == REJECTED) {
		count(COUNT_FILTERED);
		return 1;
	}
	s = scratch_get(SCRATCH_EXIT);
	if (!s) /* never */
		return 1;
	task_fill(s, task, ctx->ret, noted.ktime_ns);
	if (choice == UNDECIDED)
		s->rec.flags |= RECORD_UNDECIDED;
	if ((compat_saved_call(task, &call, ctx->nr == NR_EXECVEAT) || noted.ktime_ns) &&
	    compat_program_runs(task)) {
		if (config.env)
			env_read_failed(s, call.envp);
		args_read_failed(s, call.argv);
		s->rec.dirfd = call.dirfd;
	} else {
		s->rec.flags |= RECORD_UNREADABLE;
		s->env_len = 0;
		s->env_flags = RECORD_UNREADABLE;
		call.filename = 0;
	}
	record_submit(s, SCRATCH_EXIT, task, &noted, (void *)call.filename, true);
	return 1;
}

/* Of every task, a thread too, before it runs. */
SEC("tp/sched/sched_process_fork")
int process_fork(struct trace_event_raw_sched_process_fork *ctx)
{
	tree_fork(ctx->parent_pid, ctx->child_pid);
	return 1;
}

SEC("tp_btf/sched_process_fork")
int fork_btf(__u64 *ctx)
{
	struct task_struct *parent = (void *)ctx[0], *child = (void *)ctx[1];

	tree_fork(parent->pid, child->pid);
	return 1;
}

SEC("tp/sched/sched_process_exit")
int process_exit(void)
{
	tree_exit(compat_tid(compat_task()));
	return 1;
}

SEC("tp_btf/sched_process_exit")
int exit_btf(void)
{
	tree_exit(compat_tid(compat_task()));
	return 1;
}

/* Run for all tasks in turn as its iterator is read. */
SEC("iter/task")
int tree_add(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task) /* not after the last one */
		tree_add_running(task);
	return 0;
}

/* Run likewise; reading it gives a struct running_program for each process. */
SEC("iter/task")
int list_running(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		ancestry_list(ctx->meta->seq, task);
	return 0;
}
