/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a record says of the task and of its call. */
#ifndef TASK_BPF_H
#define TASK_BPF_H

/* Begins a record. call: what pending knew, all 0 where it knew nothing. */
static __always_inline void task_fill(struct scratch *s, long ret,
				      const struct pending *call)
{
	__u64 id = bpf_get_current_pid_tgid();
	struct exec_record *rec = &s->rec;

	rec->type = RECORD_EXEC;
	rec->flags = 0;
	rec->retval = ret;
	rec->ktime_ns = bpf_ktime_get_boot_ns();
	rec->latency_ns = call->ktime_ns ? rec->ktime_ns - call->ktime_ns : NO_LATENCY;
	rec->pid = id >> 32;
	rec->tid = id;
	rec->ppid = compat_ppid();
	rec->uid = bpf_get_current_uid_gid();
	rec->dirfd = AT_FDCWD;
	rec->argc = 0;
	rec->args_total = 0;
	rec->args_before = 0;
	rec->args_len = 0;
	bpf_get_current_comm(rec->comm, sizeof(rec->comm));
}

/* The call that the task is leaving without our having seen it begin. */
static __always_inline bool task_saved_call(struct pending *call, bool at)
{
	__u64 args[3];

	if (!compat_syscall_args(args))
		return false;
	call->dirfd = at ? args[0] : AT_FDCWD;
	call->filename = at ? args[1] : args[0];
	call->argv = at ? args[2] : args[1];
	return true;
}

/* Ends a record: the file name behind the arguments, and off it goes. filename is
 * NULL where it is not known. */
static __always_inline void record_submit(struct scratch *s, const void *filename,
					  bool from_user)
{
	__u32 len = scratch_args_len(s);
	long n;

	if (from_user)
		n = compat_read_user_str(&s->data[len], FILENAME_SIZE, filename);
	else
		n = bpf_probe_read_kernel_str(&s->data[len], FILENAME_SIZE, filename);
	if (n < 0)
		n = 0;
	s->rec.filename_len = n;
	if (ring_output(s, sizeof(s->rec) + len + n))
		__sync_fetch_and_add(&shared.ring_full, 1);
}

#endif
