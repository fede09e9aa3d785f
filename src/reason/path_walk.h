/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The way along a path, as the caller's process would go it. Nothing on it is opened but
 * as a place, nothing is mounted, and nobody is waited for. */
#ifndef PATH_WALK_H
#define PATH_WALK_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h> /* with _GNU_SOURCE */

#include "reason/caller.h"

struct path_walk {
	struct caller *caller;
	bool denied; /* the call may have been: it matters who may search */
	int at; /* where it has come to, O_PATH */
	bool owned; /* at is the walk's, not what it began at */
	struct statx st; /* of that */
	char rest[PATH_MAX]; /* of the path, still to be gone */
	char done[PATH_MAX]; /* what led to at, without symbolic links */
	size_t name_len; /* of the last name that was gone to */
	unsigned int links; /* that were followed */
	bool unsure; /* if denied: the way may have been, before, for what is not known */
};

/*
 * Goes path from base, O_PATH, which stays the caller's and is called name; or from the
 * root, if it is absolute. denied: whether the call may have been; else it was let through
 * each directory that it came to. Returns 0 with the file in at, or the negative errno
 * that the kernel would return, with the culprit in done: what does not exist, or what
 * denies or ends the way. Or -EAGAIN where that cannot be known. Whatever it returns,
 * path_walk__end() frees; base must last until then.
 */
int path_walk__go(struct path_walk *w, struct caller *caller, bool denied, int base,
		  const char *name, const char *path);
void path_walk__end(struct path_walk *w);

#endif
