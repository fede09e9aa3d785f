/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The file of a script. When sched_process_exec runs, the kernel has already replaced it by
 * that of its interpreter, and closed it (exec_binprm(), fs/exec.c). Its struct file stays
 * until the task returns to user space: fput() has put it on the task's list of pending
 * works, where the latest comes first. So it is the last one there that was opened for an
 * exec: files of the program before the exec, which may be there too, are closed later.
 * Without a script they are the only ones, so user space must know that there was one.
 */
#ifndef SCRIPT_BPF_H
#define SCRIPT_BPF_H

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
		s->script.file = (__u64)file;
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

/* Returns enum file_flags of the script, or 0 if there is none, as far as that is known, or
 * if none is found among LOOP * LOOP works. */
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
	s->script.file = 0;
	s->script.work = (__u64)task_works(task);
	for (int i = 0; i < LOOP && !end; i++)
		end = script_look_at_some(which);
	if (!end || !s->script.file)
		return 0;
	return FILE_KNOWN | file_flags((void *)s->script.file, task);
}

#endif
