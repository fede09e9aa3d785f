/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Who made a call, and where: its root, if that is ours too, or else what /proc tells of
 * the task of an event that still runs the same program.
 *
 * /proc is asked as little as can be. It is costly, and knows nothing of a task that has
 * ended, as most do whose exec failed.
 */
#ifndef CALLER_H
#define CALLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reason/mounts.h"
#include "record/event.h"

#define CALLER_GROUPS_MAX 1024

/* Components of paths that are passed for one event. */
#define CALLER_STEPS_MAX 300

struct caller {
	/* The same for all: */
	int proc; /* /proc, O_PATH, or negative: what it numbers is not what events do */
	int our_root; /* O_PATH, or negative */
	uint32_t our_mount; /* that it is the top of; DETAIL_UNKNOWN: of none */
	bool our_local; /* that one is */
	struct mounts mounts;
	/* Of this one: */
	const struct event *event; /* that it made */
	int root; /* O_PATH */
	unsigned int steps; /* that are left */
	/* The rest is read when it is first asked for. Descriptors are O_PATH, -1 until
	 * then: */
	int task; /* its folder in /proc */
	bool task_unread;
	int cwd;
	/* Of its status: */
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
};

enum caller_may {
	CALLER_MAY,
	CALLER_MAY_NOT,
	CALLER_MAYBE, /* not known: ACLs, capabilities in a user namespace, who it is */
};

/* Once, before all: opens what is the same for all. What cannot be had makes less known,
 * and is no error. */
void caller__begin(struct caller *c);
void caller__end(struct caller *c);

/*
 * Makes its root known. Returns 0, or -ESRCH if that takes a look at the task and it has
 * ended, runs another program or has another root by now: never is it another one that
 * has taken its id over; or another negative errno. Whatever it returns, caller__close()
 * frees. The event must last until then.
 */
int caller__open(struct caller *c, const struct event *ev);
void caller__close(struct caller *c);

/* Returns task, or a negative errno as caller__open() does. */
int caller__task(struct caller *c);

/* Makes known what is of its status. Returns 0, -ESRCH if its user or group is another
 * one than the event's by now, or another negative errno as above. */
int caller__identify(struct caller *c);

/* Whether what it comes to may be mounts that it made itself, as far as it is known: a
 * root of ours has none. */
bool caller__is_foreign(struct caller *c);

/* Whether fd lies on a mount that can be looked into without waiting for anybody, see
 * mounts.h. st: of it. */
bool caller__is_local(struct caller *c, int fd, const struct statx *st);

/* Returns cwd, or a negative errno as above. */
int caller__cwd(struct caller *c);

/* The soft limit of a line of /proc/PID/limits, UINT64_MAX if there is none. Returns 0
 * or a negative errno as above. */
int caller__limit(struct caller *c, const char *name, uint64_t *limit);

/* Whether a descriptor that the caller has is closed by a successful exec. */
bool caller__closes(struct caller *c, int fd);

/* Whether it may search a directory, or execute a file, as path_resolution(7) has it.
 * fd: of it, O_PATH. */
enum caller_may caller__may_execute(struct caller *c, int fd, const struct statx *st);

#endif
