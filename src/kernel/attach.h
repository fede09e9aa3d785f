/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Select the BPF programs that a run needs, attach and detach them. */
#ifndef ATTACH_H
#define ATTACH_H

#include <bpf/libbpf.h>

#include "base/strbuf.h"
#include "execsnoop.h"
#include "kernel/missed_runs.h"

enum attach_mode {
	ATTACH_FULL, /* successes and failures */
	ATTACH_FULL_BTF, /* the same, successes through BTF: for the interpreter */
	ATTACH_LITE, /* sched_process_exec alone */
	ATTACH_BTF, /* sched_process_exec alone, through BTF: needs no tracefs */
};

/* The purpose of a program, by which its missed runs are counted. */
enum purpose {
	PURPOSE_EVENTS, /* send events */
	PURPOSE_ENTRY, /* store data of the entry to a call */
	PURPOSE_FORKS, /* follow forks, for trees and ancestors */
	PURPOSE_EXITS, /* likewise exits of processes, and send these as events */
	PURPOSE_SIGNALS, /* note who sends signals that end programs */
	PURPOSE_RUNNING, /* add running processes to their tree */
	PURPOSE_LISTING, /* list running programs */
	PURPOSES,
};

#define PROGRAMS_MAX 11
#define EVENTS_MAX 2 /* per program */

struct attachments {
	struct bpf_link *links[PROGRAMS_MAX][EVENTS_MAX];
	struct missed_runs missed[PURPOSES];
};

/* Select the programs to load. purposes: bits of 1 << enum purpose. Call before load. */
void attach__choose(const struct bpf_object *object, enum attach_mode mode,
		    unsigned int purposes);

/*
 * Attach the selected programs and add the running descendants of a tree to it.
 * tracefs: from tracefs__open(), unused with ATTACH_BTF. Returns 0, or -EOPNOTSUPP or
 * -ENOMEM after printing why.
 */
int attach__all(struct attachments *a, const struct bpf_object *object,
		struct execsnoop_shared *shared, int tracefs);

/* Append a struct running_program for each process, if PURPOSE_LISTING was selected.
 * Returns 0 or a negative errno. */
int attach__list_running(const struct bpf_object *object, struct strbuf *running);

/* Detach all programs. */
void attach__detach(struct attachments *a);

/*
 * Fork a child that holds the links until we exit, so that a following attach__detach()
 * returns at once. Closing the last descriptor of a tracepoint's event waits until no CPU
 * runs it, 25 to 50 ms each (perf_trace_event_unreg(), kernel/trace/trace_event_perf.c).
 * The child closes all other descriptors. If fork fails, attach__detach() waits.
 */
void attach__detach_in_child(const struct attachments *a);

/* Detach all programs and free the members. */
void attach__free(struct attachments *a);

#endif
