/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The programs that have begun and not ended, by pid, so that the event of an end has all
 * that its exec had. Bounded in bytes: those that began first are evicted.
 */
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include "record/event.h"

/* Bytes of all programs. */
#define PROGRAMS_BYTES_MAX (32 << 20)

struct programs;

/* Return NULL with errno set. */
struct programs *programs__new(void);

/* Store a copy of the event of a successful exec, with its usage. shown: it passed all
 * filters; else only that it was is stored. Forgets an earlier program of the pid. */
void programs__begin(struct programs *p, const struct event *ev, bool shown);

/*
 * Take the end of a program. Return its event, with `end` set, or NULL if it is not to be
 * shown: a filter rejected its exec, or its end has been reported. Its begin may be
 * unknown. The event may be modified and is valid until the next call.
 */
struct event *programs__end(struct programs *p, const struct exit_record *rec);

/* The same for the program that the exec of `ev` has replaced; NULL also if there is none. */
struct event *programs__replaced(struct programs *p, const struct event *ev);

/* Return how many programs were forgotten before their end was seen, for want of memory or
 * because the record of it was lost. p may be NULL. */
uint64_t programs__evicted(const struct programs *p);

void programs__free(struct programs *p);

#endif
