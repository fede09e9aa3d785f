/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The BPF programs: which of them a run needs, and where they are attached. */
#ifndef ATTACH_H
#define ATTACH_H

#include <bpf/libbpf.h>

#include "base/strbuf.h"
#include "execsnoop.h"
#include "kernel/missed_runs.h"

enum attach_mode {
	ATTACH_FULL, /* successes and failures */
	ATTACH_FULL_BTF, /* the same, successes through BTF: for what only that tells */
	ATTACH_LITE, /* sched_process_exec alone */
	ATTACH_BTF, /* the same through BTF: needs no tracefs */
};

/* What a program is there for; so what is amiss where the kernel skips a run of it. */
enum duty {
	DUTY_EVENTS, /* the execs themselves */
	DUTY_NOTES, /* what is known of a call as it begins */
	DUTY_TREES, /* that what a task forks comes into its tree */
	DUTY_RUNNING, /* that tasks come into a tree that run already */
	DUTY_LEAVING, /* that tasks leave it: for who waits until it is empty. A tid that
		       * is used again is told anew whose tree it is in. */
	DUTY_LISTING, /* that the programs that run already are known */
	DUTIES,
};

#define PROGRAMS_MAX 10
#define EVENTS_MAX 2 /* of one program */

struct attachments {
	struct bpf_link *links[PROGRAMS_MAX][EVENTS_MAX];
	struct missed_runs skipped[DUTIES];
};

/* Before load: the programs that do not serve stay out of the kernel. duties: bits of
 * 1 << enum duty. */
void attach__choose(const struct bpf_object *object, enum attach_mode mode,
		    unsigned int duties);

/*
 * Those that were chosen; what the processes of a tree have forked before is in it then.
 * tracefs: as tracefs__open() gave it, unused with ATTACH_BTF. Returns 0, or -EOPNOTSUPP
 * or -ENOMEM after printing why.
 */
int attach__all(struct attachments *a, const struct bpf_object *object,
		struct execsnoop_shared *shared, int tracefs);

/*
 * Appends a struct running_program for each process that there is, if DUTY_LISTING was
 * chosen. Returns 0 or a negative errno.
 */
int attach__list_running(const struct bpf_object *object, struct strbuf *running);

void attach__detach(struct attachments *a);

/*
 * Leaves to a child what takes time in detaching, which is then done at once: who closes
 * the last descriptor of a tracepoint's event waits until no CPU is in one any more, 25 to
 * 50 ms for each (perf_trace_event_unreg(), kernel/trace/trace_event_perf.c). The child
 * has no other descriptors (before Linux 5.9 none below the last of these), and ends
 * after us. Where it cannot be forked nothing is left to it.
 */
void attach__leave(const struct attachments *a);

/* Also detaches. */
void attach__free(struct attachments *a);

#endif
