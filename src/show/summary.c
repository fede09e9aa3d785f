// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/strbuf.h"
#include "base/util.h"
#include "show/summary.h"

/* Probes in as many directories as a short PATH has: the summary names the remedy. */
#define FOLDABLE_MANY 5

static const char *const names[LOST_REASONS] = {
	[LOST_RING_FULL] = "ring_full",	      [LOST_SKIPPED] = "skipped",
	[LOST_BAD_RECORD] = "bad_record",     [LOST_NO_MEMORY] = "no_memory",
	[LOST_BACKLOG_FULL] = "backlog_full", [LOST_NOT_WRITTEN] = "not_written",
};

/* Bytes of the longest line and its NUL, and some more. */
#define LINE_SIZE 1024

int summary__open(struct summary *s)
{
	return strbuf__reserve(&s->line, LINE_SIZE) ? 0 : -ENOMEM;
}

void summary__close(struct summary *s)
{
	strbuf__free(&s->line);
}

const char *lost_reason_name(enum lost_reason reason)
{
	return names[reason];
}

static void add_count(struct strbuf *line, uint64_t n, const char *singular,
		      const char *plural)
{
	strbuf__add_u64(line, n, 1);
	strbuf__adds(line, n == 1 ? singular : plural);
}

/* Append " (ring_full 3, skipped 1)", or nothing if all counts are 0. */
static void add_reasons(struct strbuf *line, const uint64_t counts[LOST_REASONS])
{
	const char *before = " (";

	for (int i = 0; i < LOST_REASONS; i++) {
		if (!counts[i])
			continue;
		strbuf__printf(line, "%s%s %llu", before, names[i],
			       (unsigned long long)counts[i]);
		before = ", ";
	}
	if (*before == ',')
		strbuf__addc(line, ')');
}

static uint64_t sum(const uint64_t counts[LOST_REASONS])
{
	uint64_t total = 0;

	for (int i = 0; i < LOST_REASONS; i++)
		total += counts[i];
	return total;
}

/* Print how many events were lost since the last warning. Return false if that would
 * block. */
static bool warn(struct summary *s)
{
	struct strbuf *line = &s->line;
	const char *text;

	strbuf__reset(line);
	strbuf__adds(line, "lost ");
	add_count(line, sum(s->unreported), " event", " events");
	add_reasons(line, s->unreported);
	if (s->unreported[LOST_RING_FULL] && s->ring_size <= RING_SIZE_MAX / 4)
		strbuf__printf(line, "; a larger ring (-b %lluK) or a filter may help",
			       (unsigned long long)s->ring_size / 1024 * 4);
	else if (s->unreported[LOST_RING_FULL])
		strbuf__adds(line, "; a filter may help");
	if (s->unreported[LOST_BACKLOG_FULL])
		strbuf__printf(line,
			       "; the output is behind: a larger --backlog than "
			       "%lluK or a filter may help",
			       (unsigned long long)s->backlog / 1024);
	text = strbuf__cstr(line);
	return log_warn_nowait("%s", text ? text : "out of memory");
}

void summary__count_lost(struct summary *s, enum lost_reason reason, uint64_t count)
{
	uint64_t now = clock_ns(CLOCK_MONOTONIC);

	s->lost[reason] += count;
	s->unreported[reason] += count;
	if (s->last_warning_ns && now - s->last_warning_ns < NSEC_PER_SEC)
		return;
	if (!warn(s))
		return;
	s->last_warning_ns = now;
	memset(s->unreported, 0, sizeof(s->unreported));
}

/* Empty the line afterwards. */
static void print_line(struct strbuf *line)
{
	const char *text = strbuf__cstr(line);

	log_warn("%s", text ? text : "out of memory");
	strbuf__reset(line);
}

#define FINAL(member) offsetof(struct final_counts, member)

/* The counts that have a line of their own, in order. */
static const struct {
	size_t count; /* offset in struct final_counts */
	const char *singular, *plural;
} final_lines[] = {
	{ FINAL(counters[COUNT_CUT]), " event lacks arguments: the ring buffer was full",
	  " events lack arguments: the ring buffer was full" },
	{ FINAL(counters[COUNT_FORKS_LOST]),
	  " fork was not recorded: ancestors may be missing",
	  " forks were not recorded: ancestors may be missing" },
	{ FINAL(unfollowed),
	  " process was forgotten: more run than are remembered; ancestors may be missing",
	  " processes were forgotten: more run than are remembered; ancestors may be missing" },
	{ FINAL(evicted),
	  " command line of an ancestor was forgotten: more programs have run than are remembered",
	  " command lines of ancestors were forgotten: more programs have run than are remembered" },
	{ FINAL(forgotten),
	  " program was forgotten before its end: events are lost, or more run than are remembered",
	  " programs were forgotten before their end: events are lost, or more run than are remembered" },
	{ FINAL(unanswered),
	  " question had no answer from a process or a file system: what depends on it is unknown",
	  " questions had no answer from a process or a file system: what depends on it is unknown" },
	{ FINAL(counters[COUNT_PENDING_FULL]),
	  " call has no recorded start: its latency is unknown",
	  " calls have no recorded start: their latency is unknown" },
	{ FINAL(untracked),
	  " fork or exit was not seen: execs in followed trees may be missing",
	  " forks or exits were not seen: execs in followed trees may be missing" },
};

static void print_final_lines(const struct final_counts *final, struct strbuf *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(final_lines); i++) {
		uint64_t n;

		memcpy(&n, (const char *) final + final_lines[i].count, sizeof(n));
		if (!n)
			continue;
		add_count(line, n, final_lines[i].singular, final_lines[i].plural);
		print_line(line);
	}
}

/* Append ", N TEXT" unless `n` is 0. */
static void add_more(struct strbuf *line, uint64_t n, const char *singular,
		     const char *plural)
{
	if (!n)
		return;
	strbuf__adds(line, ", ");
	add_count(line, n, singular, plural);
}

/* waiting: see summary__print_so_far(); NULL at the end. */
static void print_counts(struct summary *s, const struct final_counts *final,
			 const uint64_t *waiting)
{
	struct strbuf *line = &s->line;

	strbuf__reset(line);
	strbuf__adds(line, waiting ? "so far: " : "");
	add_count(line, s->shown, " event shown", " events shown");
	if (waiting && *waiting) {
		strbuf__adds(line, " (");
		add_count(line, *waiting, " not yet written)", " not yet written)");
	}
	if (s->undecided)
		strbuf__printf(line, ", %llu undecided",
			       (unsigned long long)s->undecided);
	add_more(line, s->folded, " probe folded", " probes folded");
	add_more(line, s->filtered + final->counters[COUNT_FILTERED], " filtered out",
		 " filtered out");
	strbuf__printf(line, ", %llu lost", (unsigned long long)sum(s->lost));
	add_reasons(line, s->lost);
	add_more(line, s->redacted_whole, " argument redacted whole",
		 " arguments redacted whole");
	add_more(line, s->hidden + final->counters[COUNT_HIDDEN],
		 " failed exec hidden (-x shows it)",
		 " failed execs hidden (-x shows them)");
	add_more(line, s->hidden_checks + final->counters[COUNT_CHECKS],
		 " check hidden (--checks shows it)",
		 " checks hidden (--checks shows them)");
	if (s->foldable >= FOLDABLE_MANY)
		strbuf__printf(line, ", %llu probes along PATH (--fold-path folds them)",
			       (unsigned long long)s->foldable);
	print_line(line);
	print_final_lines(final, line);
}

void summary__print(struct summary *s, const struct final_counts *final)
{
	print_counts(s, final, NULL);
}

void summary__print_so_far(struct summary *s, const struct final_counts *so_far,
			   uint64_t waiting)
{
	print_counts(s, so_far, &waiting);
}
