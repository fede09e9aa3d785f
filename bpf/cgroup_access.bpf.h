/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Accessors of a task's cgroups and of their folders in kernfs. */
#ifndef CGROUP_ACCESS_BPF_H
#define CGROUP_ACCESS_BPF_H

/* The task's css in a hierarchy: of version 2 the cgroup's own, of version 1 the
 * controller's. The task may move to another cgroup at any time. */
static __always_inline struct cgroup_subsys_state *task_css(struct task_struct *task,
							    enum cgroup_hierarchy which)
{
	struct css_set *set = READ(task, cgroups);
	int i;

	if (which == HIERARCHY_V2)
		return &READ(set, dfl_cgrp)->self;
	i = compat_css_index(which);
	return i < 0 ? NULL : compat_css_at(set, i);
}

/*
 * The key in the map cgroups: the serial number, which no later cgroup gets
 * (cgroup_create() and init_and_link_css(), kernel/cgroup/cgroup.c), and 1, because the
 * root of version 2 has 0. The id of the folder would serve too, but is two cold cache lines
 * farther away.
 */
static __always_inline __u64 css_key(struct cgroup_subsys_state *css)
{
	return READ(css, serial_nr) + 1;
}

static __always_inline struct kernfs_node *css_folder(struct cgroup_subsys_state *css)
{
	return READ(css, cgroup, kn);
}

static __always_inline __u64 kernfs_node_id(struct kernfs_node *node)
{
	return READ(node, id);
}

static __always_inline const char *kernfs_node_name(struct kernfs_node *node)
{
	return READ(node, name);
}

#endif
