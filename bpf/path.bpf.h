/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Paths of kernel objects: their names, the last one first, up to the task's root. */
#ifndef PATH_BPF_H
#define PATH_BPF_H

/* Names that path_add_near() reads; each is verified anew. */
#define PATH_LEVELS_NEAR 32

/* Whether data has room for another name; checks the bounds for the verifier too. */
static __always_inline bool path_has_room(__u32 start, __u32 len)
{
	return start <= DATA_MAX && len < 2 * PATH_SIZE;
}

/* Whether a name of n bytes was read whole. One that fills the buffer may have been cut. */
static __always_inline bool path_name_is_whole(long n)
{
	return n > 1 && n < PATH_NAME_SIZE;
}

/*
 * Add the first names of a path, up to the top of its mount or the root: usually all of
 * them. They are reached by plain loads alone, without a call per name. path_add_names()
 * goes on across mounts, whose addresses are computed, and ends the path.
 */
static __always_inline void path_add_near(struct scratch *s, const struct path *path)
{
	const struct vfsmount *mnt = path_mnt(path);
	const struct dentry *top = mnt_top(mnt), *dentry = path_dentry(path);
	struct path_reader *paths = &s->paths;

	for (int i = 0; i < PATH_LEVELS_NEAR && dentry != top; i++) {
		const struct dentry *up = dentry_parent(dentry);
		const __u32 start = paths->start, len = paths->len;
		long n;

		if ((__u64)dentry == paths->root.dentry || up == dentry ||
		    !path_has_room(start, len))
			break;
		n = bpf_probe_read_kernel_str(&s->data[start + len], PATH_NAME_SIZE,
					      dentry_name(dentry));
		if (!path_name_is_whole(n))
			break;
		paths->len = len + n;
		dentry = up;
	}
	paths->here = path_location(mnt, dentry);
}

/* Add the next name of a path, or cross a mount. Returns 0 to go on, 1 at the end of the
 * path, -1 if it cannot be read whole. */
__noinline int path_add_name(__u32 which)
{
	struct scratch *s = scratch_get(which);
	const void *name = NULL;
	__u32 start, len;
	long n;

	if (!s)
		return -1;
	start = s->paths.start;
	len = s->paths.len;
	if (!path_has_room(start, len) || len - s->paths.before >= PATH_SIZE)
		return -1;
	switch (path_up(&s->paths.here, &s->paths.root, &name)) {
	case PATH_MOUNT:
		return 0;
	case PATH_OUTSIDE:
		/* A file in no mounted file system, such as a memfd, is shown below the
		 * root, and as deleted: see simple_dname(), fs/d_path.c. */
		if (location_is_internal(&s->paths.here)) {
			s->paths.here = s->paths.root;
			s->paths.flags = PATH_DELETED;
			break;
		}
		s->paths.flags |= PATH_UNREACHABLE;
		/* fallthrough */
	case PATH_ROOT:
		s->data[start + len] = '\0';
		s->paths.len = len + 1;
		return 1;
	case PATH_NAME:
		break;
	}
	n = bpf_probe_read_kernel_str(&s->data[start + len], PATH_NAME_SIZE, name);
	if (!path_name_is_whole(n))
		return -1;
	s->paths.len = len + n;
	return 0;
}

__noinline int path_add_some(__u32 which)
{
	int end = 0;

	for (int i = 0; i < LOOP && !end; i++)
		end = path_add_name(which);
	return end;
}

__noinline int path_add_names(__u32 which)
{
	int end = 0;

	for (int i = 0; i < PATH_LEVELS_MAX / LOOP && !end; i++)
		end = path_add_some(which);
	return end;
}

/* Begin all paths of a record, after the first `start` bytes of data. */
static __always_inline void path_begin(struct path_reader *paths,
				       struct task_struct *task, __u32 start)
{
	paths->start = start;
	paths->len = 0;
	paths->root = task_root(task);
}

enum task_path {
	PATH_EXE,
	PATH_CWD,
};

/* Add a path of the current task, and set paths.flags. Returns its length, or 0 and adds
 * nothing if it cannot be read whole. A global function, because its loop has many exits
 * for the verifier to follow. */
__noinline int path_add(__u32 which, __u32 of)
{
	struct scratch *s = scratch_get(which);
	struct task_struct *task = compat_task();
	const struct path *path = of == PATH_EXE ? task_exe_path(task) : task_cwd(task);

	if (!s)
		return 0;
	s->paths.before = s->paths.len;
	s->paths.flags = dentry_is_deleted(path_dentry(path)) ? PATH_DELETED : 0;
	path_add_near(s, path);
	if (path_add_names(which) <= 0)
		s->paths.len = s->paths.before;
	return s->paths.len - s->paths.before;
}

/* Add the path of the interpreter. Returns its length without the NUL, or 0. */
static __always_inline __u32 interpreter_add(struct scratch *s)
{
	const __u32 start = s->paths.start, len = s->paths.len;
	long n;

	if (!s->interpreter || start > DATA_MAX || len > PATHS_SIZE - INTERPRETER_SIZE)
		return 0;
	n = bpf_probe_read_kernel_str(&s->data[start + len], INTERPRETER_SIZE,
				      (void *)s->interpreter);
	/* One that fills the buffer may have been cut. */
	if (n <= 1 || n >= INTERPRETER_SIZE)
		return 0;
	s->paths.len = len + n - 1;
	return n - 1;
}

#endif
