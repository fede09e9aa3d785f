// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/strbuf.h"
#include "base/util.h"
#include "execsnoop.h"
#include "show/summary.h"

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

/* " (ring_full 3, skipped 1)", or nothing. */
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

/* Returns whether it could be said. */
static bool warn(const struct summary *s)
{
	struct strbuf line = {};
	const char *text;
	bool said;

	strbuf__adds(&line, "lost ");
	add_count(&line, sum(s->unwarned), " event", " events");
	add_reasons(&line, s->unwarned);
	if (s->unwarned[LOST_RING_FULL] && s->ring_size <= RING_SIZE_MAX / 4)
		strbuf__printf(&line, "; a larger ring (-b %lluK) or a filter may help",
			       (unsigned long long)s->ring_size / 1024 * 4);
	else if (s->unwarned[LOST_RING_FULL])
		strbuf__adds(&line, "; a filter may help");
	text = strbuf__cstr(&line);
	said = log_warn_nowait("%s", text ? text : "out of memory");
	strbuf__free(&line);
	return said;
}

void summary__lose(struct summary *s, enum lost_reason reason, uint64_t count)
{
	uint64_t now = clock_ns(CLOCK_MONOTONIC);

	s->lost[reason] += count;
	s->unwarned[reason] += count;
	if (s->warned_ns && now - s->warned_ns < NSEC_PER_SEC)
		return;
	if (!warn(s))
		return;
	s->warned_ns = now;
	memset(s->unwarned, 0, sizeof(s->unwarned));
}

/* Also frees it. */
static void say(struct strbuf *line)
{
	const char *text = strbuf__cstr(line);

	log_warn("%s", text ? text : "out of memory");
	strbuf__free(line);
}

void summary__print(const struct summary *s, const struct final_counts *final)
{
	uint64_t filtered = s->filtered + final->filtered;
	struct strbuf line = {};

	add_count(&line, s->shown, " event shown", " events shown");
	if (s->folded) {
		strbuf__adds(&line, ", ");
		add_count(&line, s->folded, " probe folded", " probes folded");
	}
	if (filtered) {
		strbuf__adds(&line, ", ");
		add_count(&line, filtered, " filtered out", " filtered out");
	}
	strbuf__printf(&line, ", %llu lost", (unsigned long long)sum(s->lost));
	add_reasons(&line, s->lost);
	if (final->hidden) {
		strbuf__adds(&line, ", ");
		add_count(&line, final->hidden, " failed exec hidden (-x shows it)",
			  " failed execs hidden (-x shows them)");
	}
	say(&line);
	if (final->cut) {
		add_count(&line, final->cut, " event lacks arguments",
			  " events lack arguments");
		strbuf__adds(&line, ": the ring buffer was full");
		say(&line);
	}
	if (final->forgotten) {
		add_count(&line, final->forgotten,
			  " command line of an ancestor was forgotten",
			  " command lines of ancestors were forgotten");
		strbuf__adds(&line, ": more programs have run than are remembered");
		say(&line);
	}
	if (final->unnoted) {
		add_count(&line, final->unnoted,
			  " call began without being noted: its latency is unknown",
			  " calls began without being noted: their latency is unknown");
		say(&line);
	}
	if (final->strayed) {
		add_count(&line, final->strayed, " fork or exit was not seen",
			  " forks or exits were not seen");
		strbuf__adds(
			&line,
			": of a tree that was followed, what they started may be missing");
		say(&line);
	}
}
