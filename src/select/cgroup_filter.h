/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which cgroups are wanted: by path, systemd unit and container. The BPF programs know
 * only the verdicts that they find in the map cgroups; of a cgroup that is not there
 * they tell the names, and it is decided here (execsnoop_filter.h).
 */
#ifndef CGROUP_FILTER_H
#define CGROUP_FILTER_H

#include <limits.h>

#include "select/cgroup.h"
#include "select/filter_values.h"

/* One pattern, made ready. */
struct cgroup_rule {
	const struct cgroup_pattern *pattern;
	char text[NAME_MAX + sizeof(".service")]; /* of a unit: a glob; of a container:
						   * the first digits, "" for any */
	struct cgroup_folder folder; /* of a path */
	bool is_there; /* a cgroup that matches */
	bool has_process; /* in such a cgroup */
};

struct cgroup_filter {
	/* For struct execsnoop_config. */
	uint8_t hierarchies[HIERARCHIES_MAX]; /* enum cgroup_hierarchy */
	uint8_t n_hierarchies;
	uint8_t wanted; /* bits of 1 << enum cgroup_kind that must all match */

	struct cgroup_rule *rules;
	size_t n_rules;
	struct cgroup_set *sets; /* the map cgroups, CGROUP_SETS of them, as the caller
				  * mapped it; NULL: nothing is remembered */
	unsigned int turn; /* the word of a full set that is given up next */
};

/* Add one pattern, which must outlive f, and take ownership of folder, the cgroup of a
 * CGROUP_PATH. Returns 0, or -EINVAL or -ENOMEM after printing why. */
int cgroup_filter__add(struct cgroup_filter *f, const struct cgroup_pattern *pattern,
		       struct cgroup_folder folder);

/* Look tasks up in this hierarchy too. Returns 0, or -EINVAL after printing that there
 * are more than HIERARCHIES_MAX. */
int cgroup_filter__add_hierarchy(struct cgroup_filter *f,
				 enum cgroup_hierarchy hierarchy);

/* Whether an event passes whose record told these bytes of its cgroups: decides, and
 * remembers the verdicts. What the bytes do not tell counts as wanted. */
bool cgroup_filter__passes(struct cgroup_filter *f, const char *bytes, size_t len);

/* Whether a cgroup of the hierarchy (an index into hierarchies) is what a rule says. */
bool cgroup_filter__matches(const struct cgroup_filter *f, const struct cgroup_rule *rule,
			    unsigned int index, const struct cgroup_chain *chain);

void cgroup_filter__free(struct cgroup_filter *f);

#endif
