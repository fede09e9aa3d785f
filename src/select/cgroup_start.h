/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is said at start of the patterns that match no cgroup, or none with a process. */
#ifndef CGROUP_START_H
#define CGROUP_START_H

#include "select/cgroup_filter.h"

/* Goes through the cgroups that there are, and gives units the names that they have
 * there. Returns an exit status, after having said what is wrong. */
int cgroup_start__check(struct cgroup_filter *f, const struct cgroup_mounts *mounts);

#endif
