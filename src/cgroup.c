// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "cgroup.h"
#include "log.h"
#include "options.h"
#include "privileges.h"

/* Returns 0, or -ENOENT if cgroup v2 is not mounted. */
static int find_mount(char dir[PATH_MAX])
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *m;
	int err = -ENOENT;

	while (mounts && err && (m = getmntent(mounts)))
		if (!strcmp(m->mnt_type, "cgroup2") && strlen(m->mnt_dir) < PATH_MAX) {
			strcpy(dir, m->mnt_dir);
			err = 0;
		}
	if (mounts)
		endmntent(mounts);
	return err;
}

/* Returns an fd or a negative errno. */
static int open_as_caller(const char *path)
{
	int fd = privileges__put_down();

	if (!fd) {
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		fd = fd < 0 ? -errno : fd;
	}
	privileges__take_up();
	return fd;
}

/* A negative errno, -EXDEV for a folder that is on some other file system. */
static int open_folder(const char *path)
{
	struct statfs fs;
	int fd = open_as_caller(path);

	if (fd < 0)
		return fd;
	if (!fstatfs(fd, &fs) && fs.f_type == CGROUP2_SUPER_MAGIC)
		return fd;
	close(fd);
	return -EXDEV;
}

int cgroup__open(const char *path, int *exit_code)
{
	char mount[PATH_MAX], below[2 * PATH_MAX];
	int fd = -ENOENT, err = 0;

	*exit_code = EXIT_UNSUPPORTED;
	if (find_mount(mount)) {
		log_error(
			"cannot watch cgroup %s: cgroup v2 is not mounted, and BPF tells cgroups of version 1 apart no further\n"
			"Mount it (mount -t cgroup2 none /sys/fs/cgroup), or choose by -u or -P.",
			path);
		return -1;
	}
	*exit_code = EXIT_USAGE;
	if (path[0] == '/')
		fd = err = open_folder(path);
	if (fd == -ENOENT || fd == -ENOTDIR || fd == -EXDEV) {
		snprintf(below, sizeof(below), "%s/%s", mount, path);
		fd = open_folder(below);
	}
	if (fd < 0 && err == -EXDEV)
		log_error(
			"--cgroup '%s': not a cgroup of version 2; expected a folder below %s",
			path, mount);
	else if (fd < 0)
		log_error("--cgroup '%s': %s; expected a cgroup below %s", path,
			  strerror(-fd), mount);
	return fd < 0 ? -1 : fd;
}
