// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/privileges.h"

/* Low and high 32 bits of each set; see capget(2). */
struct capabilities {
	struct __user_cap_data_struct half[_LINUX_CAPABILITY_U32S_3];
};

static int get(struct capabilities *caps)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };

	return syscall(SYS_capget, &header, caps->half) ? -errno : 0;
}

static int set(const struct capabilities *caps)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };

	return syscall(SYS_capset, &header, caps->half) ? -errno : 0;
}

bool privileges__have(unsigned int cap)
{
	struct capabilities caps = {};

	return !get(&caps) && caps.half[cap / 32].effective & 1U << cap % 32;
}

bool privileges__raised(void)
{
	return getauxval(AT_SECURE);
}

/* Make all permitted capabilities effective, or none. */
static int set_effective(bool all)
{
	struct capabilities caps = {};
	int err = get(&caps);

	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		caps.half[i].effective = all ? caps.half[i].permitted : 0;
	return err ? err : set(&caps);
}

/* The ids that the file gave remain as the saved ids. */
int privileges__suspend(void)
{
	if (!privileges__raised())
		return 0;
	if (setegid(getgid()) || seteuid(getuid()))
		return -errno;
	return set_effective(false);
}

void privileges__resume(void)
{
	uid_t uid, euid, suid;
	gid_t gid, egid, sgid;

	if (!privileges__raised())
		return;
	/* Errors surface at the next privileged call. */
	if (getresuid(&uid, &euid, &suid) || seteuid(suid) ||
	    getresgid(&gid, &egid, &sgid) || setegid(sgid) || set_effective(true))
		return;
}

/* Set the effective and saved ids to the real ones. */
static int take_real_ids(void)
{
	return setresgid(getgid(), getgid(), getgid()) ||
			       setresuid(getuid(), getuid(), getuid()) ?
		       -errno :
		       0;
}

int privileges__become_caller(void)
{
	struct capabilities caps = {};
	int err;

	if (!privileges__raised())
		return 0;
	err = take_real_ids();
	if (!err)
		err = get(&caps);
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		caps.half[i].permitted = caps.half[i].effective = 0;
	return err ? err : set(&caps);
}

int privileges__become(const char *name, uid_t uid, gid_t gid)
{
	return initgroups(name, gid) || setresgid(gid, gid, gid) ||
			       setresuid(uid, uid, uid) ?
		       -errno :
		       0;
}

int privileges__drop(uint64_t keep)
{
	struct capabilities caps = {};
	int err;

	/* Fails beyond the last capability, and without CAP_SETPCAP. */
	for (unsigned int cap = 0; cap < 64; cap++)
		if (!(keep & 1ULL << cap) && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0))
			break;
	if (keep && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0))
		return -errno;
	err = take_real_ids();
	if (!err)
		err = get(&caps);
	if (err)
		return err;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		caps.half[i].permitted &= (uint32_t)(keep >> 32 * i);
		caps.half[i].effective = caps.half[i].permitted;
		caps.half[i].inheritable = 0; /* clears the ambient set too */
	}
	err = set(&caps);
	if (!err && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err = -errno;
	return err;
}
