/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A table of processes: who forked each, and which program it runs. The kernel knows the
 * real parent only, which is another process once the one that forked has ended.
 *
 * It has the processes that run and, of those that have ended, their ancestors. Its size is
 * fixed; when it is full, processes without descendants that have long not been an ancestor
 * are evicted.
 */
#ifndef LINEAGE_H
#define LINEAGE_H

#include <stdint.h>

#include "record/event.h"

#define LINEAGE_PROCESSES 16384

struct lineage;

/* levels: ancestors of an event to set, up to ANCESTRY_LEVELS_MAX; origin: set that too.
 * Return NULL with errno set. */
struct lineage *lineage__new(size_t levels, bool origin);

/* Add a child, also if its parent is not in the table. */
void lineage__fork(struct lineage *l, const struct fork_record *rec);

/* A process has ended. */
void lineage__gone(struct lineage *l, const struct gone_record *rec);

/*
 * Add running processes; their real parents count as those that forked them unless that is
 * known. Processes that are not in this list have ended. running: struct running_program of
 * all processes, listed by the kernel. Call before the first record.
 */
void lineage__list(struct lineage *l, const struct strbuf *running);

/*
 * Add what the event tells of its process and the real ancestors, then replace these in
 * ev->ancestors by those that forked it. Where who forked a process is not known, that is
 * its real parent. Does nothing if no ancestors were collected.
 *
 * The origin is the last one, the process itself included, below: an init, the host's or a
 * container's; a subreaper that init has started, such as systemd for a user; the program
 * that began the audit session, such as sshd with all its forks. Unknown if the ancestors up
 * to there are.
 */
void lineage__resolve(struct lineage *l, struct event *ev);

/* Return how many processes were evicted while they ran. l may be NULL. */
uint64_t lineage__evicted(const struct lineage *l);

void lineage__free(struct lineage *l);

#endif
