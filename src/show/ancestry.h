/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Command lines of programs that run or have run, for what they start in turn: so many as
 * fit into a table, of each so many bytes. Where it is full, those go first that nobody has
 * asked for in a long time.
 */
#ifndef ANCESTRY_H
#define ANCESTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record/event.h"

#define ANCESTRY_PROGRAMS 8192
#define ANCESTRY_ARGS_SIZE 256 /* bytes kept of each, with the NULs */

struct ancestry;

/* NULL with errno set. */
struct ancestry *ancestry__new(void);

/*
 * Keeps the arguments of a program, and forgets what its process ran before. sure: else
 * they are told to nobody until ancestry__confirm() has the same id.
 */
void ancestry__keep(struct ancestry *a, const struct program_id *id,
		    const struct arg *args, size_t n, bool truncated, bool sure);

/* Whether the program is known; it is sure from now on. */
bool ancestry__confirm(struct ancestry *a, const struct program_id *id);

/* Keeps what an event tells of its own process, if that has another program now. */
void ancestry__learn(struct ancestry *a, const struct event *ev);

/* Gives the ancestors of an event the arguments that are known. */
void ancestry__resolve(struct ancestry *a, struct event *ev);

/* How often resolving wanted a program that the table had to let go. */
uint64_t ancestry__evicted(const struct ancestry *a);

void ancestry__free(struct ancestry *a);

#endif
