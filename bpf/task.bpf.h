/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a record says of the task and of its call. */
#ifndef TASK_BPF_H
#define TASK_BPF_H

/* Begins a record. entered_ns: when the call was entered, 0: not known. */
static __always_inline void task_fill(struct scratch *s, struct task_struct *task,
				      long ret, __u64 entered_ns)
{
	struct exec_record *rec = &s->rec;

	rec->type = RECORD_ARGS; /* of what goes ahead */
	rec->flags = 0;
	rec->retval = ret;
	rec->lost = ring_lost();
	rec->dirfd = AT_FDCWD;
	rec->argc = 0;
	rec->args_total = 0;
	rec->args_before = 0;
	rec->args_len = 0;
	rec->cgroups_len = 0;
	compat_fill_task(task, rec);
	/* After an exec most of what has been touched here is cold, and reading the
	 * clock waits for it all (rdtsc_ordered()): so it comes in one go, before. */
	rec->ktime_ns = config.time ? bpf_ktime_get_boot_ns() : 0;
	rec->latency_ns = config.time && entered_ns ? rec->ktime_ns - entered_ns :
						      NO_LATENCY;
}

/* Ends a record: the file name behind the arguments, then the cgroups, if they are shown
 * or user space has to choose, then details and ancestors, and off it goes. filename is
 * NULL where it is not known. */
static __always_inline void record_submit(struct scratch *s, enum scratch_key which,
					  struct task_struct *task,
					  const struct noted *noted, const void *filename,
					  bool from_user)
{
	__u32 len = scratch_args_len(s);
	long n;

	if (!config.filename)
		n = 0;
	else if (from_user)
		n = compat_read_user_str(&s->data[len], FILENAME_SIZE, filename);
	else
		n = bpf_probe_read_kernel_str(&s->data[len], FILENAME_SIZE, filename);
	if (n < 0)
		n = 0;
	s->rec.filename_len = n;
	if (config.cgroups || s->rec.flags & RECORD_UNDECIDED)
		cgroups_add(s, task);
	len += n + scratch_cgroups_len(s);
	if (config.details)
		len = details_add(s, which, task, noted, len);
	if (config.ancestors)
		len = ancestry_add(s, which, len);
	s->rec.type = RECORD_EXEC;
	if (ring_output(s, sizeof(s->rec) + len))
		__sync_fetch_and_add(&shared.ring_full, 1);
}

#endif
