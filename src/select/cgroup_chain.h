/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the names along the way to a cgroup tell: which systemd unit and which container
 * it belongs to. Nothing is asked of the system. */
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

/* The way from a cgroup up to the root, which has no name. */
struct cgroup_chain {
	uint64_t key; /* that the map cgroups has it by; 0: not known */
	const struct cgroup_level *levels; /* the cgroup itself first */
	size_t n;
	bool whole; /* the last is the root; else the way was cut above it */
};

/*
 * The first of the ways that the bytes of a record tell (struct exec_record). The names
 * stay in bytes. Returns the length of what was read: len, if the way was cut.
 */
size_t cgroup_chain__read(struct cgroup_chain *chain,
			  struct cgroup_level levels[CGROUP_LEVELS_MAX],
			  const char *bytes, size_t len);

/* Whether the cgroup with this id is the one, or one above. */
bool cgroup_chain__has_id(const struct cgroup_chain *chain, uint64_t id);

/* Whether the cgroup is at or below path, which goes from the root: "/a/b". Of a way
 * that was cut nobody knows: false. */
bool cgroup_chain__is_below(const struct cgroup_chain *chain, const char *path);

/* Whether the cgroup or one above is that of a unit whose name matches (fnmatch(3)). */
bool cgroup_chain__in_unit(const struct cgroup_chain *chain, const char *glob);

/* Likewise of a container whose id begins so, in either case. */
bool cgroup_chain__in_container(const struct cgroup_chain *chain, const char *prefix);

/* The unit's name as systemd writes it, or NULL if the cgroup is no unit's: those have
 * a type (systemd.unit(5)). One "_" ahead is no part of it: systemd puts it before names
 * that would clash with the files of the kernel. */
const char *cgroup_name__unit(const char *name);

#define CONTAINER_ID_LEN 64

/*
 * The id in the name of a container's cgroup, or NULL: 64 hexadecimal digits at its end
 * or before ".scope", alone (cgroupfs driver) or after a prefix of the runtime and "-"
 * or ":" (systemd driver, and where the driver does not fit the path that is asked for).
 * Prefixes may be any but those of what only watches a container (conmon).
 */
const char *cgroup_name__container(const char *name);

#endif
