/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The part of the contract that only columns beyond the usual ones ask for. */
#ifndef EXECSNOOP_DETAILS_H
#define EXECSNOOP_DETAILS_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#define DETAIL_NAME_SIZE 16

#define DETAIL_UNKNOWN (~0U)

/* Of an interpreter, with a NUL: what the first 256 bytes of a script can name
 * (BINPRM_BUF_SIZE, include/uapi/linux/binfmts.h). */
#define INTERPRETER_SIZE 256

/* Bytes of both paths, each up to PATH_MAX, and a name that is read with room to spare,
 * and of an interpreter; names in one. A path that needs more is left out. */
#define PATHS_SIZE (2 * 4096 + 256 + INTERPRETER_SIZE)
#define PATH_LEVELS_MAX 256

/* What cannot be told by mode and links. */
enum file_flags {
	FILE_MEMFD = 1 << 0, /* made by memfd_create(2) */
	FILE_UPPER =
		1 << 1, /* of overlayfs: in the upper layer, not only in a lower one */
	FILE_OTHER_MOUNT = 1 << 2, /* not in the mount of the process' root */
};

/*
 * At the end of a record that is RECORD_DETAILED. Ids are those of the initial
 * namespaces; a number that is not known is DETAIL_UNKNOWN.
 *
 * Before it there are exe_len and cwd_len bytes: the names along a path, the last one
 * first, up to the root of the process, each with its NUL. An empty one ends it. A path
 * that is too long, or ends outside of that root, has no bytes. Then interpreter_len
 * bytes, without a NUL.
 */
struct exec_details {
	__u64 inode; /* of the program that runs after the exec */
	__u32 device; /* and of its file system, as the kernel has it: 20 bits of minor */
	__u32 mode; /* st_mode of that file; 0: not known, or the exec failed */
	__u32 links; /* names that it has */
	__u32 flags; /* enum file_flags, if asked for; else 0 */
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
	__u16 exe_len; /* of the program that runs after the exec; 0: not known */
	__u16 cwd_len; /* likewise */
	__u32 env_len; /* bytes sent ahead in RECORD_ENV, laid out as arguments are */
	__u32 env_flags; /* RECORD_TRUNCATED, _UNREADABLE and _TAGGED, of those bytes */
	char tty[DETAIL_NAME_SIZE]; /* the driver's name for it; "": none */
	char parent_comm[DETAIL_NAME_SIZE];
	__u16 interpreter_len; /* 0: the program is no script, or it is not known */
	__u16 caps_known; /* else the call was not seen to begin, or failed: */
	__u64 caps_gained; /* effective after the exec, and not before; by 1 << CAP_... */
	__u32 root_mount; /* id of the mount that the root of the process is the top of, if
			   * asked for and if it is one: mountinfo's, given again later */
	__u32 reserved;
};

#endif
