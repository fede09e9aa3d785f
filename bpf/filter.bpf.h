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
	const __u8 *own = tree_byte(task_tgid(task)), byte = own ? *own : 0;

	return passes(FILTER_TREE, byte & TREE_VERDICTS) &&
	       tree_depth(byte) <= config.tree_depth;
}

/* The parent's pid as the tracer's pid namespace numbers it. A global function, because its
 * loop has many exits for the verifier to follow. */
__noinline __u32 ppid_as_seen(void)
{
	return task_ppid_in_ns(compat_task(), config.own_pidns);
}

/* Whether the task passes all filters by number. Cgroups and errno are checked elsewhere. */
static __always_inline bool is_wanted(struct task_struct *task)
{
	return (!ASKED(FILTER_TREE) || filter_tree(task)) &&
	       (!ASKED(FILTER_UID) || filter_passes(FILTER_UID, task_uid(task))) &&
	       (!ASKED(FILTER_GID) || filter_passes(FILTER_GID, task_gid(task))) &&
	       (!ASKED(FILTER_PPID) ||
		filter_passes(FILTER_PPID,
			      config.own_pidns ? ppid_as_seen() : task_ppid(task))) &&
	       (!ASKED(FILTER_MNTNS) || filter_passes(FILTER_MNTNS, task_mntns(task))) &&
	       (!ASKED(FILTER_PIDNS) || filter_passes(FILTER_PIDNS, task_pidns(task))) &&
	       (!ASKED(FILTER_EUID) || filter_passes(FILTER_EUID, task_euid(task))) &&
	       (!ASKED(FILTER_LOGIN_UID) ||
		filter_passes(FILTER_LOGIN_UID, compat_login_uid(task))) &&
	       (!ASKED(FILTER_STDIN) ||
		filter_passes(FILTER_STDIN, descriptor_kind(0))) &&
	       (!ASKED(FILTER_STDOUT) ||
		filter_passes(FILTER_STDOUT, descriptor_kind(1))) &&
	       (!ASKED(FILTER_STDERR) ||
		filter_passes(FILTER_STDERR, descriptor_kind(2)));
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

/* These two are global functions, which the verifier checks once: their branches would
 * multiply the ways through all that follows. */

/* Whether the current task is root, and its parent or its login user is not. */
__noinline int is_root_child(void)
{
	struct task_struct *task = compat_task();
	const __u32 login = compat_login_uid(task);

	return !task_uid(task) &&
	       (task_parent_uid(task) || (login && login != LOGIN_UID_UNSET));
}

/* Whether the exec gave the current task more than these privileges. */
__noinline int privileges_grew(__u64 effective, __u64 permitted, __u32 euid, __u32 egid)
{
	const struct privileges before = {
		.effective = effective, .permitted = permitted, .euid = euid, .egid = egid
	};
	const struct gain gain = task_gain(compat_task(), &before);

	return gain.effective || gain.permitted || gain.ids;
}

/* Whether the exec gave the task privileges. If the entry was not seen, assume that the task
 * had those of its real ids. */
static __always_inline bool exec_is_gain(struct task_struct *task,
					 const struct call_entry *entry)
{
	const struct privileges *before = &entry->privileges;
	const __u32 uid = task_uid(task);
	const __u64 caps = uid ? 0 : ~0ULL;

	if (entry->ktime_ns)
		return privileges_grew(before->effective, before->permitted, before->euid,
				       before->egid);
	return privileges_grew(caps, caps, uid, task_gid(task));
}

static __always_inline enum choice choose_success(struct task_struct *task,
						  const struct call_entry *entry)
{
	if (config.only_failed && !config.fold_path)
		return REJECTED;
	if ((config.priv_gain || config.root_child) &&
	    !(config.priv_gain && exec_is_gain(task, entry)) &&
	    !(config.root_child && is_root_child()))
		return REJECTED;
	return choose(task);
}

/* Whether to send the end of a program that began before tracing. */
static __always_inline bool choose_old(struct task_struct *task)
{
	return !config.priv_gain && !config.root_child && choose(task) == CHOSEN;
}

/* Count an exec that was rejected, unless it is outside the trees that are followed: that
 * would be the rest of the machine. */
static __always_inline void count_rejected(struct task_struct *task)
{
	const __u8 *byte = WANTED(FILTER_TREE) ? tree_byte(task_tgid(task)) : NULL;

	if (!WANTED(FILTER_TREE) || (byte && *byte & FILTER_WANTED))
		count(COUNT_FILTERED);
}

/* Count an exec of COMMAND's tree, also one that a filter rejects. */
static __always_inline void count_in_tree(struct task_struct *task,
					  enum execsnoop_counter which)
{
	const __u8 *byte = config.count_tree ? tree_byte(task_tgid(task)) : NULL;

	if (byte && *byte)
		count(which);
}

/* Decide on a failed exec, which adds no privileges, or on a check. err: a positive errno,
 * or 0. With fold_path, user space needs every exec, to find the result of a search. */
static __always_inline enum choice choose_failure(struct task_struct *task, __u32 err,
						  bool check)
{
	if ((config.priv_gain && !config.root_child) || (config.only_failed && !err) ||
	    (config.root_child && !is_root_child()) ||
	    (ASKED(FILTER_ERRNO) && (check || !config.fold_path) &&
	     !filter_passes(FILTER_ERRNO, err)))
		return REJECTED;
	return choose(task);
}

#endif
