/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Select ends of programs: --status, --slower, --cpu-over. */
#ifndef END_FILTER_H
#define END_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "record/end.h"

/* All zero: every end passes. */
struct end_filter {
	bool status; /* only these: */
	uint64_t codes[4]; /* bits of exit codes */
	uint64_t signals; /* bits of signal numbers */
	uint64_t slower_ns, cpu_over_ns; /* only programs that took as much; 0: any */
};

/* Whether any end may be rejected. */
bool end_filter__asked(const struct end_filter *f);

/* Whether an end passes. One whose value is unknown does not. */
bool end_filter__pass(const struct end_filter *f, const struct program_end *end);

#endif
