/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How a program ended, and what it took. */
#ifndef END_H
#define END_H

#include <stdbool.h>
#include <stdint.h>

#include "execsnoop.h"

/* Numbers are UINT64_MAX if they are unknown. */
struct program_end {
	bool exec_seen; /* its begin was traced; else only comm, ids and status are known */
	bool replaced; /* by the next exec of its process: it has no status */
	int status; /* as in wait(2) */
	uint64_t duration_ns; /* from the exec */
	uint64_t cpu_ns; /* of this program alone, by all its threads */
	uint64_t user_ns, system_ns; /* parts of cpu_ns */
	uint64_t max_rss_kb; /* of this program alone */
	uint64_t read_bytes, write_bytes; /* from and to storage */
	uint64_t major_faults;
	uint64_t threads; /* started, with the first */
	bool oom; /* the kernel killed it because memory ran out */
	bool killed; /* by a signal that a process has sent: */
	struct signal_sender sender;
	bool cpu_at_least; /* cpu_ns lacks up to a tick, or threads */
	bool max_rss_at_most; /* only this bound is known */
};

/* The moment at which a program ended. */
struct end_moment {
	uint64_t ktime_ns;
	const struct usage *usage;
	uint64_t rss; /* as in struct exit_record */
	unsigned int flags; /* enum exit_flags */
	int status;
	unsigned int threads; /* as in struct exit_record */
	const struct signal_sender *sender; /* if EXIT_KILLED */
};

/* Fill `end`. begin: of the program, at begin_ns; NULL: unknown. */
void program_end__set(struct program_end *end, const struct exec_usage *begin,
		      uint64_t begin_ns, const struct end_moment *last);

/* Whether the program was ended by a signal; its number is then end->status & 0x7f. */
static inline bool program_end__is_signal(const struct program_end *end)
{
	return !end->replaced && end->status & 0x7f;
}

#endif
