/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Decode records to events, filter them, and write them as lines. */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "base/helper.h"
#include "record/event.h"
#include "record/programs.h"
#include "record/reassembly.h"
#include "reason/reason_queue.h"
#include "redact/redact.h"
#include "select/cgroup_filter.h"
#include "select/end_filter.h"
#include "select/filter.h"
#include "select/filter_values.h"
#include "select/path_search.h"
#include "show/ancestry.h"
#include "show/env.h"
#include "show/environs.h"
#include "show/format.h"
#include "show/lineage.h"
#include "show/output.h"
#include "show/summary.h"

/* Bytes of a line that tell what it is, with a NUL. */
#define LINE_BEGIN_SIZE 32

struct pipeline {
	const struct formatter *format;
	struct format_context format_ctx;
	bool fold_path; /* show one event for a search along PATH, and apply here: */
	bool only_failed;
	bool hide_failed, hide_checks; /* only count these */
	bool hide_starts; /* of programs, whose ends are shown */
	const struct filter_values *values; /* only FILTER_ERRNO */
	struct filter *filter;
	struct cgroup_filter *cgroups; /* for events with RECORD_UNDECIDED */
	struct redactor *redactor; /* NULL: show secrets */
	const struct end_filter *end_filter;
	struct programs *programs; /* set by pipeline__open(); NULL: show no ends */
	size_t levels; /* of ancestors, if COLLECT_ANCESTORS is set */
	struct lineage *lineage; /* set by pipeline__open(); NULL: show no ancestors */
	struct ancestry *ancestry; /* likewise; NULL: show no command lines of them */
	struct environs *environs; /* likewise; NULL: show whole environments */
	struct helper *helper; /* NULL: nothing needs one */
	const struct env_choice *env; /* NULL: show the whole environment */
	size_t max_args;
	uint64_t count; /* show no more events than this */
	struct output *out;
	struct summary *summary;

	struct event event;
	struct strbuf redacted_args, redacted_env; /* text of the event */
	struct path_search path_search;
	struct path_probe last_probe;
	struct reason_queue reasons; /* helper and job are set by the caller */
	struct reassembly reassembly;
	uint64_t ring_full; /* highest count in a record so far */
	uint64_t unwritten[LOST_REASONS]; /* counted as lost, not yet in the stream */
	uint64_t header_end; /* offset in the stream of the output */
	char header[LINE_BEGIN_SIZE]; /* begin of the header; repeated on a terminal */
	bool ending; /* the lines to come are the last */
};

/* Allocate what outlives an event: the line of the summary and, if enum collect says so,
 * the names of users and groups, the ancestry and the environments. Return 0, or a negative
 * errno after printing why; call pipeline__free() after either. */
int pipeline__open(struct pipeline *p, unsigned int collect);

/* Append the header of the format, if any, to the buffer. Return 0, or -ENOMEM after
 * printing why. */
int pipeline__begin(struct pipeline *p);

/*
 * The functions of struct consumer_ops; the first argument is a struct pipeline. Lines are
 * buffered; pipeline__batch_end() queues them, pipeline__record() only when the buffer is
 * large. All but the first return -ECANCELED once `count` events have been shown.
 */
void pipeline__batch_begin(void *pipeline);
int pipeline__record(void *pipeline, void *bytes, size_t size);
int pipeline__idle(void *pipeline, int *again_ms);
int pipeline__batch_end(void *pipeline);

/* Count lost events and append a line for them, if the format has any and there is room.
 * ktime_ns: when the loss was noticed, CLOCK_BOOTTIME. */
void pipeline__count_lost(struct pipeline *p, enum lost_reason reason, uint64_t count,
			  uint64_t ktime_ns);

/* Append the last lines, after the last record. ring_full and skipped are the final counts
 * of the kernel; once `count` events have been shown, ring_full is ignored. */
void pipeline__end(struct pipeline *p, uint64_t ring_full, uint64_t skipped);

/* Return how many events are counted as shown but not wholly written. */
uint64_t pipeline__events_left(const struct pipeline *p);

/* Free what the pipeline holds, and close the terminal. The output, the summary and the
 * filters are the caller's. */
void pipeline__free(struct pipeline *p);

#endif
