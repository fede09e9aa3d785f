/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Decide which execs are sent. */
#ifndef FILTER_BPF_H
#define FILTER_BPF_H

/* Constant to the verifier, which removes the code of unused filters. */
#define ASKED(kind) (config.asked & 1U << (kind))
#define WANTED(kind) (config.wanted & 1U << (kind))

/* Whether a value passes, by its verdict. One without a verdict (0) passes if the filter
 * has only "!" values. */
static __always_inline bool passes(enum filter_kind kind, __u8 verdict)
{
	return verdict ? verdict == FILTER_WANTED : !WANTED(kind);
}

static __always_inline bool filter_passes(enum filter_kind kind, __u32 value)
{
	return passes(kind, filter_lookup(kind, value));
}

static __always_inline bool filter_tree(struct task_struct *task)
{
	const __u8 *verdict = tree_byte(task_tgid(task));

	return passes(FILTER_TREE, verdict ? *verdict : 0);
}

/* Whether the task passes all filters by number, and root_child. Cgroups and errno are
 * checked elsewhere. */
static __always_inline bool is_wanted(struct task_struct *task)
{
	return (!ASKED(FILTER_TREE) || filter_tree(task)) &&
	       (!ASKED(FILTER_UID) || filter_passes(FILTER_UID, task_uid(task))) &&
	       (!ASKED(FILTER_GID) || filter_passes(FILTER_GID, task_gid(task))) &&
	       (!ASKED(FILTER_PPID) || filter_passes(FILTER_PPID, task_ppid(task))) &&
	       (!ASKED(FILTER_MNTNS) || filter_passes(FILTER_MNTNS, task_mntns(task))) &&
	       (!ASKED(FILTER_PIDNS) || filter_passes(FILTER_PIDNS, task_pidns(task))) &&
	       (!config.root_child || (!task_uid(task) && task_parent_uid(task)));
}

enum choice {
	REJECTED,
	CHOSEN,
	UNDECIDED, /* user space must apply the cgroup filters */
};

static __always_inline enum choice choose(struct task_struct *task)
{
	__u32 verdict;

	if (!is_wanted(task))
		return REJECTED;
	if (!config.n_hierarchies)
		return CHOSEN;
	verdict = cgroups_verdict(task);
	if (verdict & CGROUP_UNWANTED)
		return REJECTED;
	if (verdict & CGROUP_UNKNOWN)
		return UNDECIDED;
	return (verdict & config.cgroups_wanted) == config.cgroups_wanted ? CHOSEN :
									    REJECTED;
}

/* Whether the exec gave the task another effective uid or more effective capabilities. If
 * the entry was not seen, assume that the task had those of its real uid. */
static __always_inline bool privileges_grew(struct task_struct *task,
					    const struct call_entry *entry)
{
	const __u32 uid = task_uid(task), euid = task_euid(task);
	const __u32 before = entry->ktime_ns ? entry->euid : uid;
	const __u64 caps = entry->ktime_ns ? entry->caps : uid ? 0 : ~0ULL;

	return task_caps(task) & ~caps || (before && euid != before);
}

static __always_inline enum choice choose_success(struct task_struct *task,
						  const struct call_entry *entry)
{
	if (config.only_failed || (config.priv_gain && !privileges_grew(task, entry)))
		return REJECTED;
	return choose(task);
}

/* Decide on a failed exec. err: a positive errno. */
static __always_inline enum choice choose_failure(struct task_struct *task, __u32 err)
{
	if (config.priv_gain ||
	    (ASKED(FILTER_ERRNO) && !filter_passes(FILTER_ERRNO, err)))
		return REJECTED;
	return choose(task);
}

#endif
