/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The same as compat.bpf.h for what only details tell. */
#ifndef COMPAT_DETAILS_BPF_H
#define COMPAT_DETAILS_BPF_H

/* loginuid and sessionid: CONFIG_AUDIT. */
static __always_inline void compat_fill_ids(struct task_struct *task,
					    struct exec_details *d)
{
	const struct cred *cred = READ(task, cred);
	const struct signal_struct *signal = READ(task, signal);
	const struct tty_struct *tty = READ(signal, tty);

	d->gid = READ(cred, gid.val);
	d->euid = READ(cred, euid.val);
	d->egid = READ(cred, egid.val);
	d->login_uid = DETAIL_UNKNOWN;
	d->login_session = DETAIL_UNKNOWN;
	if (bpf_core_field_exists(task->loginuid))
		d->login_uid = READ(task, loginuid.val);
	if (bpf_core_field_exists(task->sessionid))
		d->login_session = READ(task, sessionid);
	if (tty)
		bpf_probe_read_kernel_str(d->tty, sizeof(d->tty), &tty->name);
	compat_copy_comm(READ(task, real_parent), d->parent_comm);
}

static __always_inline __u32 compat_session(struct task_struct *task)
{
	const struct signal_struct *signal = BPF_CORE_READ(task, signal);
	const __u32 sid = bpf_core_enum_value(enum pid_type, PIDTYPE_SID);
	struct pid *pid = NULL;
	const struct upid *upid;

	bpf_core_read(&pid, sizeof(pid), (void *)&signal->pids + sid * sizeof(pid));
	upid = (void *)pid + bpf_core_field_offset(pid->numbers);
	return pid ? BPF_CORE_READ(upid, nr) : DETAIL_UNKNOWN;
}

static __always_inline void compat_fill_namespaces(struct task_struct *task,
						   struct exec_details *d)
{
	const struct upid *own =
		compat_upid(READ(task, group_leader), compat_pid_level(task));

	d->mntns = compat_mntns(task);
	d->pidns = compat_pidns(task);
	d->own_pid = BPF_CORE_READ(own, nr);
	d->session = compat_session(task);
}

static __always_inline void compat_fill_program(struct task_struct *task,
						struct exec_details *d)
{
	const struct inode *inode = READ(task, mm, exe_file, f_inode);

	d->inode = READ(inode, i_ino);
	d->device = READ(inode, i_sb, s_dev);
	d->mode = READ(inode, i_mode);
	d->links = READ(inode, i_nlink);
}

#define SB_KERNMOUNT (1 << 22) /* include/linux/fs.h */
#define MEMFD_PREFIX "memfd:" /* MFD_NAME_PREFIX, mm/memfd.c */
#define OVERLAYFS_SUPER_MAGIC 0x794c7630 /* include/uapi/linux/magic.h */

/*
 * memfd_create() puts its prefix before a name, and the file into a file system that the
 * kernel has mounted for itself alone (shm_mnt, mm/shmem.c; with huge pages
 * hugetlbfs_vfsmount, fs/hugetlbfs/inode.c): no mount(2) sets SB_KERNMOUNT. Others that
 * lie there, such as memory of System V, have fixed names.
 */
static __always_inline bool compat_is_memfd(const struct file *file)
{
	__u64 name = 0, prefix = 0;

	if (!(READ(file, f_inode, i_sb, s_flags) & SB_KERNMOUNT))
		return false;
	__builtin_memcpy(&prefix, MEMFD_PREFIX, sizeof(MEMFD_PREFIX) - 1);
	bpf_probe_read_kernel(&name, sizeof(MEMFD_PREFIX) - 1,
			      READ(file, f_path.dentry, d_name.name));
	return name == prefix;
}

/*
 * A file of overlayfs has an upper dentry once it was made or copied up there. struct
 * ovl_inode (fs/overlayfs/ovl_entry.h) has __upperdentry right behind vfs_inode, from
 * Linux 4.13 (commit 09d8b586731b) on. Overlayfs is a module, whose types are not in the
 * kernel's BTF.
 */
static __always_inline bool compat_is_upper(const struct inode *inode)
{
	void *upper = NULL;

	if (READ(inode, i_sb, s_magic) != OVERLAYFS_SUPER_MAGIC)
		return false;
	bpf_probe_read_kernel(&upper, sizeof(upper),
			      (void *)inode + bpf_core_type_size(struct inode));
	return upper;
}

static __always_inline __u32 compat_file_flags(struct task_struct *task)
{
	const struct file *file = READ(task, mm, exe_file);
	const struct vfsmount *root = READ(task, fs, root.mnt);
	__u32 flags = 0;

	if (compat_is_memfd(file))
		flags |= FILE_MEMFD;
	if (compat_is_upper(READ(file, f_inode)))
		flags |= FILE_UPPER;
	if (READ(file, f_path.mnt) != root)
		flags |= FILE_OTHER_MOUNT;
	return flags;
}

static __always_inline void compat_env_area(struct task_struct *task,
					    struct args_area *area)
{
	const struct mm_struct *mm = READ(task, mm);

	area->start = READ(mm, env_start);
	area->end = READ(mm, env_end);
}

static __always_inline struct place compat_place(const struct vfsmount *mnt,
						 const struct dentry *dentry)
{
	return (struct place){
		.mount = (__u64)mnt - bpf_core_field_offset(struct mount, mnt),
		.dentry = (__u64)dentry,
	};
}

static __always_inline struct place compat_root(struct task_struct *task)
{
	const struct fs_struct *fs = READ(task, fs);

	return compat_place(READ(fs, root.mnt), READ(fs, root.dentry));
}

static __always_inline __u32 compat_root_mount(const struct place *root)
{
	const struct mount *mount = (void *)root->mount;

	if (root->dentry != (__u64)BPF_CORE_READ(mount, mnt.mnt_root))
		return DETAIL_UNKNOWN;
	return BPF_CORE_READ(mount, mnt_id);
}

static __always_inline const struct path *compat_cwd(struct task_struct *task)
{
	const struct fs_struct *fs = READ(task, fs);

	return &fs->pwd;
}

static __always_inline const struct path *compat_exe(struct task_struct *task)
{
	const struct file *file = READ(task, mm, exe_file);

	return &file->f_path;
}

/* Of a process: the first thread of its parent, whichever thread that was forked by. */
static __always_inline struct task_struct *compat_parent_leader(struct task_struct *task)
{
	return READ(task, real_parent, group_leader);
}

static __always_inline struct task_struct *compat_leader(struct task_struct *task)
{
	return READ(task, group_leader);
}

/* leader: the first thread of a process. */
static __always_inline void compat_fill_program_id(struct task_struct *leader,
						   struct program_id *id)
{
	id->start_ns = READ(leader, start_boottime);
	id->exec_id = READ(leader, self_exec_id);
	id->pid = READ(leader, tgid);
}

enum path_step {
	PATH_NAME, /* a name was passed */
	PATH_MOUNT, /* only a mount was */
	PATH_ROOT, /* there is nothing above */
	PATH_OUTSIDE, /* nor is there, but this is not the root */
};

/* One step up, as prepend_path() (fs/d_path.c) goes. name: of what is passed. */
static __always_inline enum path_step
compat_path_up(struct place *here, const struct place *root, const void **name)
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
	if (up == dentry) /* of no file system that is mounted: a memfd */
		*here = *root;
	else
		here->dentry = (__u64)up;
	*name = BPF_CORE_READ(dentry, d_name.name);
	return PATH_NAME;
}

#endif
