/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A table of the environments that programs were given by their exec, to compare those of
 * their children with. Its size is bounded; when it is full, the programs whose environment
 * was not compared recently are evicted.
 */
#ifndef ENVIRONS_H
#define ENVIRONS_H

#include "record/event.h"
#include "show/env.h"

#define ENVIRONS_PROGRAMS 4096
#define ENVIRONS_SIZE (8U << 20) /* bytes of all environments */
/* Bytes of one; a longer one is not stored. */
#define ENVIRONS_ONE_MAX (ENVIRONS_SIZE / 8)

struct environs;

/* Return NULL with errno set. */
struct environs *environs__new(void);

/* Store the environment of a program: len bytes, each variable with its NUL. Unless
 * confirmed, it is not used until environs__confirm() is called with the same id. */
void environs__store(struct environs *e, const struct program_id *id, const char *bytes,
		     size_t len, bool confirmed);

/* Confirm a program. Return whether it is in the table. */
bool environs__confirm(struct environs *e, const struct program_id *id);

/*
 * Reduce the environment of an event to what differs from that of its parent's program, see
 * env_diff.h, and store the whole one if the exec succeeded. If the parent's is not in the
 * table, or memory runs out, the environment of the event becomes unknown. To be called before env__choose()
 * and redact__env(). The event's env_removed is valid until the next call.
 */
void environs__event(struct environs *e, struct event *ev,
		     const struct env_choice *choice);

/* e may be NULL. */
void environs__free(struct environs *e);

#endif
