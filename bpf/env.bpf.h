/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The environment, read as arguments are. All of it goes to the ring in RECORD_ENV, before
 * the arguments: the RECORD_EXEC has no room for both.
 */
#ifndef ENV_BPF_H
#define ENV_BPF_H

/* Make the readers of arguments read the environment. Returns the record's flags, for
 * env_end(). */
static __always_inline __u32 env_begin(struct scratch *s)
{
	const __u32 flags = s->rec.flags;

	s->rec.type = RECORD_ENV;
	s->rec.flags = 0;
	return flags;
}

/* Send the rest, store what was sent in s->env, and reset the record for its arguments. */
static __always_inline void env_end(struct scratch *s, __u32 flags)
{
	struct exec_record *rec = &s->rec;

	if (rec->args_len && ring_output_args(s))
		rec->flags |= RECORD_TRUNCATED;
	s->env.len = rec->args_before;
	s->env.flags = rec->flags;
	rec->type = RECORD_ARGS;
	rec->flags = flags;
	rec->argc = 0;
	rec->args_before = 0;
}

static __always_inline void env_read_new(struct scratch *s, struct task_struct *task)
{
	const __u32 flags = env_begin(s);

	args_read_range(s, task_env(task));
	env_end(s, flags);
}

static __always_inline void env_read_failed(struct scratch *s, __u64 envp)
{
	const __u32 flags = env_begin(s);

	if (args_begin(s, envp))
		args_read_batches(s);
	env_end(s, flags);
}

static __always_inline void env_unreadable(struct scratch *s)
{
	s->env.len = 0;
	s->env.flags = RECORD_UNREADABLE;
}

#endif
