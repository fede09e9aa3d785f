/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel types that the BPF programs use, and of them only the members
 * used. CO-RE finds each member in the running kernel's BTF by its name, so
 * order, offsets and what is left out do not matter; names and kinds do, and
 * tests/system/vmlinux.bats compares those with the running kernel.
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

/* Named by the helper declarations of libbpf. */
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

/* UAPI constants, uapi/linux/bpf.h: fixed for ever, so not relocated. */
enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_CGROUP_ARRAY = 8,
	BPF_MAP_TYPE_RINGBUF = 27,
	BPF_MAP_TYPE_TASK_STORAGE = 29,
};

enum {
	BPF_ANY = 0,
	BPF_F_NO_PREALLOC = 1,
	BPF_LOCAL_STORAGE_GET_F_CREATE = 1,
	BPF_RB_NO_WAKEUP = 1,
	BPF_RB_FORCE_WAKEUP = 2,
	BPF_RB_AVAIL_DATA = 0,
};

enum {
	AT_FDCWD = -100, /* uapi/linux/fcntl.h */
};

/* The number of execveat, uapi/asm/unistd.h; execve is the other one. */
enum {
#if defined(__TARGET_ARCH_x86)
	NR_EXECVEAT = 322,
#elif defined(__TARGET_ARCH_arm64)
	NR_EXECVEAT = 281,
#endif
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* Asked for existence only: which helpers this kernel has. */
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

struct linux_binprm {
	const char *filename;
};

struct mm_struct {
	long unsigned int end_code;
	long unsigned int start_stack;
	long unsigned int arg_start;
	long unsigned int arg_end;
};

typedef struct {
	unsigned int val;
} kuid_t;

struct cred {
	kuid_t uid;
};

struct task_struct {
	struct mm_struct *mm;
	int pid;
	int tgid;
	const struct cred *cred;
	char comm[16];
	struct task_struct *real_parent;
};

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
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
