/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel types that the BPF programs use, with only the members used. CO-RE finds each
 * member in the running kernel's BTF by name, so order, offsets and missing members do not
 * matter. Names and kinds do; tests/system/vmlinux.bats compares those with the running
 * kernel.
 */
#ifndef __VMLINUX_H__
#define __VMLINUX_H__

typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;

/* For the helper declarations of libbpf. */
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

/* Constants of uapi/linux/bpf.h: they never change, so they are not relocated. */
enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_RINGBUF = 27,
	BPF_MAP_TYPE_TASK_STORAGE = 29,
};

enum {
	BPF_ANY = 0,
	BPF_F_NO_PREALLOC = 1,
	BPF_F_MMAPABLE = 1 << 10,
	BPF_LOCAL_STORAGE_GET_F_CREATE = 1,
	BPF_RB_NO_WAKEUP = 1,
	BPF_RB_FORCE_WAKEUP = 2,
	BPF_RB_AVAIL_DATA = 0,
};

enum {
	AT_FDCWD = -100, /* uapi/linux/fcntl.h */
	CLONE_PARENT = 0x8000, /* uapi/linux/sched.h */
	CLONE_THREAD = 0x10000,
	PF_FORKNOEXEC = 0x40, /* linux/sched.h */
	PF_KTHREAD = 0x200000,
	SIGNAL_GROUP_EXIT = 4, /* linux/sched/signal.h */
	SIGNAL_UNKILLABLE = 0x40,
	SEND_SIG_PRIV = 1,
	TRACE_SIGNAL_DELIVERED = 0, /* trace/events/signal.h */
	AT_EXECVE_CHECK = 0x10000, /* uapi/linux/fcntl.h */
	ERESTARTSYS = 512, /* linux/errno.h: the first and last of those that restart */
	ERESTART_RESTARTBLOCK = 516,
};

/* Types of files, uapi/linux/stat.h. */
enum {
	S_IFMT = 0170000,
	S_IFSOCK = 0140000,
	S_IFREG = 0100000,
	S_IFBLK = 0060000,
	S_IFDIR = 0040000,
	S_IFCHR = 0020000,
	S_IFIFO = 0010000,
};

/* System call number of execveat, uapi/asm/unistd.h. */
enum {
#if defined(__TARGET_ARCH_x86)
	NR_EXECVEAT = 322,
#elif defined(__TARGET_ARCH_arm64)
	NR_EXECVEAT = 281,
#endif
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* For HAS_HELPER(): only their existence in the running kernel matters. */
enum bpf_func_id {
	BPF_FUNC_get_current_task_btf = 158,
	BPF_FUNC_task_pt_regs = 175,
};

struct trace_entry {
	short unsigned int type;
};

struct syscall_trace_enter {
	struct trace_entry ent;
	int nr;
	long unsigned int args[0];
};

struct syscall_trace_exit {
	struct trace_entry ent;
	int nr;
	long int ret;
};

struct trace_event_raw_sched_process_exec {
	struct trace_entry ent;
	__u32 __data_loc_filename; /* offset in the low 16 bits */
};

struct trace_event_raw_task_newtask {
	struct trace_entry ent;
	int pid;
	long unsigned int clone_flags;
};

struct linux_binprm {
	const char *filename;
	const char *interp;
	unsigned int interp_flags;
};

struct super_block {
	__u32 s_dev;
	long unsigned int s_flags;
	long unsigned int s_magic;
};

struct inode {
	short unsigned int i_mode;
	struct super_block *i_sb;
	long unsigned int i_ino;
	unsigned int i_nlink;
	__u32 i_rdev;
};

struct qstr {
	const unsigned char *name;
};

struct hlist_bl_node {
	struct hlist_bl_node **pprev;
};

struct inode;

struct dentry {
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
};

struct vfsmount {
	struct dentry *mnt_root;
	struct super_block *mnt_sb;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	int mnt_id;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct callback_head {
	struct callback_head *next;
};

struct file {
	struct path f_path;
	struct inode *f_inode;
	unsigned int f_flags;
	const struct cred *f_cred;
	void *private_data;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct tty_file_private {
	struct file *file;
};

struct fs_struct {
	struct path root;
	struct path pwd;
};

struct percpu_counter {
	__s64 count;
};

struct mm_struct {
	long unsigned int hiwater_rss;
	struct file *exe_file;
	long unsigned int start_stack;
	long unsigned int arg_start;
	long unsigned int arg_end;
	long unsigned int env_start;
	long unsigned int env_end;
};

typedef struct {
	unsigned int val;
} kuid_t;

typedef struct {
	unsigned int val;
} kgid_t;

/* An array of two halves until 6.3, commit f122a08b197d; the same 8 bytes. */
typedef struct {
	__u64 val;
} kernel_cap_t;

struct user_namespace {
	int level;
};

struct group_info {
	int ngroups;
	kgid_t gid[0];
};

struct cred {
	kuid_t uid;
	kgid_t gid;
	kuid_t euid;
	kgid_t egid;
	kuid_t fsuid;
	kgid_t fsgid;
	kernel_cap_t cap_permitted;
	kernel_cap_t cap_effective;
	struct user_namespace *user_ns;
	struct group_info *group_info;
};

struct ns_common {
	unsigned int inum;
};

struct pid_namespace {
	struct ns_common ns;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[];
};

struct mnt_namespace {
	struct ns_common ns;
};

struct nsproxy {
	struct mnt_namespace *mnt_ns;
};

struct kernfs_node {
	const char *name;
	__u64 id;
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
	__u64 serial_nr;
};

struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
};

struct css_set {
	struct cgroup_subsys_state *subsys[1];
	struct cgroup *dfl_cgrp;
};

struct tty_struct {
	char name[64];
};

enum pid_type {
	PIDTYPE_SID = 3,
};

typedef struct {
	int counter;
} atomic_t;

struct list_head {
	struct list_head *next, *prev;
};

struct sched_entity {
	__u64 exec_start;
	__u64 sum_exec_runtime;
	__u64 prev_sum_exec_runtime;
};

/* Empty without CONFIG_SCHED_INFO. */
struct sched_info {
	long long unsigned int last_arrival;
};

/* Empty without CONFIG_TASK_IO_ACCOUNTING. */
struct task_io_accounting {
	__u64 read_bytes;
	__u64 write_bytes;
};

struct signal_struct {
	atomic_t live;
	struct mm_struct *oom_mm;
	struct list_head thread_head;
	int group_exit_code;
	unsigned int flags;
	struct pid *pids[4];
	struct tty_struct *tty;
	__u64 utime;
	__u64 stime;
	long unsigned int maj_flt;
	long unsigned int maxrss;
	struct task_io_accounting ioac;
	long long unsigned int sum_sched_runtime;
};

struct seccomp {
	int mode;
};

struct task_struct {
	unsigned int flags;
	struct sched_entity se;
	struct sched_info sched_info;
	struct mm_struct *mm;
	int exit_code;
	int pid;
	int tgid;
	struct pid *thread_pid;
	const struct cred *cred;
	char comm[16];
	struct task_struct *real_parent;
	struct list_head children;
	struct list_head sibling;
	struct task_struct *group_leader;
	struct list_head thread_node;
	__u64 utime;
	__u64 stime;
	long unsigned int maj_flt;
	struct task_io_accounting ioac;
	struct nsproxy *nsproxy;
	struct css_set *cgroups;
	struct signal_struct *signal;
	struct fs_struct *fs;
	struct files_struct *files;
	struct callback_head *task_works;
	kuid_t loginuid;
	unsigned int sessionid;
	struct seccomp seccomp;
	__u64 start_boottime;
	__u64 self_exec_id;
};

/* Also 0, SEND_SIG_NOINFO, and 1, SEND_SIG_PRIV: linux/sched/signal.h. */
struct kernel_siginfo {
	int si_code;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
	long unsigned int r10;
	long unsigned int r8;
	long unsigned int dx;
	long unsigned int si;
	long unsigned int di;
};
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs {
	__u64 regs[31];
	__u64 orig_x0;
};
#else
#error "where does this architecture save the arguments of a system call?"
#endif

#pragma clang attribute pop

#endif
