/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The files of a script, and of the scripts that it names as interpreters. When
 * sched_process_exec runs, the kernel has already replaced each by that of its interpreter,
 * and closed it (exec_binprm(), fs/exec.c). Its struct file stays until the task returns to
 * user space: fput() has put it on the task's list of pending works, where the latest comes
 * first. So the last one there that was opened for an exec is the script that was executed.
 *
 * Before it may be files that were opened for an earlier exec: the program before this one
 * and its dynamic linker, closed with the memory that they were mapped to. The credentials
 * tell them apart: an exec opens all its files with those of the caller and then replaces
 * these by a new struct cred.
 *
 * Without a script they are the only ones, so user space must know that there was one.
 */
#ifndef SCRIPT_BPF_H
#define SCRIPT_BPF_H

static __always_inline void script_found(struct script_reader *r, const struct file *file)
{
	const __u64 cred = (__u64)file_cred(file);

	/* So far they were files of the earlier program. */
	if (cred != r->cred)
		r->flags = 0;
	r->cred = cred;
	r->flags |= file_flags(file, compat_task());
}

/* Look at the next pending work. Returns 0 to go on, 1 at the end. */
__noinline int script_look(__u32 which)
{
	struct scratch *s = scratch_get(which);
	const struct callback_head *work;
	const struct file *file;

	if (!s || !s->script.work)
		return 1;
	work = (void *)s->script.work;
	file = compat_file_of_work(work);
	if (file_is_for_exec(file))
		script_found(&s->script, file);
	s->script.work = (__u64)work_next(work);
	return 0;
}

__noinline int script_look_at_some(__u32 which)
{
	int end = 0;

	for (int i = 0; i < LOOP && !end; i++)
		end = script_look(which);
	return end;
}

/* Returns enum file_flags of any of the scripts, or 0 if there is none, as far as that is
 * known, or if none is found among LOOP * LOOP works. */
__noinline int script_flags(__u32 which)
{
	struct scratch *s = scratch_get(which);
	struct task_struct *task = compat_task();
	int end = 0;

	if (!s)
		return 0;
	if ((s->interpreter_flags & (INTERPRETER_KNOWN | INTERPRETER_USED)) ==
	    INTERPRETER_KNOWN)
		return 0;
	s->script.cred = 0;
	s->script.work = (__u64)task_works(task);
	for (int i = 0; i < LOOP && !end; i++)
		end = script_look_at_some(which);
	if (!end || !s->script.cred)
		return 0;
	return FILE_KNOWN | s->script.flags;
}

#endif
