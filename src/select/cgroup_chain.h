/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A cgroup and its ancestors, by name: to which systemd unit it belongs. Works on the names
 * alone, without a look at the system. */
#ifndef CGROUP_CHAIN_H
#define CGROUP_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "execsnoop.h"

struct cgroup_level {
	uint64_t id;
	const char *name;
};

/* A cgroup and its ancestors up to the root, whose name is empty. */
struct cgroup_chain {
	uint64_t key; /* the cgroup's, for cgroup_tag(); 0: unknown */
	const struct cgroup_level *levels; /* the cgroup itself first */
	size_t n;
	bool whole; /* the last level is the root; false: levels above are missing */
};

/*
 * Read the first chain in bytes, in the format of struct exec_record. Names point into
 * bytes. Returns the length read: len, if the chain is incomplete.
 */
size_t cgroup_chain__read(struct cgroup_chain *chain,
			  struct cgroup_level levels[CGROUP_LEVELS_MAX],
			  const char *bytes, size_t len);

/* Whether id is that of the cgroup or of an ancestor. */
bool cgroup_chain__has_id(const struct cgroup_chain *chain, uint64_t id);

/* Whether the cgroup is at or below path, which begins at the root: "/a/b". False if the
 * chain is incomplete. */
bool cgroup_chain__is_below(const struct cgroup_chain *chain, const char *path);

/* Whether the cgroup or an ancestor is that of a unit whose name matches glob
 * (fnmatch(3)). */
bool cgroup_chain__in_unit(const struct cgroup_chain *chain, const char *glob);

/* The unit of a cgroup with this name, or NULL if it does not end with a type of units
 * (systemd.unit(5)). A leading "_" is skipped: systemd adds it to names that would clash
 * with the kernel's files. */
const char *cgroup_name__unit(const char *name);

#endif
