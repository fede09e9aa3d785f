/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The files that the descriptors of a task refer to. When sched_process_exec runs, those
 * marked close-on-exec are closed: do_close_on_exec(), fs/exec.c.
 */
#ifndef DESCRIPTOR_ACCESS_BPF_H
#define DESCRIPTOR_ACCESS_BPF_H

#define ANON_INODE_FS_MAGIC 0x09041934 /* include/uapi/linux/magic.h */
#define DEV_NULL (1 << 20 | 3) /* MKDEV(1, 3), Documentation/admin-guide/devices.txt */

static __always_inline enum descriptor_kind device_kind(const struct file *file,
							const struct inode *inode)
{
	if (BPF_CORE_READ(inode, i_rdev) == DEV_NULL)
		return DESCRIPTOR_NULL;
	return compat_is_tty(file) ? DESCRIPTOR_TTY : DESCRIPTOR_DEVICE;
}

/* Before "anon_inode: use a proper mode internally" (6.16, and stable kernels) the mode of
 * these has no type; since then it is that of a regular file, which stat(2) hides. */
static __always_inline bool inode_is_anonymous(const struct inode *inode)
{
	return BPF_CORE_READ(inode, i_sb, s_magic) == ANON_INODE_FS_MAGIC;
}

static __always_inline enum descriptor_kind file_kind(const struct file *file)
{
	const struct inode *inode = BPF_CORE_READ(file, f_inode);

	if (!inode) /* closed at this moment by another thread */
		return DESCRIPTOR_UNKNOWN;
	switch (BPF_CORE_READ(inode, i_mode) & S_IFMT) {
	case S_IFIFO:
		return DESCRIPTOR_PIPE;
	case S_IFSOCK:
		return DESCRIPTOR_SOCKET;
	case S_IFDIR:
		return DESCRIPTOR_DIR;
	case S_IFBLK:
		return DESCRIPTOR_DEVICE;
	case S_IFCHR:
		return device_kind(file, inode);
	case S_IFREG:
		return inode_is_anonymous(inode) ? DESCRIPTOR_OTHER : DESCRIPTOR_FILE;
	default:
		return DESCRIPTOR_OTHER;
	}
}

/* The enum descriptor_kind of a descriptor of the current task. A global function: its
 * branches would multiply the ways through all that follows. */
__noinline int descriptor_kind(__u32 fd)
{
	struct task_struct *task = compat_task();
	const struct fdtable *fdt = READ(task, files, fdt);
	const struct file *file = NULL;

	if (fd >= READ(fdt, max_fds))
		return DESCRIPTOR_CLOSED;
	if (bpf_probe_read_kernel(&file, sizeof(file), READ(fdt, fd) + fd))
		return DESCRIPTOR_UNKNOWN;
	return file ? file_kind(file) : DESCRIPTOR_CLOSED;
}

#endif
