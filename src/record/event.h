/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Events: records in the form that filters and formatters work on. */
#ifndef EVENT_H
#define EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "record/record.h"

struct arg {
	const char *text; /* len bytes, none of them NUL; not terminated */
	size_t len;
	bool unreadable; /* then len is 0 */
	bool redacted; /* there was a secret in it, see redact.h */
};

struct ancestor {
	struct exec_ancestor head; /* as the contract has it */
	/* Its arguments, each with its NUL but for a last one that is cut; NULL: not known.
	 * They lie in the event's ancestor_args. */
	const char *args;
	size_t args_len;
	bool args_cut; /* there are more */
};

/* One is used for all events in turn; its pointers hold until the next decode. */
struct event {
	struct exec_record head; /* times, ids, retval as in the contract */
	const struct exec_details *details; /* NULL: none were collected */
	const struct exec_ancestry *ancestry; /* NULL: none was collected */
	struct ancestor
		ancestors[ANCESTRY_LEVELS_MAX]; /* ancestry->n, the parent first */
	/* As struct exec_record and struct exec_details have them. */
	struct names {
		const char *bytes;
		size_t len;
	} cgroups, exe, cwd, interpreter;
	const char *comm;
	size_t comm_len;
	const char *filename; /* as the kernel names it; NULL: unreadable */
	struct arg *args;
	size_t n_args;
	bool truncated; /* arguments, or bytes of the last one, are missing */
	bool argc_known, args_bytes_known; /* the two below are exact */
	size_t argc;
	size_t args_bytes; /* of all arguments, with their NULs */
	struct arg *env; /* NAME=value, or whatever the caller gave; all of them whole */
	size_t n_env;
	bool env_known; /* it was collected, and could be read */
	bool env_truncated; /* variables are missing */
	bool env_duplicates; /* env__choose() left out what stood there twice */

	/* Others of its search along PATH, counted with this one by path_search.c; else 0. */
	uint64_t probes;
	bool probes_known;
	bool redacted; /* redaction was attempted */
	bool safe; /* and succeeded */

	size_t args_size, env_size; /* room in both */
	struct exec_details own_details;
	struct exec_ancestry own_ancestry;
	struct strbuf ancestor_args; /* empty in a copy */
	struct strbuf bytes; /* of a filename that was made up, or of all in a copy */
};

/* Fills ev with a parsed and joined record, keeping no more than max_args
 * arguments. Returns 0, -EBADMSG or -ENOMEM. */
int event__decode(struct event *ev, const struct record *rec, size_t max_args);

/* Bytes that a copy takes besides struct event itself. */
size_t event__size(const struct event *ev);

/* Makes to, all zero or an earlier copy, an event of its own. Returns 0, or -ENOMEM with
 * to as it was. */
int event__copy(struct event *to, const struct event *from);

void event__free(struct event *ev);

#endif
