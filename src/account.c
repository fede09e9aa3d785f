// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <string.h>

#include "account.h"
#include "base/exit_code.h"
#include "base/helper.h"
#include "base/log.h"
#include "run/command_report.h"

/* Read the counters of the other modules. */
static struct final_counts read_counts(const struct account *a)
{
	struct final_counts counts = {};
	uint64_t missed;

	memcpy(counts.counters, loader__shared(a->ld)->counters, sizeof(counts.counters));
	counts.counters[COUNT_PENDING_FULL] += loader__missed_entries(a->ld);
	missed = loader__missed_tasks(a->ld);
	if (loader__follows_trees(a->ld))
		counts.untracked = missed;
	if (a->p->lineage)
		counts.counters[COUNT_FORKS_LOST] += missed;
	counts.unfollowed = lineage__evicted(a->p->lineage);
	counts.evicted = ancestry__evicted(a->p->ancestry);
	counts.forgotten = programs__evicted(a->p->programs);
	counts.unanswered = helper__unanswered(a->p->helper);
	return counts;
}

void account__report_so_far(void *account)
{
	const struct account *a = account;
	struct summary *s = a->p->summary;
	struct final_counts counts = a->final;
	uint64_t full = 0, skipped = 0;

	if (log_blocks())
		return;
	if (!a->ended) {
		counts = read_counts(a);
		/* Losses that no record has reported yet. */
		full = loader__shared(a->ld)->ring_full - a->p->ring_full;
		skipped = loader__missed_events(a->ld);
	}
	s->lost[LOST_RING_FULL] += full;
	s->lost[LOST_SKIPPED] += skipped;
	summary__print_so_far(s, &counts, pipeline__events_left(a->p));
	s->lost[LOST_RING_FULL] -= full;
	s->lost[LOST_SKIPPED] -= skipped;
}

void account__end(struct account *a)
{
	pipeline__end(a->p, loader__shared(a->ld)->ring_full,
		      loader__missed_events(a->ld));
	a->final = read_counts(a);
	a->ended = true;
	output__flush(a->p->out);
}

int account__report(struct account *a, int output_err, int err)
{
	const uint64_t left = pipeline__events_left(a->p);
	struct summary *s = a->p->summary;

	if (output_err == -EPIPE) /* the reader has closed the output, as head(1) does */
		output_err = 0;
	else if (output_err && output_err != -ECHILD)
		log_error("cannot write events: %s", strerror(-output_err));
	if (err)
		log_failure("cannot read the ring buffer", err);
	s->shown -= left;
	s->lost[LOST_NOT_WRITTEN] += left;
	summary__print(s, &a->final);
	return err || output_err ? EXIT_RUNTIME : EXIT_OK;
}

void account__report_command(const struct account *a, const struct command *command)
{
	const uint64_t *counters = a->final.counters;
	const struct command_counts counts = {
		.started = counters[COUNT_STARTED],
		.failed = counters[COUNT_FAILED],
		.known = loader__counts_tree(a->ld),
		.failed_known = loader__sees_failed(a->ld),
		.ended_early = a->ended_early,
	};

	if (command->pid)
		command_report__print(command, &counts);
}
