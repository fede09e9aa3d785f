// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <time.h>

#include "execsnoop.h"
#include "log.h"
#include "strbuf.h"
#include "summary.h"
#include "util.h"

static const char *const names[LOST_REASONS] = {
	[LOST_RING_FULL] = "ring_full",
	[LOST_SKIPPED] = "skipped",
	[LOST_BAD_RECORD] = "bad_record",
	[LOST_NO_MEMORY] = "no_memory",
};

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

/* Also frees it. */
static void say(struct strbuf *line)
{
	const char *text = strbuf__cstr(line);

	log_warn("%s", text ? text : "out of memory");
	strbuf__free(line);
}

static void add_warning(struct strbuf *line, const struct summary *s,
			enum lost_reason reason)
{
	strbuf__adds(line, "lost ");
	add_count(line, s->unwarned, " event: ", " events: ");
	if (reason != LOST_RING_FULL)
		strbuf__adds(line, names[reason]);
	else if (s->ring_size > RING_SIZE_MAX / 4)
		strbuf__adds(line, "the ring buffer is full; a filter may help");
	else
		strbuf__printf(
			line,
			"the ring buffer is full; a larger one (-b %lluK) or a filter may help",
			(unsigned long long)s->ring_size / 1024 * 4);
}

void summary__lose(struct summary *s, enum lost_reason reason, uint64_t count)
{
	uint64_t now = clock_ns(CLOCK_MONOTONIC);
	struct strbuf line = {};

	s->lost[reason] += count;
	s->unwarned += count;
	if (s->warned_ns && now - s->warned_ns < NSEC_PER_SEC)
		return;
	add_warning(&line, s, reason);
	say(&line);
	s->warned_ns = now;
	s->unwarned = 0;
}

static void add_lost(struct strbuf *line, const struct summary *s)
{
	uint64_t total = 0;
	const char *before = " (";

	for (int i = 0; i < LOST_REASONS; i++)
		total += s->lost[i];
	strbuf__printf(line, ", %llu lost", (unsigned long long)total);
	for (int i = 0; i < LOST_REASONS; i++) {
		if (!s->lost[i])
			continue;
		strbuf__printf(line, "%s%s %llu", before, names[i],
			       (unsigned long long)s->lost[i]);
		before = ", ";
	}
	if (total)
		strbuf__addc(line, ')');
}

void summary__print(const struct summary *s, const struct final_counts *final)
{
	uint64_t filtered = s->filtered + final->filtered;
	struct strbuf line = {};

	add_count(&line, s->shown, " event shown", " events shown");
	if (filtered) {
		strbuf__adds(&line, ", ");
		add_count(&line, filtered, " filtered out", " filtered out");
	}
	add_lost(&line, s);
	if (final->hidden) {
		strbuf__adds(&line, ", ");
		add_count(&line, final->hidden, " failed exec hidden (-x shows it)",
			  " failed execs hidden (-x shows them)");
	}
	say(&line);
	if (!final->pending_full)
		return;
	add_count(&line, final->pending_full,
		  " call began without being noted: its latency is unknown",
		  " calls began without being noted: their latency is unknown");
	say(&line);
}
