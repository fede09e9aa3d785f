/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Events: records in the form that filters and formatters work on. */
#ifndef EVENT_H
#define EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "record.h"
#include "strbuf.h"

struct arg {
	const char *text; /* len bytes, none of them NUL; not terminated */
	size_t len;
	bool unreadable; /* then len is 0 */
};

/* One is used for all events in turn; its pointers hold until the next decode. */
struct event {
	struct exec_record head; /* times, ids, retval as in the contract */
	const char *comm;
	size_t comm_len;
	const char *filename; /* as the kernel names it; NULL: unreadable */
	struct arg *args;
	size_t n_args;
	bool truncated; /* arguments, or bytes of the last one, are missing */
	bool argc_known, args_bytes_known; /* the two below are exact */
	size_t argc;
	size_t args_bytes; /* of all arguments, with their NULs */

	size_t args_size; /* room in args */
	struct strbuf fd_path; /* where filename had to be made up */
};

/* Fills ev with a parsed and joined record, keeping no more than max_args
 * arguments. Returns 0, -EBADMSG or -ENOMEM. */
int event__decode(struct event *ev, const struct record *rec, size_t max_args);

void event__free(struct event *ev);

#endif
