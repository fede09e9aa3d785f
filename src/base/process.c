// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/privileges.h"
#include "base/process.h"
#include "base/util.h"

/* PROC_PID_INIT_INO, include/linux/proc_ns.h */
#define FIRST_PIDNS 0xEFFFFFFCU

/* Switch to the caller's rights until privileges__resume(), and check that /proc is there and
 * belongs to our pid namespace. */
static int begin(void)
{
	char self[16] = "";
	int err = privileges__suspend();

	if (err)
		return err;
	if (readlink("/proc/self", self, sizeof(self) - 1) < 0 || atoi(self) != getpid())
		return -ENODEV;
	return 0;
}

/* Read a file of /proc/PID as read_file() does, but -ESRCH if it is missing. */
static int read_proc(uint32_t pid, const char *name, char *buf, size_t size)
{
	char path[32];
	int n = begin();

	if (!n) {
		snprintf(path, sizeof(path), "/proc/%u/%s", pid, name);
		n = read_file(AT_FDCWD, path, buf, size);
	}
	privileges__resume();
	return n == -ENOENT ? -ESRCH : n;
}

int process__of_thread(uint32_t tid)
{
	char status[1024];
	const char *line;
	int n = read_proc(tid, "status", status, sizeof(status));

	if (n < 0)
		return n;
	/* The line is not in the name before it, whose line breaks are escaped. */
	line = strstr(status, "\nTgid:\t");
	return line ? atoi(line + strlen("\nTgid:\t")) : -EBADMSG;
}

int process__cmdline(uint32_t pid, char *buf, size_t size)
{
	return read_proc(pid, "cmdline", buf, size);
}

int process__environ(uint32_t pid, char *buf, size_t size)
{
	return read_proc(pid, "environ", buf, size);
}

int process__exe(uint32_t pid, char *buf, size_t size, bool *deleted)
{
	struct stat st = {};
	char path[32];
	ssize_t n = begin();

	snprintf(path, sizeof(path), "/proc/%u/exe", pid);
	if (!n) {
		n = readlink(path, buf, size);
		n = n < 0 ? -errno : n == (ssize_t)size ? -ENAMETOOLONG : n;
		*deleted = n > 0 && !stat(path, &st) && !st.st_nlink;
	}
	privileges__resume();
	return (int)n;
}

int process__namespace(uint32_t pid, const char *name, uint32_t *inode)
{
	struct stat st = {};
	char path[64];
	int err = begin();

	snprintf(path, sizeof(path), "/proc/%u/ns/%s", pid, name);
	if (!err && stat(path, &st))
		err = errno == ENOENT ? -ESRCH : -errno;
	privileges__resume();
	/* Without access Linux 5.10 does not follow the link, and reports success. */
	if (!err && !S_ISREG(st.st_mode))
		err = -EACCES;
	if (!err)
		*inode = (uint32_t)st.st_ino;
	return err;
}

bool process__in_first_pidns(void)
{
	uint32_t inode;

	return !process__namespace((uint32_t)getpid(), "pid", &inode) &&
	       inode == FIRST_PIDNS;
}

uint32_t process__own_pidns(void)
{
	struct stat st;

	if (stat("/proc/self/ns/pid", &st) || st.st_ino == FIRST_PIDNS)
		return 0;
	return (uint32_t)st.st_ino;
}

int process__any_in_namespace(const char *name, uint32_t inode)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	uint32_t other;
	uint64_t pid;
	int found = 0;

	if (!proc)
		return -errno;
	while (!found && (entry = readdir(proc)))
		if (!parse_u64(entry->d_name, UINT32_MAX, &pid) &&
		    !process__namespace((uint32_t)pid, name, &other))
			found = other == inode;
	closedir(proc);
	return found;
}
