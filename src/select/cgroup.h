/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The directories of the cgroup file systems. */
#ifndef CGROUP_H
#define CGROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "select/cgroup_chain.h"
#include "select/cgroup_mounts.h"

/* A cgroup given by the path of its directory. */
struct cgroup_folder {
	enum cgroup_hierarchy hierarchy;
	uint64_t id;
	char *path; /* from the hierarchy's root; NULL: unknown */
	bool has_process; /* in it or below it */
};

/*
 * Look up path: an absolute path of a directory, or else a path below the mount point of
 * cgroup v2, as in /proc/PID/cgroup. Returns 0, and the caller frees folder; or, after
 * printing why, -EINVAL, or -EOPNOTSUPP for a hierarchy that BPF programs cannot look
 * up.
 */
int cgroup_folder__find(struct cgroup_folder *folder, const struct cgroup_mounts *mounts,
			const char *path);
void cgroup_folder__free(struct cgroup_folder *folder);

/* Called for each cgroup. chain ends where the walk began; fd is its open directory. */
typedef void (*cgroup_visit)(void *ctx, const struct cgroup_chain *chain, int fd);

/* Visit the cgroup at path, relative to dirfd (openat(2)), and all below it, parents
 * first. Returns 0, or a negative errno if some could not be visited. */
int cgroup__walk(int dirfd, const char *path, cgroup_visit visit, void *ctx);

/* Whether the cgroup whose directory is fd has a process of its own; true if that cannot
 * be read. */
bool cgroup__has_process(int fd);

#endif
