/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* tracefs, needed only to learn the ids of tracepoints. */
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

#endif
