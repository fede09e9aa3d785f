/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The part of the contract for columns other than the default ones. */
#ifndef EXECSNOOP_DETAILS_H
#define EXECSNOOP_DETAILS_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#define DETAIL_NAME_SIZE 16

#define DETAIL_UNKNOWN (~0U)
#define DETAIL_GROUPS_MAX 8

/* Bytes of an interpreter's path, with a NUL: what the first 256 bytes of a script can
 * hold (BINPRM_BUF_SIZE, include/uapi/linux/binfmts.h). */
#define INTERPRETER_SIZE 256

/* Bytes of one path, with the NULs of its names and of its end. A longer path, or one of
 * more names and mounts, is left out. */
#define PATH_SIZE 4096
#define PATH_LEVELS_MAX 2048
/* Bytes for one name of a path, more than a name takes with its NUL. Most file systems have
 * names of up to 255 bytes, FUSE of 1024 and more, those that store UTF-16 of 255 characters.
 * A path with a longer name is left out. */
#define PATH_NAME_SIZE 2048

#define PATHS_SIZE (2 * PATH_SIZE + INTERPRETER_SIZE)

/* Properties of a path, as getcwd(3) and readlink(2) of /proc/PID/cwd show them. */
enum path_flags {
	PATH_DELETED = 1 << 0, /* the last name has been removed from its directory */
	PATH_UNREACHABLE = 1 << 1, /* the path begins at the top of a mount that is not
				    * below the root of the process */
};

/* Properties of a file other than mode and links. */
enum file_flags {
	FILE_DELETED = 1 << 0, /* has no links */
	FILE_MEMFD = 1 << 1, /* made by memfd_create(2) */
	FILE_UPPER = 1 << 2, /* in the upper layer of an overlayfs */
	FILE_OTHER_MOUNT = 1 << 3, /* not in the mount of the process' root */
	FILE_KNOWN = 1 << 4, /* the flags of scripts are known */
};

/* How the program's file runs. */
enum interpreter_flags {
	INTERPRETER_KNOWN = 1 << 0, /* the flags below are known */
	INTERPRETER_USED = 1 << 1, /* a script, or registered with binfmt_misc */
	INTERPRETER_GETS_NAME = 1 << 2, /* one of its interpreters gets argument 0 too,
					 * after the path: binfmt_misc with flag P */
};

/* What a descriptor refers to. */
enum descriptor_kind {
	DESCRIPTOR_UNKNOWN,
	DESCRIPTOR_CLOSED, /* nothing */
	DESCRIPTOR_TTY, /* a terminal, or the master of a pseudo terminal */
	DESCRIPTOR_PIPE, /* or a FIFO */
	DESCRIPTOR_SOCKET,
	DESCRIPTOR_FILE, /* a regular file, or memory made by memfd_create(2) */
	DESCRIPTOR_DIR,
	DESCRIPTOR_NULL, /* /dev/null */
	DESCRIPTOR_DEVICE, /* any other device */
	DESCRIPTOR_OTHER, /* an anonymous inode, such as that of eventfd(2) */
	DESCRIPTOR_KINDS,
};

/* Ids that an exec changed to another user's or group's. */
enum ids_gained {
	GAINED_EUID = 1 << 0,
	GAINED_EGID = 1 << 1,
};

/*
 * The end of a record with RECORD_DETAILED, before any ancestry. Ids are those of the
 * initial namespaces; an unknown number is DETAIL_UNKNOWN.
 *
 * Directly before it are exe_len and cwd_len bytes: the names of a path, the last one
 * first, up to the root of the process or as PATH_UNREACHABLE says, each with its NUL; an
 * empty name ends the path. A path that is too long has no bytes. Then interpreter_len
 * bytes, without a NUL.
 */
struct exec_details {
	__u64 inode; /* of the program that runs after the exec */
	__u32 device; /* of its file system, in the kernel's form: 20 bits of minor */
	__u32 mode; /* st_mode of its file; 0: unknown, or the exec failed */
	__u32 links; /* number of hard links of its file */
	__u32 flags; /* enum file_flags, if configured; else 0 */
	__u32 gid;
	__u32 euid;
	__u32 egid;
	__u32 login_uid; /* of audit */
	__u32 login_session; /* of audit */
	__u32 session; /* pid of its leader */
	__u32 cpu;
	__u32 mntns; /* inode */
	__u32 pidns; /* inode */
	__u32 own_pid; /* tgid in that namespace */
	__u16 exe_len; /* of the program that runs after the exec; 0: unknown */
	__u16 cwd_len; /* 0: unknown */
	__u32 env_len; /* bytes sent before in RECORD_ENV, in the format of arguments */
	__u32 env_flags; /* RECORD_TRUNCATED, _UNREADABLE and _TAGGED, of those bytes */
	char tty[DETAIL_NAME_SIZE]; /* the driver's name of it; "": none */
	__u16 interpreter_len; /* 0: no script, or unknown */
	__u8 gains_known; /* whether the next ones are; only if the call's entry was seen */
	__u8 ids_gained; /* enum ids_gained */
	__u64 caps_gained; /* effective after the exec, not before; bits 1 << CAP_... */
	__u64 permitted_gained; /* likewise permitted */
	__u32 root_mount; /* id, as in mountinfo, of the mount whose top is the root of
			   * the process, if configured and if there is one; ids are reused */
	__u8 exe_flags; /* enum path_flags */
	__u8 cwd_flags;
	__u8 interpreter_flags; /* enum interpreter_flags, if configured; else 0 */
	__u8 script_flags; /* enum file_flags that any of the scripts has, if the file that
			    * was executed was one, and if configured; else anything */
	/* Of a caller whose exec failed, if configured: */
	__u64 cwd_inode; /* of its directory */
	__u64 caps; /* effective */
	__u32 cwd_mount; /* id, as in mountinfo, of the mount that the directory is in */
	__u32 fsuid, fsgid;
	__u16 n_groups; /* supplementary groups; more than groups has if they are many */
	__u8 ids_known; /* whether caps, fsuid, fsgid and groups are: only in the initial
			 * user namespace */
	__u8 filtered; /* whether it has a filter of seccomp(2) */
	__u32 groups[DETAIL_GROUPS_MAX];
	__u8 descriptors[3]; /* enum descriptor_kind of 0, 1 and 2, if configured */
	__u8 reserved[5];
	/* Of the parent process, the one of ppid, if configured; else 0: */
	__u64 parent_start_ns; /* CLOCK_BOOTTIME of its fork */
	__u32 parent_pidns; /* inode; 0: unknown, or there is no parent */
	__u32 parent_own_pid; /* tgid in that namespace; 0: likewise */
};

#endif
