/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Counts of events shown, filtered and lost, and their report on stderr. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include <stdint.h>

#include "base/strbuf.h"
#include "execsnoop.h"

enum lost_reason {
	LOST_RING_FULL, /* the ring buffer had no room */
	LOST_SKIPPED, /* the kernel skipped a run of a BPF program */
	LOST_BAD_RECORD, /* a record that no program of this version sends */
	LOST_NO_MEMORY, /* user space ran out of memory for the event */
	LOST_BACKLOG_FULL, /* the queue of the output had no room */
	LOST_NOT_WRITTEN, /* queued, but the output failed or was given up */
	LOST_REASONS,
};

struct summary {
	uint64_t shown;
	uint64_t undecided; /* of these, events with `undecided` set */
	uint64_t folded; /* probes counted in another event */
	uint64_t foldable; /* shown probes that --fold-path would fold */
	uint64_t filtered; /* rejected in user space */
	uint64_t hidden, hidden_checks; /* not shown, and not counted by BPF programs */
	uint64_t redacted_whole; /* arguments and variables, see redact__list() */
	uint64_t lost[LOST_REASONS];
	uint64_t last_warning_ns; /* CLOCK_MONOTONIC; 0: none yet */
	uint64_t unreported[LOST_REASONS]; /* lost since the last warning */
	uint64_t ring_size, backlog; /* bytes, for the advice */
	struct strbuf line; /* being printed */
};

/* Counted by others, read when tracing has ended. */
struct final_counts {
	uint64_t counters[COUNTERS]; /* by enum execsnoop_counter */
	uint64_t untracked; /* forks and exits that trees may have missed */
	uint64_t unfollowed; /* see lineage__evicted() */
	uint64_t evicted; /* see ancestry__evicted() */
	uint64_t forgotten; /* see programs__evicted() */
	uint64_t unanswered; /* see helper__unanswered() */
};

/* Return the name of a reason: "ring_full", ... */
const char *lost_reason_name(enum lost_reason reason);

/* Reserve the memory of the lines, so that they come when memory has run out. Return 0 or
 * -ENOMEM. */
int summary__open(struct summary *s);

/* Count lost events, and warn at most once a second. Does not block. */
void summary__count_lost(struct summary *s, enum lost_reason reason, uint64_t count);

/* Print the line at the end, and one for each other count that is not 0. */
void summary__print(struct summary *s, const struct final_counts *final);

/* Print the same while tracing goes on. waiting: events shown that are not yet written. */
void summary__print_so_far(struct summary *s, const struct final_counts *so_far,
			   uint64_t waiting);

void summary__close(struct summary *s);

#endif
