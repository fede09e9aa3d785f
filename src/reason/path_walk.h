/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Path resolution as in the caller's process. Files are opened with O_PATH only, nothing is
 * automounted, and nothing blocks. */
#ifndef PATH_WALK_H
#define PATH_WALK_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h> /* with _GNU_SOURCE */

#include "reason/caller.h"

struct path_walk {
	struct caller *caller;
	bool check_access; /* also check that the caller may search the directories */
	int fd; /* of the file reached, O_PATH */
	bool owns_fd; /* fd is not the base or the root of the walk */
	struct statx st; /* status of fd */
	char rest[PATH_MAX]; /* path from fd on */
	char done[PATH_MAX]; /* path to fd, without symbolic links */
	size_t name_len; /* of the last component */
	unsigned int links; /* symbolic links followed */
	bool uncertain; /* if check_access: access to a directory before is unknown */
};

/*
 * Resolve `path` from the directory `base` (O_PATH), which is called `name` in w->done, or if
 * it is absolute from the caller's root. Return 0 with the file in w->fd; or the errno that
 * the kernel would return, negative, with the path in w->done that does not exist or ends the
 * walk; or -EAGAIN if that is unknown. In any case call path_walk__end(); `base` must stay
 * open until then.
 */
int path_walk__go(struct path_walk *w, struct caller *caller, bool check_access, int base,
		  const char *name, const char *path);
void path_walk__end(struct path_walk *w);

#endif
