/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The begin and the end of a record. */
#ifndef RECORD_BPF_H
#define RECORD_BPF_H

/* Begin a record about the current task. entered_ns: time of the call's entry, or 0. */
static __always_inline void record_begin(struct scratch *s, struct task_struct *task,
					 long ret, __u64 entered_ns)
{
	struct exec_record *rec = &s->rec;

	s->cut = 0;
	rec->type = RECORD_ARGS; /* until record_submit() */
	rec->flags = 0;
	rec->retval = ret;
	rec->lost = ring_lost();
	rec->dirfd = AT_FDCWD;
	rec->argc = 0;
	rec->args_total = 0;
	rec->args_before = 0;
	rec->args_len = 0;
	rec->cgroups_len = 0;
	rec->ppid = task_ppid(task);
	rec->pid = task_tgid(task);
	rec->start_ns =
		config.fold_path || config.ids || config.exits ? task_start_ns(task) : 0;
	rec->tid = task_tid(task);
	rec->uid = task_uid(task);
	compat_copy_comm(task, rec->comm);
	/* Reading the clock waits for all loads before it (rdtsc_ordered()), most of which
	 * miss the cache after an exec: so wait here, once for all of them. */
	rec->ktime_ns = config.time ? bpf_ktime_get_boot_ns() : 0;
	rec->latency_ns = config.time && entered_ns ? rec->ktime_ns - entered_ns :
						      NO_LATENCY;
}

/* Returns the length of the file name, 0 if it cannot be read. */
static __always_inline __u16 record_read_filename(char *to, const void *filename,
						  bool from_user)
{
	long n;

	if (!config.filename)
		return 0;
	if (from_user)
		n = compat_read_user_str(to, FILENAME_SIZE, filename);
	else
		n = bpf_probe_read_kernel_str(to, FILENAME_SIZE, filename);
	return n < 0 ? 0 : n;
}

/* Add the file name and the optional parts after the arguments, and send the record.
 * filename: a user address if from_user; NULL: unknown. */
static __always_inline void record_submit(struct scratch *s, enum scratch_key which,
					  struct task_struct *task,
					  const struct call_entry *entry,
					  const void *filename, bool from_user)
{
	__u32 len = scratch_args_len(s);

	s->rec.filename_len = record_read_filename(&s->data[len], filename, from_user);
	barrier(); /* or older verifiers do not see the bounds of what is read again */
	if (config.cgroups || s->rec.flags & RECORD_UNDECIDED)
		cgroups_add(which);
	len += scratch_filename_len(s) + scratch_cgroups_len(s);
	if (config.exits && !(s->rec.retval | (s->rec.flags & RECORD_CHECK)))
		len = usage_add(s, task, len);
	if (config.details)
		len = details_add(s, which, task, entry, len);
	if (config.ancestors)
		len = ancestry_add(s, which, len);
	s->rec.type = RECORD_EXEC;
	if (ring_output(s, sizeof(s->rec) + len))
		__sync_fetch_and_add(&shared.ring_full, 1);
	else if (s->cut)
		count(COUNT_CUT);
}

#endif
