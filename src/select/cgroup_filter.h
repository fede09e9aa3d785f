/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Filters by cgroup: path, systemd unit and container. BPF programs know only the verdicts
 * in the map cgroups; for any other cgroup they send its names, and this module decides
 * and stores the verdict in the map (execsnoop_cgroup.h).
 */
#ifndef CGROUP_FILTER_H
#define CGROUP_FILTER_H

#include <limits.h>

#include "select/cgroup.h"
#include "select/filter_values.h"

/* A pattern, ready to be matched. */
struct cgroup_rule {
	const struct cgroup_pattern *pattern;
	char text[NAME_MAX + sizeof(".service")]; /* unit: a glob; container: its name,
						   * or the first digits of its id, ""
						   * for any */
	struct cgroup_folder folder; /* of a path */
	bool exists; /* some cgroup matches */
	bool has_process; /* and has a process */
};

struct cgroup_filter {
	/* For struct execsnoop_config. */
	uint8_t hierarchies[HIERARCHIES_MAX]; /* enum cgroup_hierarchy */
	uint8_t n_hierarchies;
	uint8_t required; /* bits of 1 << enum cgroup_kind that must all match */

	struct cgroup_rule *rules;
	size_t n_rules;
	struct cgroup_set *sets; /* CGROUP_SETS: the map cgroups, mapped by the caller;
				  * NULL: verdicts are not stored */
	unsigned int evict; /* counts evictions: picks the word of a full set */
};

/* Add one pattern, which must outlive f, and take ownership of folder, the cgroup of a
 * CGROUP_PATH. Returns 0, or -EINVAL or -ENOMEM after printing why. */
int cgroup_filter__add(struct cgroup_filter *f, const struct cgroup_pattern *pattern,
		       struct cgroup_folder folder);

/* Look tasks up in this hierarchy too. Returns 0, or -EINVAL after printing that there
 * are more than HIERARCHIES_MAX. */
int cgroup_filter__add_hierarchy(struct cgroup_filter *f,
				 enum cgroup_hierarchy hierarchy);

/* Whether an event passes whose record has these bytes for its cgroups. Stores the
 * verdicts in the map. If the bytes are incomplete, sets in *undecided the bits of 1 << enum
 * cgroup_kind for which that may make a difference; they let the event pass. */
bool cgroup_filter__passes(struct cgroup_filter *f, const char *bytes, size_t len,
			   unsigned int *undecided);

/* Whether a cgroup of hierarchies[index] matches rule. */
bool cgroup_filter__matches(const struct cgroup_filter *f, const struct cgroup_rule *rule,
			    unsigned int index, const struct cgroup_chain *chain);

void cgroup_filter__free(struct cgroup_filter *f);

#endif
