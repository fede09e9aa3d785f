/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What has been shown and what has been lost, and the words for it on stderr. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

enum lost_reason {
	LOST_RING_FULL, /* the ring buffer had no room */
	LOST_SKIPPED, /* the kernel skipped a run of a program */
	LOST_BAD_RECORD, /* a record that this version cannot have sent */
	LOST_NO_MEMORY, /* user space could not put the event into words */
	LOST_REASONS,
};

struct summary {
	uint64_t shown;
	uint64_t folded; /* counted in the probes of another event */
	uint64_t filtered; /* rejected in user space */
	uint64_t lost[LOST_REASONS];
	uint64_t warned_ns; /* CLOCK_MONOTONIC of the last warning; 0: none */
	uint64_t unwarned[LOST_REASONS]; /* lost since */
	uint64_t ring_size; /* for the advice */
};

/* What is known only at the end, from the kernel. */
struct final_counts {
	uint64_t hidden; /* failed execs not asked for */
	uint64_t filtered; /* rejected in the kernel */
	uint64_t unnoted; /* calls whose begin was not seen or kept */
	uint64_t strayed; /* tasks that may be missing from the trees that are followed */
	uint64_t forgotten; /* command lines of ancestors that were no longer known */
	uint64_t cut; /* events that lack arguments because the ring was full */
};

/* "ring_full", ... */
const char *lost_reason_name(enum lost_reason reason);

/* Counts, and warns at most once a second. */
void summary__lose(struct summary *s, enum lost_reason reason, uint64_t count);

/* The line at the end. */
void summary__print(const struct summary *s, const struct final_counts *final);

#endif
