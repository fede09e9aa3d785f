/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Events: records in the form that filters and formatters work on. */
#ifndef EVENT_H
#define EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "record/end.h"
#include "record/record.h"

/* How a variable differs from the environment of the parent, see env_diff.h. */
enum env_change {
	ENV_SAME, /* or not compared */
	ENV_ADDED,
	ENV_CHANGED, /* the parent has other values of that name */
};

struct arg {
	const char *text; /* len bytes, none of them NUL; not terminated */
	size_t len;
	bool unreadable; /* len is then 0 */
	bool redacted; /* a secret in it was replaced, see redact.h */
	bool redacted_whole; /* all of it was: looking for secrets takes too long */
	/* Of a variable, by env__choose(): */
	bool repeats; /* one before it has the same name */
	size_t next; /* index of the next one with the same name; 0: none */
	enum env_change change;
};

/* Whether the argument is `text`. */
bool arg__is(const struct arg *arg, const char *text);

struct ancestor {
	struct process_state state; /* as in the contract */
	struct program_id
		program; /* whose exec began what it runs: its own, or that of the
				    * process which it was forked from */
	/* Arguments, each with its NUL except a last one that is cut; NULL if unknown. They
	 * are in the event's ancestor_args. */
	const char *args;
	size_t args_len;
	bool args_cut; /* arguments, or bytes of the last one, are missing */
	bool exe_deleted; /* exe ends in " (deleted)", which is not part of a name */
	const char *exe; /* path of the program's file; NULL: unknown. Where args are */
	size_t exe_len;
};

/* The filters whose value an event may lack, in the order in which they are reported. The
 * last ones are as in enum cgroup_kind. */
enum subject {
	SUBJECT_NAME,
	SUBJECT_LINE,
	SUBJECT_PARENT,
	SUBJECT_BELOW,
	SUBJECT_EXE,
	SUBJECT_CWD,
	SUBJECT_CGROUP,
	SUBJECT_UNIT,
	SUBJECT_CONTAINER,
	SUBJECTS,
};

/* Names of the options. */
extern const char *const subject_names[SUBJECTS];

/* One struct serves all events in turn: its pointers are valid until the next decode. */
struct event {
	struct exec_record head; /* times, ids, retval as in the contract */
	const struct exec_details *details; /* NULL: none were collected */
	const struct exec_ancestry *ancestry; /* NULL: none was collected */
	const struct exec_usage *usage; /* NULL: none was collected */
	const struct program_end *end; /* NULL: the event is about an exec, not an end */
	struct ancestor
		ancestors[ANCESTRY_LEVELS_MAX]; /* ancestry->n, the parent first */
	struct ancestor origin; /* who really started it, if origin_known */
	bool origin_known;
	bool exes_known; /* exe of ancestors and origin were collected */
	bool origin_is_new; /* it is the process itself; what it runs has the event's args */
	/* As in struct exec_record and struct exec_details. */
	struct names {
		const char *bytes;
		size_t len;
		unsigned int flags; /* of a path: enum path_flags */
	} cgroups, exe, cwd, interpreter;
	struct names sender_args; /* of an end, each with its NUL; bytes NULL: unknown */
	bool sender_args_cut; /* arguments, or bytes of the last one, are missing */
	struct names reason; /* of the failure; bytes NULL: unknown. Not copied */
	const char *comm;
	size_t comm_len;
	const char *filename; /* as the kernel names it; NULL: unreadable */
	bool is_script; /* an interpreter runs the file; false if there are no details */
	struct arg *args;
	size_t n_args;
	bool truncated; /* arguments, or bytes of the last one, are missing */
	bool argc_known, args_bytes_known; /* the two below are exact */
	size_t argc;
	size_t args_bytes; /* of all arguments, with their NULs */
	struct arg *env; /* NAME=value, or other text of the caller; none is cut */
	size_t n_env;
	bool env_known; /* the environment was collected and readable */
	bool env_truncated; /* variables are missing */
	bool env_duplicates; /* some have the same name */
	bool env_compared; /* env has only what differs from the parent's */
	struct names env_removed; /* names that only the parent has, each with its NUL, if
				   * env_compared; bytes NULL: unknown */

	/* Bits of 1 << enum subject: filters that could not be decided, because the value is
	 * unknown or cut. They let the event pass. */
	unsigned int undecided;

	/* Failed calls of the same search along PATH that path_search.c folded into this
	 * event. */
	uint64_t probes;
	bool probes_known;
	bool passed; /* all filters */
	bool redacted; /* redaction was attempted */
	bool safe; /* and succeeded */

	size_t args_size, env_size; /* capacity of args and env */
	struct exec_details own_details;
	struct exec_ancestry own_ancestry;
	struct exec_usage own_usage;
	struct program_end own_end;
	struct strbuf ancestor_args; /* empty in a copy */
	struct strbuf bytes; /* of a composed filename; in a copy, of everything */
};

/* Decode a parsed and joined record into `ev`. Return 0, -EBADMSG or -ENOMEM. */
int event__decode(struct event *ev, const struct record *rec);

/* Keep at most `max` arguments. */
void event__limit_args(struct event *ev, size_t max);

/* Whether the event is about a call with AT_EXECVE_CHECK, which is no exec. */
static inline bool event__is_check(const struct event *ev)
{
	return ev->head.flags & RECORD_CHECK;
}

/* Return the name of the parent, ANCESTRY_COMM_SIZE bytes at most, or NULL if it is not
 * known. */
static inline const char *event__parent_comm(const struct event *ev)
{
	return ev->ancestry && ev->ancestry->n ? ev->ancestors[0].state.comm : NULL;
}

/* Upper bound of the words before the path of a script: up to five interpreters
 * (exec_binprm(), fs/exec.c), each with its own path and an option or name. */
#define SCRIPT_WORDS_MAX 15

/* Whether the exec succeeded and an argument where the kernel puts the path of a script is
 * the path of the file. */
bool event__may_be_script(const struct event *ev);

/* Return the bytes that a copy takes besides struct event itself. */
size_t event__size(const struct event *ev);

/* Copy `from` with all that it points to. `to` is all zero or an earlier copy. Return 0, or
 * -ENOMEM with `to` unchanged. */
int event__copy(struct event *to, const struct event *from);

/* Move all that `from` has to `to`, which is all zero. `from` is then all zero. */
void event__move(struct event *to, struct event *from);

void event__free(struct event *ev);

#endif
