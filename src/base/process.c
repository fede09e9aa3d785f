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

/* Check that /proc is there and belongs to our pid namespace. */
static int check_proc(void)
{
	char self[16] = "";

	if (readlink("/proc/self", self, sizeof(self) - 1) < 0 || atoi(self) != getpid())
		return -ENODEV;
	return 0;
}

static int read_tgid(uint32_t tid)
{
	char path[32], status[1024];
	const char *line;
	int err = check_proc();

	if (err)
		return err;
	snprintf(path, sizeof(path), "/proc/%u/status", tid);
	err = read_file(AT_FDCWD, path, status, sizeof(status));
	if (err < 0)
		return err == -ENOENT ? -ESRCH : err;
	/* The line is not in the name before it, whose line breaks are escaped. */
	line = strstr(status, "\nTgid:\t");
	return line ? atoi(line + strlen("\nTgid:\t")) : -EBADMSG;
}

int process__of_thread(uint32_t tid)
{
	int err = privileges__suspend();

	if (!err)
		err = read_tgid(tid);
	privileges__resume();
	return err;
}

static int read_cmdline(uint32_t pid, char *buf, size_t size)
{
	char path[32];
	int n = check_proc();

	if (n)
		return n;
	snprintf(path, sizeof(path), "/proc/%u/cmdline", pid);
	n = read_file(AT_FDCWD, path, buf, size);
	return n == -ENOENT ? -ESRCH : n;
}

int process__cmdline(uint32_t pid, char *buf, size_t size)
{
	int n = privileges__suspend();

	if (!n)
		n = read_cmdline(pid, buf, size);
	privileges__resume();
	return n;
}

static int stat_namespace(uint32_t pid, const char *name, uint32_t *inode)
{
	struct stat st;
	char path[64];
	int err = check_proc();

	if (err)
		return err;
	snprintf(path, sizeof(path), "/proc/%u/ns/%s", pid, name);
	if (stat(path, &st))
		return errno == ENOENT ? -ESRCH : -errno;
	/* Without access Linux 5.10 does not follow the link, and reports success. */
	if (!S_ISREG(st.st_mode))
		return -EACCES;
	*inode = (uint32_t)st.st_ino;
	return 0;
}

int process__namespace(uint32_t pid, const char *name, uint32_t *inode)
{
	int err = privileges__suspend();

	if (!err)
		err = stat_namespace(pid, name, inode);
	privileges__resume();
	return err;
}

bool process__in_first_pidns(void)
{
	uint32_t inode;

	return !process__namespace((uint32_t)getpid(), "pid", &inode) &&
	       inode == FIRST_PIDNS;
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
