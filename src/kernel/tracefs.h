/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* tracefs, needed only to learn the ids of tracepoints, and what they open. */
#ifndef TRACEFS_H
#define TRACEFS_H

/*
 * A folder fd on tracefs: where it is mounted, else of a mount of our own that is
 * attached nowhere, so that no mount table changes (needs CAP_SYS_ADMIN). The
 * caller closes it. Returns a negative errno if neither can be had: -EACCES for
 * a user who may not read it.
 */
int tracefs__open(void);

/* The id of an event ("sched/sched_process_exec"), or a negative errno: -ENOENT
 * if this kernel has none of that name. */
int tracefs__event_id(int tracefs, const char *event);

/* A perf event of that tracepoint, for programs to be attached to. Its pid and CPU
 * only say where it lives: a program on it runs on all CPUs. Returns an fd that
 * the caller closes, or a negative errno. */
int tracefs__open_event(int tracefs, const char *event);

#endif
