// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <unistd.h>

#include "base/util.h"
#include "record/end.h"

/* Two clocks differ by a constant on each CPU, but only one of them is adjusted (NTP): after
 * this time they may differ by a millisecond. */
#define CLOCKS_AGREE_NS (10 * NSEC_PER_SEC)

/* A CPU time of which a tick is less than 1 %. */
#define TICK_IS_LITTLE_NS NSEC_PER_SEC

/* Below this, the number of ticks says nothing: some ten at 100 Hz. */
#define TICKS_MEAN_NS (NSEC_PER_SEC / 10)

static uint64_t difference(uint64_t end, uint64_t begin)
{
	return end == USAGE_UNKNOWN || begin == USAGE_UNKNOWN || end < begin ?
		       UINT64_MAX :
		       end - begin;
}

/*
 * The scheduler has added to cpu_ns what was used until its last tick or switch. If both
 * moments are of one CPU, what came after that is known too: running_ns in place of
 * stint_ns, in which the difference of the clocks cancels.
 */
static void set_cpu(struct program_end *end, const struct usage *begin,
		    const struct usage *last, bool lacks_threads)
{
	const uint64_t added = difference(last->cpu_ns, begin->cpu_ns);
	const int64_t more = (int64_t)(last->running_ns - last->stint_ns -
				       (begin->running_ns - begin->stint_ns));
	const int64_t tick = USAGE_TAIL_MAX;
	const bool whole = last->cpu == begin->cpu && added != UINT64_MAX &&
			   end->duration_ns < CLOCKS_AGREE_NS && more < tick &&
			   more > -tick && (int64_t)added + more >= 0;

	end->cpu_ns = whole ? added + (uint64_t)more : added;
	end->cpu_at_least = lacks_threads || !(whole || added >= TICK_IS_LITTLE_NS);
}

/* Ticks tell only how to split the time. */
static void set_parts(struct program_end *end, const struct usage *begin,
		      const struct usage *last)
{
	const uint64_t user = difference(last->user_ns, begin->user_ns);
	const uint64_t system = difference(last->system_ns, begin->system_ns);

	if (user == UINT64_MAX || system == UINT64_MAX || end->cpu_ns == UINT64_MAX ||
	    user + system < TICKS_MEAN_NS)
		return;
	end->user_ns =
		(uint64_t)((double)end->cpu_ns * (double)user / (double)(user + system));
	end->system_ns = end->cpu_ns - end->user_ns;
}

/* max_rss of the process includes what it was before the exec; only what is above that is
 * certainly the program's own. */
static void set_memory(struct program_end *end, const struct usage *begin,
		       const struct usage *last, uint64_t rss)
{
	const uint64_t page_kb = (uint64_t)sysconf(_SC_PAGESIZE) / 1024;

	end->max_rss_kb = (rss ? rss : last->max_rss) * page_kb;
	end->max_rss_at_most = !rss && (!begin || last->max_rss <= begin->max_rss);
}

void program_end__set(struct program_end *end, const struct exec_usage *begin,
		      uint64_t begin_ns, const struct end_moment *last)
{
	const struct usage *first = begin ? &begin->usage : NULL;

	*end = (struct program_end){
		.exec_seen = begin,
		.replaced = last->flags & EXIT_REPLACED,
		.status = last->status,
		.threads = last->threads ? last->threads : UINT64_MAX,
		.oom = last->flags & EXIT_OOM,
		.killed = last->flags & EXIT_KILLED,
		.duration_ns = UINT64_MAX,
		.cpu_ns = UINT64_MAX,
		.user_ns = UINT64_MAX,
		.system_ns = UINT64_MAX,
		.read_bytes = UINT64_MAX,
		.write_bytes = UINT64_MAX,
		.major_faults = UINT64_MAX,
	};
	if (end->killed)
		end->sender = *last->sender;
	set_memory(end, first, last->usage, last->rss);
	if (!begin)
		return;
	end->duration_ns = difference(last->ktime_ns, begin_ns);
	set_cpu(end, first, last->usage, last->flags & EXIT_THREADS);
	set_parts(end, first, last->usage);
	end->read_bytes = difference(last->usage->read_bytes, first->read_bytes);
	end->write_bytes = difference(last->usage->write_bytes, first->write_bytes);
	end->major_faults = difference(last->usage->major_faults, first->major_faults);
}
