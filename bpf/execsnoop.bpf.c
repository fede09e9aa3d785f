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
#include "filter.bpf.h"
#include "ring.bpf.h"
#include "args.bpf.h"
#include "task.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* Attached to the entry to both calls. */
SEC("tp/syscalls/sys_enter_execve")
int exec_enter(struct syscall_trace_enter *ctx)
{
	__u64 args[] = { ctx->args[0], ctx->args[1], ctx->args[2] };
	struct pending p = { .ktime_ns = bpf_ktime_get_boot_ns() };

	call_fill(&p.call, args, ctx->nr == NR_EXECVEAT);
	compat_pending_put(compat_task(), &p);
	return 1;
}

static __always_inline int process_exec_common(const void *filename)
{
	struct scratch *s = scratch_get(SCRATCH_EXEC);
	struct task_struct *task = compat_task();
	struct call call;
	__u64 entered_ns = compat_pending_take(task, &call);

	if (!s || !should_trace(task))
		return 1;
	task_fill(s, task, 0, entered_ns);
	args_read_new(s, task);
	record_submit(s, filename, false);
	return 1;
}

SEC("tp/sched/sched_process_exec")
int process_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	return process_exec_common((void *)ctx + (ctx->__data_loc_filename & 0xffff));
}

/* For a user who may not read tracefs: the same event without its id. Only one
 * of the two is ever loaded, so they share a scratch. */
SEC("tp_btf/sched_process_exec")
int process_exec_btf(__u64 *ctx)
{
	struct linux_binprm *bprm = (void *)ctx[2];

	return process_exec_common(bprm->filename);
}

/* Attached to the exit from both calls. */
SEC("tp/syscalls/sys_exit_execve")
int exec_exit(struct syscall_trace_exit *ctx)
{
	struct task_struct *task;
	struct call call = {};
	struct scratch *s;
	__u64 entered_ns;

	if (ctx->ret >= 0) /* process_exec has seen it */
		return 1;
	s = scratch_get(SCRATCH_EXIT);
	task = compat_task();
	entered_ns = compat_pending_take(task, &call);
	if (!config.show_failed) {
		if (is_wanted(task))
			count(COUNT_HIDDEN);
		return 1;
	}
	if (!s || !should_trace(task))
		return 1;
	task_fill(s, task, ctx->ret, entered_ns);
	if ((compat_saved_call(task, &call, ctx->nr == NR_EXECVEAT) || entered_ns) &&
	    compat_program_runs(task)) {
		args_read_failed(s, call.argv);
		s->rec.dirfd = call.dirfd;
	} else {
		s->rec.flags |= RECORD_UNREADABLE;
		call.filename = 0;
	}
	record_submit(s, (void *)call.filename, true);
	return 1;
}
