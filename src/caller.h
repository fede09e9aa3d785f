/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who made a call, and where: what /proc tells of the task of an event that still runs
 * the same program. */
#ifndef CALLER_H
#define CALLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"
#include "mounts.h"

#define CALLER_GROUPS_MAX 1024

/* Components of paths that are passed for one event. */
#define CALLER_STEPS_MAX 300

struct caller {
	int task; /* its folder in /proc, O_PATH; -1: none, each file system will do */
	int root, cwd; /* O_PATH; cwd is -1 until it is asked for */
	const struct event *event; /* that it made */
	/* Most calls fail for what is the same for all: these are read when they are first
	 * asked for. Of its status: */
	bool status_unread;
	int status_err;
	uint32_t uid, gid; /* that the file system goes by */
	uint32_t groups[CALLER_GROUPS_MAX];
	size_t n_groups;
	uint64_t capabilities; /* effective, bits of 1 << CAP_... */
	bool filtered; /* by seccomp(2) */
	/* Of its user namespace: */
	bool userns_unread;
	bool foreign; /* it is another one than the initial one */
	struct mounts mounts;
	unsigned int steps; /* that are left */
};

enum caller_may {
	CALLER_MAY,
	CALLER_MAY_NOT,
	CALLER_MAYBE, /* not known: ACLs, capabilities in a user namespace, who it is */
};

/*
 * proc: /proc, O_PATH, which numbers processes as the initial pid namespace does.
 * Returns 0, or -ESRCH if the task has ended or runs another program by now: never is
 * it another one that has taken its id over; or another negative errno. Whatever it
 * returns, caller__close() frees; the memory of mounts stays for the next one. The event
 * must last until then.
 */
int caller__open(struct caller *c, int proc, const struct event *ev);
void caller__close(struct caller *c);

/* Makes known what is of its status. Returns 0, -ESRCH if its user or group is another
 * one than the event's by now, or another negative errno. */
int caller__identify(struct caller *c);

/* Also where that is not known. */
bool caller__is_foreign(struct caller *c);

/* Returns cwd, opened if need be, or a negative errno. */
int caller__cwd(struct caller *c);

/* The soft limit of a line of /proc/PID/limits, UINT64_MAX if there is none. Returns 0
 * or a negative errno. */
int caller__limit(const struct caller *c, const char *name, uint64_t *limit);

/* Whether a descriptor that the caller has is closed by a successful exec. */
bool caller__closes(const struct caller *c, int fd);

/* Whether it may search a directory, or execute a file, as path_resolution(7) has it.
 * fd: of it, O_PATH. */
enum caller_may caller__may_execute(struct caller *c, int fd, const struct statx *st);

#endif
