/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Makes the cgroup filter of a run from its patterns and the cgroups that exist. */
#ifndef CGROUP_START_H
#define CGROUP_START_H

#include "select/cgroup_filter.h"

/*
 * Look up the patterns' cgroups, with the privileges of the caller of the program. Print
 * which pattern is wrong, and which match nothing that runs now. patterns must outlive f.
 * names: collect the names of cgroups even without patterns. Returns 0; or, after
 * printing why, -EINVAL for a wrong pattern, -EOPNOTSUPP where cgroups cannot be looked
 * up, or another negative errno. The caller frees f.
 */
int cgroup_start__open(struct cgroup_filter *f, const struct cgroup_patterns *patterns,
		       bool names);

#endif
