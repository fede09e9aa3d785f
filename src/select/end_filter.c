// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "select/end_filter.h"

bool end_filter__asked(const struct end_filter *f)
{
	return f->status || f->slower_ns || f->cpu_over_ns;
}

static bool has_status(const struct end_filter *f, const struct program_end *end)
{
	const unsigned int code = (unsigned int)end->status >> 8 & 0xff;

	if (end->replaced)
		return false;
	if (program_end__is_signal(end))
		return f->signals >> (end->status & 63) & 1;
	return f->codes[code / 64] >> code % 64 & 1;
}

static bool is_over(uint64_t value, uint64_t limit)
{
	return !limit || (value != UINT64_MAX && value >= limit);
}

bool end_filter__pass(const struct end_filter *f, const struct program_end *end)
{
	return (!f->status || has_status(f, end)) &&
	       is_over(end->duration_ns, f->slower_ns) &&
	       is_over(end->cpu_ns, f->cpu_over_ns);
}
