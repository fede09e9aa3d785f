/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* struct exec_details, for columns other than the default ones. */
#ifndef DETAILS_BPF_H
#define DETAILS_BPF_H

static __always_inline void details_fill_task(struct exec_details *d,
					      struct task_struct *task)
{
	d->gid = task_gid(task);
	d->euid = task_euid(task);
	d->egid = task_egid(task);
	d->login_uid = compat_login_uid(task);
	d->login_session = compat_login_session(task);
	task_copy_tty(task, d->tty, sizeof(d->tty));
	d->mntns = task_mntns(task);
	d->pidns = task_pidns(task);
	d->own_pid = task_tgid_in_own_ns(task);
	if (config.ids)
		task_copy_parent_id(task, d);
	d->session = task_session(task);
	d->cpu = bpf_get_smp_processor_id();
	for (int fd = 0; config.descriptors && fd < 3; fd++)
		d->descriptors[fd] = descriptor_kind(fd);
}

/* What only a successful exec has. */
static __always_inline void details_fill_program(struct exec_details *d,
						 struct task_struct *task,
						 const struct call_entry *entry)
{
	file_stat(task_exe_file(task), d);
	if (config.file_flags)
		d->flags = file_flags(task_exe_file(task), task);
	if (config.caps && entry->ktime_ns) {
		const struct gain gain = task_gain(task, &entry->privileges);

		d->gains_known = 1;
		d->caps_gained = gain.effective;
		d->permitted_gained = gain.permitted;
		d->ids_gained = gain.ids;
	}
}

/* What explains a failed exec, if the caller has gone by then. */
static __always_inline void details_fill_caller(struct exec_details *d,
						struct task_struct *task)
{
	const struct path *cwd = task_cwd(task);

	d->cwd_inode = path_inode(cwd);
	d->cwd_mount = path_mount_id(cwd);
	task_copy_access(task, d);
	d->filtered = compat_is_filtered(task);
}

/* Add paths and details after the first len bytes of data. Returns the length of data. */
static __always_inline __u32 details_add(struct scratch *s, enum scratch_key which,
					 struct task_struct *task,
					 const struct call_entry *entry, __u32 len)
{
	const bool succeeded = !(s->rec.retval | (s->rec.flags & RECORD_CHECK));
	__u32 exe_len = 0, cwd_len = 0, interpreter_len = 0;
	__u8 exe_flags = 0, cwd_flags = 0;
	struct exec_details *d;

	path_begin(&s->paths, task, len);
	if (config.exe && succeeded) {
		exe_len = path_add(which, PATH_EXE);
		exe_flags = s->paths.flags;
	}
	if (config.cwd) {
		cwd_len = path_add(which, PATH_CWD);
		cwd_flags = s->paths.flags;
	}
	if (config.interpreter && succeeded)
		interpreter_len = interpreter_add(s);
	len += s->paths.len;
	if (len > DATA_MAX + PATHS_SIZE) /* never, for the verifier */
		return 0;
	d = (void *)&s->data[len];
	__builtin_memset(d, 0, sizeof(*d));
	details_fill_task(d, task);
	if (succeeded)
		details_fill_program(d, task, entry);
	else if (config.caller)
		details_fill_caller(d, task);
	d->root_mount = config.root ? location_mount_id(&s->paths.root) : DETAIL_UNKNOWN;
	d->exe_len = exe_len;
	d->exe_flags = exe_flags;
	d->cwd_len = cwd_len;
	d->cwd_flags = cwd_flags;
	d->interpreter_len = interpreter_len;
	d->interpreter_flags = s->interpreter_flags;
	if (config.file_flags && succeeded)
		d->script_flags = script_flags(which);
	if (config.env) {
		d->env_len = s->env.len;
		d->env_flags = s->env.flags;
	}
	s->rec.flags |= RECORD_DETAILED;
	return len + sizeof(*d);
}

#endif
