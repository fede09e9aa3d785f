/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The way along a path, as the caller's process would go it. Nothing on it is opened but
 * as a place, nothing is mounted, and nobody is waited for. */
#ifndef WALK_H
#define WALK_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h> /* with _GNU_SOURCE */

#include "caller.h"

struct walk {
	struct caller *caller;
	int at; /* where it has come to, O_PATH; the walk's */
	struct statx st; /* of that */
	char rest[PATH_MAX]; /* of the path, still to be gone */
	char done[PATH_MAX]; /* what led to at, without symbolic links */
	size_t name_len; /* of the last name that was gone to */
	unsigned int links; /* that were followed */
	bool unsure; /* the way may have been denied before, for what is not known */
};

/*
 * Goes path from base, O_PATH, which stays the caller's and is called name; or from the
 * root, if it is absolute. Returns 0 with the file in at, or the negative errno that the
 * kernel would return, with the culprit in done: what does not exist, or what denies or
 * ends the way. Or -EAGAIN where that cannot be known. Whatever it returns, walk__end()
 * frees.
 */
int walk__go(struct walk *w, struct caller *caller, int base, const char *name,
	     const char *path);
void walk__end(struct walk *w);

#endif
