/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the cgroup file systems are mounted. */
#ifndef CGROUP_MOUNTS_H
#define CGROUP_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/strbuf.h"
#include "execsnoop_filter.h"

struct cgroup_mount {
	const char *dir; /* where it is */
	const char *root; /* which folder of the hierarchy is there, as our cgroup
			   * namespace names it */
	dev_t dev; /* of all that is in the hierarchy */
	enum cgroup_hierarchy hierarchy; /* HIERARCHY_KINDS: one that the kernel side
					  * cannot look up */
};

struct cgroup_mounts {
	struct cgroup_mount *list;
	size_t n;
	struct strbuf text; /* holds their strings */
};

/* Reads /proc/self/mountinfo. Returns 0 or a negative errno. */
int cgroup_mounts__read(struct cgroup_mounts *mounts);

/* Adds what one line of it says, which is changed and must stay. Lines of other file
 * systems, and what is no such line, are left out. Returns 0 or -ENOMEM. */
int cgroup_mounts__add(struct cgroup_mounts *mounts, char *line);

/* The mount of a hierarchy that shows most of it, or NULL. */
const struct cgroup_mount *cgroup_mounts__find(const struct cgroup_mounts *mounts,
					       enum cgroup_hierarchy hierarchy);
void cgroup_mounts__free(struct cgroup_mounts *mounts);

/* Whether ours is the initial cgroup namespace, so that paths from the root are those
 * that the kernel side tells. */
bool cgroup__names_are_whole(void);

#endif
