/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Accessors of files, inodes, mounts and paths. */
#ifndef FILE_ACCESS_BPF_H
#define FILE_ACCESS_BPF_H

#define SB_KERNMOUNT (1 << 22) /* include/linux/fs.h */
#define MEMFD_PREFIX "memfd:" /* MFD_NAME_PREFIX, mm/memfd.c */
#define FMODE_EXEC 0x20 /* __FMODE_EXEC, include/linux/fs.h: set by no open(2) */
#define OVERLAYFS_SUPER_MAGIC 0x794c7630 /* include/uapi/linux/magic.h */

/* The file of the program that the task runs. */
static __always_inline const struct file *task_exe_file(struct task_struct *task)
{
	return READ(task, mm, exe_file);
}

static __always_inline void file_stat(const struct file *file, struct exec_details *d)
{
	const struct inode *inode = READ(file, f_inode);

	d->inode = READ(inode, i_ino);
	d->device = READ(inode, i_sb, s_dev);
	d->mode = READ(inode, i_mode);
	d->links = READ(inode, i_nlink);
}

/*
 * memfd_create() prefixes the name, and creates the file in a file system that the kernel
 * has mounted for itself alone (shm_mnt, mm/shmem.c; with huge pages hugetlbfs_vfsmount,
 * fs/hugetlbfs/inode.c): no mount(2) sets SB_KERNMOUNT. Other files there, such as System V
 * shared memory, have fixed names.
 */
static __always_inline bool file_is_memfd(const struct file *file)
{
	__u64 name = 0, prefix = 0;

	if (!(BPF_CORE_READ(file, f_inode, i_sb, s_flags) & SB_KERNMOUNT))
		return false;
	__builtin_memcpy(&prefix, MEMFD_PREFIX, sizeof(MEMFD_PREFIX) - 1);
	bpf_probe_read_kernel(&name, sizeof(MEMFD_PREFIX) - 1,
			      BPF_CORE_READ(file, f_path.dentry, d_name.name));
	return name == prefix;
}

/*
 * A file of overlayfs has an upper dentry if it was created or copied up there. struct
 * ovl_inode (fs/overlayfs/ovl_entry.h) has __upperdentry directly after vfs_inode since
 * Linux 4.13 (commit 09d8b586731b). Overlayfs is a module, so the kernel's BTF lacks its
 * types.
 */
static __always_inline bool inode_is_upper(const struct inode *inode)
{
	void *upper = NULL;

	if (BPF_CORE_READ(inode, i_sb, s_magic) != OVERLAYFS_SUPER_MAGIC)
		return false;
	bpf_probe_read_kernel(&upper, sizeof(upper),
			      (void *)inode + bpf_core_type_size(struct inode));
	return upper;
}

/* Whether this is a file that was opened for an exec; the memory may be anything. */
static __always_inline bool file_is_for_exec(const struct file *file)
{
	const struct inode *inode = BPF_CORE_READ(file, f_inode);

	return BPF_CORE_READ(file, f_flags) & FMODE_EXEC && inode &&
	       BPF_CORE_READ(file, f_path.dentry, d_inode) == inode;
}

/* The credentials that the file was opened with, which exist as long as it does. */
static __always_inline const struct cred *file_cred(const struct file *file)
{
	return BPF_CORE_READ(file, f_cred);
}

/* What the task has to do before it returns to user space, the latest first. */
static __always_inline const struct callback_head *task_works(struct task_struct *task)
{
	return READ(task, task_works);
}

static __always_inline const struct callback_head *
work_next(const struct callback_head *work)
{
	return BPF_CORE_READ(work, next);
}

/* enum file_flags of a file, at any kernel address. */
static __always_inline __u32 file_flags(const struct file *file, struct task_struct *task)
{
	const struct inode *inode = BPF_CORE_READ(file, f_inode);
	__u32 flags = 0;

	if (file_is_memfd(file))
		flags |= FILE_MEMFD;
	if (inode_is_upper(inode))
		flags |= FILE_UPPER;
	if (BPF_CORE_READ(file, f_path.mnt) != READ(task, fs, root.mnt))
		flags |= FILE_OTHER_MOUNT;
	if (!BPF_CORE_READ(inode, i_nlink))
		flags |= FILE_DELETED;
	return flags;
}

static __always_inline const struct path *task_exe_path(struct task_struct *task)
{
	return &task_exe_file(task)->f_path;
}

static __always_inline const struct path *task_cwd(struct task_struct *task)
{
	const struct fs_struct *fs = READ(task, fs);

	return &fs->pwd;
}

static __always_inline __u64 path_inode(const struct path *path)
{
	return READ(path, dentry, d_inode, i_ino);
}

static __always_inline struct path_location path_location(const struct vfsmount *mnt,
							  const struct dentry *dentry)
{
	return (struct path_location){
		.mount = (__u64)mnt - bpf_core_field_offset(struct mount, mnt),
		.dentry = (__u64)dentry,
	};
}

static __always_inline struct path_location task_root(struct task_struct *task)
{
	const struct fs_struct *fs = READ(task, fs);

	return path_location(READ(fs, root.mnt), READ(fs, root.dentry));
}

/* Id of the mount whose top this is, or DETAIL_UNKNOWN. */
static __always_inline __u32 location_mount_id(const struct path_location *l)
{
	const struct mount *mount = (void *)l->mount;

	if (l->dentry != (__u64)BPF_CORE_READ(mount, mnt.mnt_root))
		return DETAIL_UNKNOWN;
	return BPF_CORE_READ(mount, mnt_id);
}

/* Id of the mount that the path is in. */
static __always_inline __u32 path_mount_id(const struct path *path)
{
	const struct path_location l = path_location(READ(path, mnt), NULL);
	const struct mount *mount = (void *)l.mount;

	return BPF_CORE_READ(mount, mnt_id);
}

static __always_inline const struct dentry *path_dentry(const struct path *path)
{
	return READ(path, dentry);
}

static __always_inline const struct vfsmount *path_mnt(const struct path *path)
{
	return READ(path, mnt);
}

static __always_inline const struct dentry *mnt_top(const struct vfsmount *mnt)
{
	return READ(mnt, mnt_root);
}

static __always_inline const struct dentry *dentry_parent(const struct dentry *dentry)
{
	return READ(dentry, d_parent);
}

static __always_inline const void *dentry_name(const struct dentry *dentry)
{
	return READ(dentry, d_name.name);
}

/* Whether the file has been removed from its directory (d_unlinked(), linux/dcache.h). */
static __always_inline bool dentry_is_deleted(const struct dentry *dentry)
{
	return !READ(dentry, d_hash.pprev) && READ(dentry, d_parent) != dentry;
}

/* Whether it is in a file system that the kernel has mounted for itself alone. */
static __always_inline bool location_is_internal(const struct path_location *l)
{
	const struct mount *mount = (void *)l->mount;

	return BPF_CORE_READ(mount, mnt.mnt_sb, s_flags) & SB_KERNMOUNT;
}

enum path_step {
	PATH_NAME, /* passed a name */
	PATH_MOUNT, /* crossed to the parent mount */
	PATH_ROOT, /* reached the root */
	PATH_OUTSIDE, /* reached the top of a mount, or of a file system, without parent */
};

/* Go one step up from *here, as prepend_path() (fs/d_path.c) does. Sets *name to the
 * kernel address of the name if PATH_NAME, and if PATH_OUTSIDE for what is internal. */
static __always_inline enum path_step
path_up(struct path_location *here, const struct path_location *root, const void **name)
{
	struct mount *mount = (void *)here->mount, *parent;
	struct dentry *dentry = (void *)here->dentry, *up;

	if (here->mount == root->mount && here->dentry == root->dentry)
		return PATH_ROOT;
	up = BPF_CORE_READ(dentry, d_parent);
	if (dentry == BPF_CORE_READ(mount, mnt.mnt_root)) {
		parent = BPF_CORE_READ(mount, mnt_parent);
		if (parent == mount)
			return PATH_OUTSIDE;
		here->mount = (__u64)parent;
		here->dentry = (__u64)BPF_CORE_READ(mount, mnt_mountpoint);
		return PATH_MOUNT;
	}
	*name = BPF_CORE_READ(dentry, d_name.name);
	if (up == dentry)
		return PATH_OUTSIDE;
	here->dentry = (__u64)up;
	return PATH_NAME;
}

#endif
