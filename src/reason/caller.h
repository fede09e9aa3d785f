/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The process that made a failed exec: its root, working directory, ids and limits. They are
 * read from /proc while the task still runs the same program, and only when needed: that is
 * costly, and most tasks whose exec failed have ended by then.
 */
#ifndef CALLER_H
#define CALLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reason/mounts.h"
#include "record/event.h"

#define CALLER_GROUPS_MAX 1024

/* Path components that are looked up for one event. */
#define CALLER_STEPS_MAX 300

struct caller {
	/* For all events; descriptors are O_PATH: */
	int proc; /* /proc, or negative: of another pid or time namespace */
	int our_root; /* our own root, or negative */
	uint32_t our_mount; /* mount that our root is the top of, or DETAIL_UNKNOWN */
	bool our_local; /* that mount is local, see mounts.h */
	struct mounts mounts;
	/* For one event: */
	const struct event *event;
	int root; /* of the caller */
	unsigned int steps; /* path components left of CALLER_STEPS_MAX */
	/* Read on demand; descriptors are -1 until then: */
	int task; /* /proc/TID */
	bool task_unread;
	int cwd;
	/* From the record or /proc/TID/status: */
	bool status_unread;
	int status_err;
	uint32_t uid, gid; /* for access to files */
	uint32_t groups[CALLER_GROUPS_MAX];
	size_t n_groups;
	uint64_t capabilities; /* effective, bits 1 << CAP_... */
	/* From its user namespace: */
	bool userns_unread;
	bool foreign; /* not the initial one */
};

enum caller_may {
	CALLER_MAY,
	CALLER_MAY_NOT,
	CALLER_MAYBE, /* unknown: an ACL, a user namespace, or unknown ids */
};

/* Open what is the same for all events. Errors only leave more unknown. */
void caller__begin(struct caller *c);
void caller__end(struct caller *c);

/*
 * Start with the caller of `ev`: open its root. Return 0, -ESRCH if the task has ended, runs
 * another program or has another root by now, or another negative errno. A recycled pid is
 * never mistaken for the caller. In any case call caller__close(); `ev` must live until then.
 */
int caller__open(struct caller *c, const struct event *ev);
void caller__close(struct caller *c);

/* Return `task`, or a negative errno as caller__open() does. */
int caller__task(struct caller *c);

/* Read what is in /proc/TID/status. Return 0, -ESRCH if its user or group has changed since
 * the event, or another negative errno as above. */
int caller__examine(struct caller *c);

/* Find the ids, groups and capabilities, in the record or as caller__examine() does. */
int caller__identify(struct caller *c);

/* Return whether the caller may see mounts of its own making: it is in another user
 * namespace, or if its task is unknown, does not have our root. */
bool caller__is_foreign(struct caller *c);

/* Return whether the file `fd` with status `st` is on a local mount, see mounts.h. */
bool caller__is_local(struct caller *c, int fd, const struct statx *st);

/* Return `cwd`: by its path in the record if the root is ours, else of the task. Or return a
 * negative errno as above. */
int caller__cwd(struct caller *c);

/* Read the soft limit on the line `name` of /proc/PID/limits; UINT64_MAX is unlimited. Return
 * 0 or a negative errno as above. */
int caller__limit(struct caller *c, const char *name, uint64_t *limit);

/* Return whether a successful exec closes the caller's descriptor `fd`. */
bool caller__closes(struct caller *c, int fd);

/* Return whether the caller may search the directory, or execute the file, `fd` (O_PATH)
 * with status `st`, see path_resolution(7). */
enum caller_may caller__may_execute(struct caller *c, int fd, const struct statx *st);

#endif
