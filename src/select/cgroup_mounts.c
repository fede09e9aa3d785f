// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/array.h"
#include "base/file.h"
#include "base/mountinfo.h"
#include "select/cgroup_mounts.h"

/* The hierarchy of a mount of version 1: that of the first known controller in its
 * options. */
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

static bool parse_mount(struct cgroup_mount *mount, char *line)
{
	struct mountinfo m;

	if (!mountinfo__parse(&m, line))
		return false;
	if (!strcmp(m.type, "cgroup2"))
		mount->hierarchy = HIERARCHY_V2;
	else if (!strcmp(m.type, "cgroup"))
		mount->hierarchy = hierarchy_of(m.options);
	else
		return false;
	mount->dev = makedev(m.major, m.minor);
	mount->root = m.root;
	mount->dir = m.dir;
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
	char *line, *rest;
	int err = read_whole_file(AT_FDCWD, "/proc/self/mountinfo", SIZE_MAX,
				  &mounts->text);

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

bool cgroup_mounts__show_roots(void)
{
	struct stat st;

	/* PROC_CGROUP_INIT_INO, linux/proc_ns.h */
	return !stat("/proc/self/ns/cgroup", &st) && st.st_ino == 0xEFFFFFFB;
}
