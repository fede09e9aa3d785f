/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What columns beyond the usual ones ask for. */
#ifndef DETAILS_BPF_H
#define DETAILS_BPF_H

/* NAME_MAX and the NUL. */
#define PATH_NAME_SIZE 256
/* Names that are read without a function for each; every one is verified anew. */
#define PATH_LEVELS_NEAR 32

/*
 * The first names of a path, up to the top of its mount or the root: mostly all of them.
 * What is come to by members alone is read without a call; across mounts, by addresses that
 * are reckoned, path_add_names() goes on, and ends it.
 */
static __always_inline void path_add_near(struct scratch *s, const struct path *path)
{
	const struct vfsmount *mnt = READ(path, mnt);
	const struct dentry *top = READ(mnt, mnt_root), *dentry = READ(path, dentry);

	for (int i = 0; i < PATH_LEVELS_NEAR && dentry != top; i++) {
		const struct dentry *up = READ(dentry, d_parent);
		const __u32 from = s->names_from, len = s->names_len;
		long n;

		if ((__u64)dentry == s->root.dentry || up == dentry || from > DATA_MAX ||
		    len > PATHS_SIZE - INTERPRETER_SIZE - PATH_NAME_SIZE)
			break;
		n = bpf_probe_read_kernel_str(&s->data[from + len], PATH_NAME_SIZE,
					      READ(dentry, d_name.name));
		if (n <= 1)
			break;
		s->names_len = len + n;
		dentry = up;
	}
	s->here = compat_place(mnt, dentry);
}

/* The next name of a path, or a mount on its way. Returns 0 to go on, 1 after the end,
 * -1 if there is no room. */
__noinline int path_add_name(__u32 which)
{
	struct scratch *s = scratch_get(which);
	const void *name = NULL;
	__u32 from, len;
	long n;

	if (!s)
		return -1;
	from = s->names_from;
	len = s->names_len;
	if (from > DATA_MAX || len > PATHS_SIZE - INTERPRETER_SIZE - PATH_NAME_SIZE)
		return -1;
	switch (compat_path_up(&s->here, &s->root, &name)) {
	case PATH_MOUNT:
		return 0;
	case PATH_ROOT:
		s->data[from + len] = '\0';
		s->names_len = len + 1;
		return 1;
	case PATH_OUTSIDE:
		return -1;
	case PATH_NAME:
		break;
	}
	n = bpf_probe_read_kernel_str(&s->data[from + len], PATH_NAME_SIZE, name);
	if (n <= 1)
		return -1;
	s->names_len = len + n;
	return 0;
}

__noinline int path_add_names(__u32 which)
{
	int end = 0;

	for (int i = 0; i < PATH_LEVELS_MAX && !end; i++)
		end = path_add_name(which);
	return end;
}

/* Returns the length of it, or 0 and leaves no part. */
static __always_inline __u32 path_add(struct scratch *s, enum scratch_key which,
				      const struct path *path)
{
	const __u32 before = s->names_len;

	path_add_near(s, path);
	if (path_add_names(which) <= 0)
		s->names_len = before;
	return s->names_len - before;
}

/* Returns the length of it, without the NUL; or 0. */
static __always_inline __u32 interpreter_add(struct scratch *s)
{
	const __u32 from = s->names_from, len = s->names_len;
	long n;

	if (!s->interpreter || from > DATA_MAX || len > PATHS_SIZE - INTERPRETER_SIZE)
		return 0;
	n = bpf_probe_read_kernel_str(&s->data[from + len], INTERPRETER_SIZE,
				      (void *)s->interpreter);
	/* One that fills it may have been cut. */
	if (n <= 1 || n >= INTERPRETER_SIZE)
		return 0;
	s->names_len = len + n - 1;
	return n - 1;
}

/* At the end of the record, behind the first len bytes of its data. Returns how many
 * bytes there are then. */
static __always_inline __u32 details_add(struct scratch *s, enum scratch_key which,
					 struct task_struct *task,
					 const struct noted *noted, __u32 len)
{
	struct exec_details *d;
	__u32 exe_len = 0, cwd_len = 0, interpreter_len = 0;

	s->names_from = len;
	s->names_len = 0;
	s->root = compat_root(task);
	if (config.exe && !s->rec.retval)
		exe_len = path_add(s, which, compat_exe(task));
	if (config.cwd)
		cwd_len = path_add(s, which, compat_cwd(task));
	if (config.interpreter && !s->rec.retval)
		interpreter_len = interpreter_add(s);
	len += s->names_len;
	if (len > DATA_MAX + PATHS_SIZE) /* never; the verifier does not know */
		return 0;
	d = (void *)&s->data[len];
	__builtin_memset(d, 0, sizeof(*d));
	compat_fill_ids(task, d);
	compat_fill_namespaces(task, d);
	d->cpu = bpf_get_smp_processor_id();
	if (!s->rec.retval)
		compat_fill_program(task, d);
	d->root_mount = config.root ? compat_root_mount(&s->root) : DETAIL_UNKNOWN;
	if (config.file_flags && !s->rec.retval)
		d->flags = compat_file_flags(task);
	if (config.caps && !s->rec.retval && noted->ktime_ns) {
		d->caps_known = 1;
		d->caps_gained = compat_caps(task) & ~noted->caps;
	}
	d->exe_len = exe_len;
	d->cwd_len = cwd_len;
	d->interpreter_len = interpreter_len;
	if (config.env) {
		d->env_len = s->env_len;
		d->env_flags = s->env_flags;
	}
	s->rec.flags |= RECORD_DETAILED;
	return len + sizeof(*d);
}

#endif
