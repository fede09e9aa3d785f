/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Read the ids of tracepoints from tracefs, and open perf events by them. */
#ifndef TRACEFS_H
#define TRACEFS_H

/*
 * Open the root directory of tracefs: of its mount, or else of a detached mount of our
 * own, which changes no mount table and needs CAP_SYS_ADMIN. Returns a descriptor that
 * the caller closes, or a negative errno: -EACCES for a user who may not read it.
 */
int tracefs__open(void);

/* Return the id of an event ("sched/sched_process_exec"), or a negative errno: -ENOENT if
 * this kernel does not have it. */
int tracefs__event_id(int tracefs, const char *event);

/* Open a perf event of a tracepoint, to attach programs to. It belongs to one CPU, but its
 * programs run on all. Returns a descriptor that the caller closes, or a negative errno. */
int tracefs__open_event(int tracefs, const char *event);

#endif
