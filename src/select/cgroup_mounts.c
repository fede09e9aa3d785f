// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/array.h"
#include "select/cgroup_mounts.h"

/* By the options of a mount of version 1: the first controller that has a name here. */
static enum cgroup_hierarchy hierarchy_of(char *options)
{
	static const char *const controllers[HIERARCHY_KINDS] = {
		[HIERARCHY_CPUSET] = "cpuset",	       [HIERARCHY_CPU] = "cpu",
		[HIERARCHY_CPUACCT] = "cpuacct",       [HIERARCHY_BLKIO] = "blkio",
		[HIERARCHY_MEMORY] = "memory",	       [HIERARCHY_DEVICES] = "devices",
		[HIERARCHY_FREEZER] = "freezer",       [HIERARCHY_NET_CLS] = "net_cls",
		[HIERARCHY_PERF_EVENT] = "perf_event", [HIERARCHY_NET_PRIO] = "net_prio",
		[HIERARCHY_HUGETLB] = "hugetlb",       [HIERARCHY_PIDS] = "pids",
	};
	const char *option;

	while ((option = strsep(&options, ",")))
		for (int i = 0; i < HIERARCHY_KINDS; i++)
			if (controllers[i] && !strcmp(option, controllers[i]))
				return (enum cgroup_hierarchy)i;
	return HIERARCHY_KINDS;
}

/* Blanks, line ends and backslashes stand there as three octal digits. */
static char *unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from; to++) {
		if (from[0] == '\\' && strspn(from + 1, "01234567") >= 3) {
			*to = (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 |
				     (from[3] - '0'));
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
	return text;
}

/* proc_pid_mountinfo(5) tells the fields. */
static bool parse_mount(struct cgroup_mount *mount, char *line)
{
	enum { ID, PARENT, DEV, ROOT, DIR, FIELDS };
	char *fields[FIELDS], *type, *rest = strstr(line, " - ");
	unsigned int major, minor;

	if (!rest)
		return false;
	*rest = '\0';
	rest += 3;
	type = strsep(&rest, " ");
	strsep(&rest, " ");
	if (!rest)
		return false;
	if (!strcmp(type, "cgroup2"))
		mount->hierarchy = HIERARCHY_V2;
	else if (!strcmp(type, "cgroup"))
		mount->hierarchy = hierarchy_of(rest);
	else
		return false;
	for (int i = 0; i < FIELDS; i++) {
		fields[i] = strsep(&line, " ");
		if (!line)
			return false;
	}
	if (sscanf(fields[DEV], "%u:%u", &major, &minor) != 2)
		return false;
	mount->dev = makedev(major, minor);
	mount->root = unescape(fields[ROOT]);
	mount->dir = unescape(fields[DIR]);
	return true;
}

int cgroup_mounts__add(struct cgroup_mounts *mounts, char *line)
{
	struct cgroup_mount mount, *list;

	if (!parse_mount(&mount, line))
		return 0;
	list = array__grow(mounts->list, mounts->n, sizeof(*list));
	if (!list)
		return -ENOMEM;
	mounts->list = list;
	list[mounts->n++] = mount;
	return 0;
}

int cgroup_mounts__read(struct cgroup_mounts *mounts)
{
	int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC), err = 0;
	char *to, *line, *rest;
	ssize_t n;

	if (fd < 0)
		return -errno;
	do {
		to = strbuf__reserve(&mounts->text, 4096);
		n = to ? read(fd, to, 4096) : -1;
		err = n < 0 ? -errno : 0;
		mounts->text.len += n < 0 ? 0 : (size_t)n;
	} while (n > 0);
	close(fd);
	if (err || !strbuf__cstr(&mounts->text))
		return err ? err : -ENOMEM;
	rest = mounts->text.data;
	while (!err && (line = strsep(&rest, "\n")))
		err = cgroup_mounts__add(mounts, line);
	return err;
}

const struct cgroup_mount *cgroup_mounts__find(const struct cgroup_mounts *mounts,
					       enum cgroup_hierarchy hierarchy)
{
	const struct cgroup_mount *found = NULL;

	for (size_t i = 0; i < mounts->n; i++) {
		const struct cgroup_mount *mount = &mounts->list[i];

		if (mount->hierarchy != hierarchy)
			continue;
		if (!strcmp(mount->root, "/"))
			return mount;
		if (!found)
			found = mount;
	}
	return found;
}

void cgroup_mounts__free(struct cgroup_mounts *mounts)
{
	free(mounts->list);
	strbuf__free(&mounts->text);
	*mounts = (struct cgroup_mounts){};
}

bool cgroup__names_are_whole(void)
{
	struct stat st;

	/* PROC_CGROUP_INIT_INO, linux/proc_ns.h */
	return !stat("/proc/self/ns/cgroup", &st) && st.st_ino == 0xEFFFFFFB;
}
