/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The folders of cgroups, as they are now. */
#ifndef CGROUP_H
#define CGROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "select/cgroup_chain.h"
#include "select/cgroup_mounts.h"

/* A cgroup that was named by the path of its folder. */
struct cgroup_folder {
	enum cgroup_hierarchy hierarchy;
	uint64_t id;
	char *path; /* from the hierarchy's root; NULL: not known */
	bool has_process; /* it, or one below */
};

/*
 * Looks for path as it is, if it is absolute and there, else below the mount point of
 * cgroup v2 (so /proc/PID/cgroup's form will do too). Returns 0, then the caller frees
 * folder; or prints what is wrong and returns -EINVAL, or -EOPNOTSUPP for a hierarchy
 * that BPF programs cannot look up.
 */
int cgroup_folder__find(struct cgroup_folder *folder, const struct cgroup_mounts *mounts,
			const char *path);
void cgroup_folder__free(struct cgroup_folder *folder);

/* Called for a folder, whose way goes up to where the walk began. */
typedef void (*cgroup_visit)(void *ctx, const struct cgroup_chain *chain, int fd);

/* Visits the folder path, as seen from dirfd (open(2)), and all below, each before what
 * is below it. Returns 0, or a negative errno if some could not be seen. */
int cgroup__walk(int dirfd, const char *path, cgroup_visit visit, void *ctx);

/* Whether the cgroup itself has a process, or may have one. fd: of its folder. */
bool cgroup__has_process(int fd);

#endif
