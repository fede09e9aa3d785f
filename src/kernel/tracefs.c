// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/util.h"
#include "kernel/tracefs.h"

/* Return a descriptor of the root, or a negative errno. See fsopen(2), since Linux
 * 5.2. */
static int mount_detached(void)
{
	int fs, mnt = -1, err = 0;

	fs = fsopen("tracefs", FSOPEN_CLOEXEC);
	if (fs < 0)
		return -errno;
	if (!fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		mnt = fsmount(fs, FSMOUNT_CLOEXEC, 0);
	if (mnt < 0)
		err = -errno;
	close(fs);
	return mnt < 0 ? err : mnt;
}

int tracefs__open(void)
{
	static const char *const paths[] = { "/sys/kernel/tracing",
					     "/sys/kernel/debug/tracing" };
	int fd, err, mounted_err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		fd = open(paths[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0 && !faccessat(fd, "events", R_OK | X_OK, AT_EACCESS))
			return fd;
		/* An empty directory is the mount point of an unmounted tracefs. */
		if (errno == EACCES)
			mounted_err = -EACCES;
		if (fd >= 0)
			close(fd);
	}
	fd = mount_detached();
	err = mounted_err ? mounted_err : fd;
	return fd < 0 ? err : fd;
}

int tracefs__event_id(int tracefs, const char *event)
{
	char path[PATH_MAX], text[32];
	uint64_t id;
	int n;

	snprintf(path, sizeof(path), "events/%s/id", event);
	n = read_file(tracefs, path, text, sizeof(text));
	if (n < 0)
		return n;
	text[strcspn(text, "\n")] = '\0';
	n = parse_u64(text, INT_MAX, &id);
	return n ? n : (int)id;
}

int tracefs__open_event(int tracefs, const char *event)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
	};
	int fd, id;

	id = tracefs__event_id(tracefs, event);
	if (id < 0)
		return id;
	attr.config = (uint64_t)id;
	/* The CPU of the event must be online, and the first one may not be. A program
	 * attached to the event runs on every CPU. */
	fd = (int)syscall(SYS_perf_event_open, &attr, -1, sched_getcpu(), -1,
			  PERF_FLAG_FD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}
