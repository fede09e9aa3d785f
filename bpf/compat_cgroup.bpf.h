/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The same as compat.bpf.h for the cgroups of a task. */
#ifndef COMPAT_CGROUP_BPF_H
#define COMPAT_CGROUP_BPF_H

/* The index that a controller has among a task's cgroups of version 1. */
#define SUBSYS(hierarchy, name)                                              \
	case HIERARCHY_##hierarchy:                                          \
		if (!bpf_core_enum_value_exists(enum cgroup_subsys_id___any, \
						name##_cgrp_id___any))       \
			return NULL;                                         \
		i = bpf_core_enum_value(enum cgroup_subsys_id___any,         \
					name##_cgrp_id___any);               \
		break;

enum cgroup_subsys_id___any {
	cpuset_cgrp_id___any,
	cpu_cgrp_id___any,
	cpuacct_cgrp_id___any,
	io_cgrp_id___any,
	memory_cgrp_id___any,
	devices_cgrp_id___any,
	freezer_cgrp_id___any,
	net_cls_cgrp_id___any,
	perf_event_cgrp_id___any,
	net_prio_cgrp_id___any,
	hugetlb_cgrp_id___any,
	pids_cgrp_id___any,
};

static __always_inline struct cgroup_subsys_state *
compat_css_v1(struct css_set *set, enum cgroup_hierarchy which)
{
	struct cgroup_subsys_state **subsys = (void *)&set->subsys, *css = NULL;
	__u32 i;

	switch (which) {
		SUBSYS(CPUSET, cpuset)
		SUBSYS(CPU, cpu)
		SUBSYS(CPUACCT, cpuacct)
		SUBSYS(BLKIO, io)
		SUBSYS(MEMORY, memory)
		SUBSYS(DEVICES, devices)
		SUBSYS(FREEZER, freezer)
		SUBSYS(NET_CLS, net_cls)
		SUBSYS(PERF_EVENT, perf_event)
		SUBSYS(NET_PRIO, net_prio)
		SUBSYS(HUGETLB, hugetlb)
		SUBSYS(PIDS, pids)
	default:
		return NULL;
	}
	if (HAS_TASK_BTF)
		return subsys[i];
	bpf_probe_read_kernel(&css, sizeof(css), &subsys[i]);
	return css;
}

/* What stands for the cgroup that a task is in: in version 2 the cgroup's own, in version 1
 * the controller's. The task may be moved to another cgroup at any time. */
static __always_inline struct cgroup_subsys_state *compat_css(struct task_struct *task,
							      enum cgroup_hierarchy which)
{
	if (which != HIERARCHY_V2)
		return compat_css_v1(READ(task, cgroups), which);
	return &READ(task, cgroups, dfl_cgrp)->self;
}

/*
 * What the map cgroups has its cgroup by: the serial number, which no other gets after it
 * (cgroup_create() and init_and_link_css() in kernel/cgroup/cgroup.c), and 1, since the
 * root of version 2 has 0. The id of the folder would do as well, but is two cold cache
 * lines farther away.
 */
static __always_inline __u64 compat_css_key(struct cgroup_subsys_state *css)
{
	return READ(css, serial_nr) + 1;
}

static __always_inline __u64 compat_cgroup_key(struct task_struct *task,
					       enum cgroup_hierarchy which)
{
	return compat_css_key(compat_css(task, which));
}

static __always_inline struct kernfs_node *
compat_css_folder(struct cgroup_subsys_state *css)
{
	return READ(css, cgroup, kn);
}

/* 6.15, commit 633488947ef6, renamed it. */
struct kernfs_node___new {
	struct kernfs_node *__parent;
} __attribute__((preserve_access_index));
struct kernfs_node___old {
	struct kernfs_node *parent;
} __attribute__((preserve_access_index));

static __always_inline struct kernfs_node *compat_kernfs_parent(struct kernfs_node *node)
{
	struct kernfs_node___new *new = (void *)node;
	struct kernfs_node___old *old = (void *)node;

	if (bpf_core_field_exists(new->__parent))
		return READ(new, __parent);
	return READ(old, parent);
}

#endif
