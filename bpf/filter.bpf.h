/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which execs the user asked for; only this file reads the filters. */
#ifndef FILTER_BPF_H
#define FILTER_BPF_H

static __always_inline bool filter_has(__u32 kind, __u32 value)
{
	struct filter_key key = { .kind = kind, .value = value };

	return bpf_map_lookup_elem(&filters, &key);
}

static __always_inline bool in_cgroups(void)
{
	for (__u32 i = 0; i < config.cgroups && i < CGROUPS_MAX; i++)
		if (bpf_current_task_under_cgroup(&cgroups, i) == 1)
			return true;
	return false;
}

/* Any value of a kind, and all kinds asked for. */
static __always_inline bool is_wanted(struct task_struct *task)
{
	return (!config.by_uid || filter_has(FILTER_UID, bpf_get_current_uid_gid())) &&
	       (!config.by_ppid || filter_has(FILTER_PPID, compat_ppid(task))) &&
	       (!config.cgroups || in_cgroups());
}

/* Rejects what is not wanted, and counts it. */
static __always_inline bool should_trace(struct task_struct *task)
{
	if (is_wanted(task))
		return true;
	count(COUNT_FILTERED);
	return false;
}

#endif
