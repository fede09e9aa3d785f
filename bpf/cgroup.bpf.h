/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which cgroups a task is in: what user space has decided of them, or else their names,
 * for it to decide. */
#ifndef CGROUP_BPF_H
#define CGROUP_BPF_H

#define CGROUP_UNKNOWN (1 << CGROUP_VERDICT_BITS)
/* NAME_MAX and the NUL: a name in kernfs is not longer. */
#define CGROUP_NAME_SIZE 256

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

/* Of all hierarchies that are looked at together. */
static __always_inline __u32 cgroups_verdict(struct task_struct *task)
{
	__u32 verdict = 0;

	for (__u32 i = 0; i < HIERARCHIES_MAX && i < config.n_hierarchies; i++) {
		const __u64 key = compat_cgroup_key(task, config.hierarchies[i]);

		verdict |= cgroup_verdict(i, key);
	}
	return verdict;
}

/* Adds what the way of one hierarchy begins with. Returns 0, or -1 if there is no room. */
static __always_inline int cgroup_add_key(struct scratch *s, __u64 key)
{
	__u32 at = scratch_args_len(s) + scratch_filename_len(s);

	if (s->rec.cgroups_len > CGROUPS_SIZE - sizeof(key))
		return -1;
	at += scratch_cgroups_len(s);
	*(__u64 *)&s->data[at] = key;
	s->rec.cgroups_len += sizeof(key);
	return 0;
}

/* Adds all levels from node up to the root, whose name is empty. Returns 0, or -1 if there
 * is no room. Inlined: a function for each level would forget the node's type. */
static __always_inline int cgroup_add_levels(struct scratch *s, struct kernfs_node *node)
{
	for (int i = 0; i < CGROUP_LEVELS_MAX && node; i++) {
		__u32 at = scratch_args_len(s) + scratch_filename_len(s);
		long n;

		if (s->rec.cgroups_len > CGROUPS_SIZE - sizeof(__u64) - CGROUP_NAME_SIZE)
			return -1;
		at += scratch_cgroups_len(s);
		*(__u64 *)&s->data[at] = READ(node, id);
		n = bpf_probe_read_kernel_str(&s->data[at + sizeof(__u64)],
					      CGROUP_NAME_SIZE, READ(node, name));
		if (n <= 0)
			return -1;
		s->rec.cgroups_len += sizeof(__u64) + n;
		if (n == 1)
			return 0;
		node = compat_kernfs_parent(node);
	}
	return -1;
}

static __always_inline void cgroups_add(struct scratch *s, struct task_struct *task)
{
	for (__u32 i = 0; i < HIERARCHIES_MAX && i < config.n_hierarchies; i++) {
		struct cgroup_subsys_state *css = compat_css(task, config.hierarchies[i]);

		if (cgroup_add_key(s, compat_css_key(css)) ||
		    cgroup_add_levels(s, compat_css_folder(css)))
			return;
	}
}

#endif
