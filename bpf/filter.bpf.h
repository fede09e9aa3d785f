/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which execs the user asked for; only this file asks what the filters are. */
#ifndef FILTER_BPF_H
#define FILTER_BPF_H

/* Constants to the verifier, which leaves out what nobody asked for. */
#define ASKED(kind) (config.asked & 1U << (kind))
#define WANTED(kind) (config.wanted & 1U << (kind))

/* By what is said of a value, or else of all that nothing is said of. */
static __always_inline bool passes(enum filter_kind kind, __u8 verdict)
{
	return verdict ? verdict == FILTER_WANTED : !WANTED(kind);
}

static __always_inline bool filter_passes(enum filter_kind kind, __u32 value)
{
	return passes(kind, filter_said(kind, value));
}

static __always_inline bool filter_tree(struct task_struct *task)
{
	const __u8 *verdict = tree_of(compat_tid(task));

	return passes(FILTER_TREE, verdict ? *verdict : 0);
}

/* Any value of a kind, and all kinds asked for, but for cgroups. */
static __always_inline bool is_wanted(struct task_struct *task)
{
	return (!ASKED(FILTER_TREE) || filter_tree(task)) &&
	       (!ASKED(FILTER_UID) || filter_passes(FILTER_UID, compat_uid(task))) &&
	       (!ASKED(FILTER_GID) || filter_passes(FILTER_GID, compat_gid(task))) &&
	       (!ASKED(FILTER_PPID) || filter_passes(FILTER_PPID, compat_ppid(task))) &&
	       (!ASKED(FILTER_MNTNS) ||
		filter_passes(FILTER_MNTNS, compat_mntns(task))) &&
	       (!ASKED(FILTER_PIDNS) ||
		filter_passes(FILTER_PIDNS, compat_pidns(task))) &&
	       (!config.root_child || (!compat_uid(task) && compat_parent_uid(task)));
}

enum choice {
	REJECTED,
	CHOSEN,
	UNDECIDED, /* user space has to look at its cgroups */
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

static __always_inline enum choice choose_success(struct task_struct *task,
						  const struct noted *noted)
{
	if (config.only_failed ||
	    (config.priv_gain && !compat_privileges_grew(task, noted)))
		return REJECTED;
	return choose(task);
}

static __always_inline enum choice choose_failure(struct task_struct *task, __u32 err)
{
	if (config.priv_gain ||
	    (ASKED(FILTER_ERRNO) && !filter_passes(FILTER_ERRNO, err)))
		return REJECTED;
	return choose(task);
}

#endif
