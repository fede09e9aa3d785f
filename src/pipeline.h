/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records become events; events pass filters; formatters print them. */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "event.h"
#include "filter.h"
#include "format.h"
#include "output.h"
#include "pieces.h"
#include "summary.h"

struct pipeline {
	const struct formatter *format;
	struct style style;
	struct filter *filter;
	size_t max_args;
	struct output *out;
	struct summary *summary;

	struct event event;
	struct pieces pieces;
	uint64_t ring_full; /* the highest count of them that a record carried */
	uint64_t unsaid[LOST_REASONS]; /* lost, but the stream could not say so */
	struct strbuf kinds; /* a byte for each line in the buffer, see add_kind() */
};

/* Writes what stands before the first event. Returns 0 or a negative errno. */
int pipeline__begin(struct pipeline *p);

/* The three steps of a batch, for struct consumer. What the middle one puts into
 * the buffer is written when much has gathered, and by the last. */
void pipeline__batch_begin(void *pipeline);
int pipeline__record(void *pipeline, void *bytes, size_t size);
int pipeline__batch_end(void *pipeline);

/* Counts lost events and puts them into the stream here, at time ktime_ns. */
void pipeline__lose(struct pipeline *p, enum lost_reason reason, uint64_t count,
		    uint64_t ktime_ns);

/* After the last record: ring_full is the kernel's own, final count. */
void pipeline__end(struct pipeline *p, uint64_t ring_full, uint64_t skipped);

/* Events that are counted as shown but still in the buffer, not or not wholly written. */
size_t pipeline__events_left(const struct pipeline *p);

void pipeline__free(struct pipeline *p);

#endif
