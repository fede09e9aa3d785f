/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A table of the command lines of programs, for the execs of their descendants. It has a
 * fixed size; when it is full, the programs that no event asked for recently are evicted.
 */
#ifndef ANCESTRY_H
#define ANCESTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record/event.h"

#define ANCESTRY_PROGRAMS 8192
#define ANCESTRY_ARGS_SIZE 256 /* bytes stored of each, with the NULs */

struct ancestry;

#define ANCESTRY_EXE_SIZE 256 /* bytes of a path; a longer one is not stored */

/* exes: store paths of programs' files too. Return NULL with errno set. */
struct ancestry *ancestry__new(bool exes);

/*
 * Store the arguments of a program. Unless confirmed, they are not used until
 * ancestry__confirm() is called with the same id. truncated: args are not all the program
 * has.
 */
void ancestry__store(struct ancestry *a, const struct program_id *id,
		     const struct arg *args, size_t n, bool truncated, bool confirmed);

/* Store the path of the file of a program that is in the table. deleted: the path ends in
 * " (deleted)". */
void ancestry__store_exe(struct ancestry *a, const struct program_id *id,
			 const char *path, size_t len, bool deleted);

/* Whether the table stores paths. */
bool ancestry__has_exes(const struct ancestry *a);

/* Confirm a program. Return whether it is in the table. */
bool ancestry__confirm(struct ancestry *a, const struct program_id *id);

/* Store the arguments of an event, and the path, if the exec succeeded. */
void ancestry__store_event(struct ancestry *a, const struct event *ev);

/* Set the arguments and paths of the event's ancestors and origin, as far as they are in the
 * table. */
void ancestry__resolve(struct ancestry *a, struct event *ev);

/* Return how many ancestors could not be resolved because they had been evicted. a may be
 * NULL. */
uint64_t ancestry__evicted(const struct ancestry *a);

void ancestry__free(struct ancestry *a);

#endif
