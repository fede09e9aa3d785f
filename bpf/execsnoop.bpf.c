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

SEC("tp/syscalls/sys_enter_execve")
int execve_enter(struct syscall_trace_enter *ctx)
{
	struct pending call = {
		.ktime_ns = bpf_ktime_get_boot_ns(),
		.filename = ctx->args[0],
		.argv = ctx->args[1],
		.mm = compat_mm(),
		.dirfd = AT_FDCWD,
	};

	compat_pending_put(&call);
	return 1;
}

SEC("tp/syscalls/sys_enter_execveat")
int execveat_enter(struct syscall_trace_enter *ctx)
{
	struct pending call = {
		.ktime_ns = bpf_ktime_get_boot_ns(),
		.dirfd = ctx->args[0],
		.filename = ctx->args[1],
		.argv = ctx->args[2],
		.mm = compat_mm(),
	};

	compat_pending_put(&call);
	return 1;
}

static __always_inline int process_exec_common(const void *filename)
{
	struct scratch *s = scratch_get(SCRATCH_EXEC);
	struct pending call = {};

	compat_pending_take(&call);
	if (!s || !should_trace())
		return 1;
	task_fill(s, 0, &call);
	args_read_new(s);
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

/* Whether the call's pointers are known and good. They are not if the call failed
 * so late that its old memory had gone (it is about to be killed). */
static __always_inline bool has_arguments(struct pending *call, bool known, bool at)
{
	return known ? call->mm == compat_mm() : task_saved_call(call, at);
}

static __always_inline int exit_failed(long ret, __u32 key, bool at)
{
	struct scratch *s = scratch_get(key);
	struct pending call = { .dirfd = AT_FDCWD };
	bool known;

	known = compat_pending_take(&call);
	if (!s || ret >= 0)
		return 1;
	if (!config.show_failed) {
		if (is_wanted())
			count(COUNT_HIDDEN);
		return 1;
	}
	if (!should_trace())
		return 1;
	task_fill(s, ret, &call);
	if (has_arguments(&call, known, at)) {
		args_read_failed(s, key, call.argv);
		s->rec.dirfd = call.dirfd;
	} else {
		s->rec.flags |= RECORD_UNREADABLE;
		call.filename = 0;
	}
	record_submit(s, (void *)call.filename, true);
	return 1;
}

SEC("tp/syscalls/sys_exit_execve")
int execve_exit(struct syscall_trace_exit *ctx)
{
	return exit_failed(ctx->ret, SCRATCH_EXECVE_EXIT, false);
}

SEC("tp/syscalls/sys_exit_execveat")
int execveat_exit(struct syscall_trace_exit *ctx)
{
	return exit_failed(ctx->ret, SCRATCH_EXECVEAT_EXIT, true);
}
