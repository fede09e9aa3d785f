/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records become events; events pass filters; formatters print them. */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "record/event.h"
#include "record/reassembly.h"
#include "redact/redact.h"
#include "select/cgroup_filter.h"
#include "select/filter.h"
#include "select/filter_values.h"
#include "select/path_search.h"
#include "show/ancestry.h"
#include "show/env.h"
#include "show/format.h"
#include "show/output.h"
#include "show/summary.h"

struct pipeline {
	const struct formatter *format;
	struct format_context format_ctx;
	bool fold_path; /* one event for a search along PATH, chosen by what it came to: */
	bool only_failed;
	const struct filter_values *values; /* of them those of --errno */
	struct filter *filter;
	struct cgroup_filter *cgroups; /* for what the programs have left undecided */
	struct redactor *redactor; /* NULL: secrets are shown */
	struct ancestry *ancestry; /* NULL: no ancestors are shown */
	const struct env_choice *env; /* NULL: the environment as it is */
	size_t max_args;
	uint64_t count; /* events after which no more are shown */
	struct output *out;
	struct summary *summary;

	struct event event;
	struct strbuf redacted, redacted_env; /* arguments and environment of the one that
					       * is shown */
	struct path_search path_search;
	struct reassembly reassembly;
	uint64_t ring_full; /* the highest count of them that a record carried */
	uint64_t unsaid[LOST_REASONS]; /* lost, but the stream could not say so */
	struct strbuf kinds; /* a byte for each line in the buffer, see add_kind() */
};

/* Writes what stands before the first event. Returns 0 or a negative errno. */
int pipeline__begin(struct pipeline *p);

/* The steps of a batch, for struct consumer. What the middle ones put into the buffer is
 * written when much has gathered, and by the last. The middle ones return -ECANCELED once
 * count events have been shown. */
void pipeline__batch_begin(void *pipeline);
int pipeline__record(void *pipeline, void *bytes, size_t size);
int pipeline__idle(void *pipeline, int *again_ms);
int pipeline__batch_end(void *pipeline);

/* Counts lost events and puts them into the stream here, at time ktime_ns. */
void pipeline__lose(struct pipeline *p, enum lost_reason reason, uint64_t count,
		    uint64_t ktime_ns);

/* After the last record: ring_full is the kernel's own, final count. What was lost after
 * the last event that was wanted does not count. */
void pipeline__end(struct pipeline *p, uint64_t ring_full, uint64_t skipped);

/* Events that are counted as shown but still in the buffer, not or not wholly written. */
size_t pipeline__events_left(const struct pipeline *p);

void pipeline__free(struct pipeline *p);

#endif
