/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A task's cgroups: the verdicts of user space on them, or their names for user space to
 * decide. */
#ifndef CGROUP_BPF_H
#define CGROUP_BPF_H

#define CGROUP_UNKNOWN (1 << CGROUP_VERDICT_BITS)
#define CGROUP_NAME_SIZE 256 /* NAME_MAX and the NUL: the longest name in kernfs */

/* The verdict in the map cgroups, or CGROUP_UNKNOWN. */
static __always_inline __u32 cgroup_verdict(__u32 index, __u64 key)
{
	const __u64 tag = cgroup_tag(index, key);
	__u32 at = cgroup_set_of(tag);
	const struct cgroup_set *set = bpf_map_lookup_elem(&cgroups, &at);

	for (int i = 0; set && i < CGROUP_WAYS; i++) {
		const __u64 word = *(volatile __u64 *)&set->words[i];

		if (word >> CGROUP_VERDICT_BITS == tag)
			return word & (CGROUP_UNKNOWN - 1);
	}
	return CGROUP_UNKNOWN;
}

/* The verdicts of all configured hierarchies together. */
static __always_inline __u32 cgroups_verdict(struct task_struct *task)
{
	__u32 verdict = 0;

	for (__u32 i = 0; i < HIERARCHIES_MAX && i < config.n_hierarchies; i++)
		verdict |=
			cgroup_verdict(i, css_key(task_css(task, config.hierarchies[i])));
	return verdict;
}

/* Where the next byte of cgroups goes in data. */
static __always_inline __u32 cgroup_end(const struct scratch *s)
{
	return scratch_args_len(s) + scratch_filename_len(s) + scratch_cgroups_len(s);
}

/* Returns 0, or -1 if there is no room. */
static __always_inline int cgroup_add_key(struct scratch *s, __u64 key)
{
	if (s->rec.cgroups_len > CGROUPS_SIZE - sizeof(key))
		return -1;
	*(__u64 *)&s->data[cgroup_end(s)] = key;
	s->rec.cgroups_len += sizeof(key);
	return 0;
}

/* Add all levels from node up to the root, whose name is empty. Returns 0, or -1 if there
 * is no room. Not a global function per level, which would lose the node's type. */
static __always_inline int cgroup_add_levels(struct scratch *s, struct kernfs_node *node)
{
	for (int i = 0; i < CGROUP_LEVELS_MAX && node; i++) {
		__u32 at;
		long n;

		if (s->rec.cgroups_len > CGROUPS_SIZE - sizeof(__u64) - CGROUP_NAME_SIZE)
			return -1;
		at = cgroup_end(s);
		*(__u64 *)&s->data[at] = kernfs_node_id(node);
		n = bpf_probe_read_kernel_str(&s->data[at + sizeof(__u64)],
					      CGROUP_NAME_SIZE, kernfs_node_name(node));
		if (n <= 0)
			return -1;
		s->rec.cgroups_len += sizeof(__u64) + n;
		if (n == 1)
			return 0;
		node = compat_kernfs_parent(node);
	}
	return -1;
}

/* Add key and names of each configured hierarchy, in the format of execsnoop_cgroup.h. A
 * global function, because its loops have many exits for the verifier to follow. */
__noinline int cgroups_add(__u32 which)
{
	struct scratch *s = scratch_get(which);
	struct task_struct *task = compat_task();

	for (__u32 i = 0; s && i < HIERARCHIES_MAX && i < config.n_hierarchies; i++) {
		struct cgroup_subsys_state *css = task_css(task, config.hierarchies[i]);

		if (cgroup_add_key(s, css_key(css)) ||
		    cgroup_add_levels(s, css_folder(css)))
			break;
	}
	return 0;
}

#endif
