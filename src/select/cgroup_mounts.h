/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The mounts of cgroup file systems. */
#ifndef CGROUP_MOUNTS_H
#define CGROUP_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/strbuf.h"
#include "execsnoop_cgroup.h"

struct cgroup_mount {
	const char *dir; /* mount point */
	const char *root; /* the directory of the hierarchy that is mounted, as named in
			   * this process's cgroup namespace */
	dev_t dev; /* of every file in the hierarchy */
	enum cgroup_hierarchy hierarchy; /* HIERARCHY_KINDS: none that BPF programs
					  * can look up */
};

struct cgroup_mounts {
	struct cgroup_mount *list;
	size_t n;
	struct strbuf text; /* the strings of list point into it */
};

/* Read /proc/self/mountinfo. Returns 0 or a negative errno. */
int cgroup_mounts__read(struct cgroup_mounts *mounts);

/* Add the mount in one line of that file, which must outlive mounts and is modified.
 * Malformed lines and other file systems are skipped. Returns 0 or -ENOMEM. */
int cgroup_mounts__add(struct cgroup_mounts *mounts, char *line);

/* A mount of the hierarchy, of its root if there is one; NULL: none. */
const struct cgroup_mount *cgroup_mounts__find(const struct cgroup_mounts *mounts,
					       enum cgroup_hierarchy hierarchy);
void cgroup_mounts__free(struct cgroup_mounts *mounts);

/* Whether this process is in the initial cgroup namespace, so that its paths begin at the
 * roots of the hierarchies, as those from BPF programs do. */
bool cgroup_mounts__show_roots(void);

#endif
