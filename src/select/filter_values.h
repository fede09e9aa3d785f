/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the user chose by, as typed: for what resolves it and tells the kernel. */
#ifndef FILTER_VALUES_H
#define FILTER_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "execsnoop_filter.h"

struct filter_value {
	enum filter_kind kind;
	uint32_t value;
	enum filter_verdict verdict;
};

/* In the order given; a value may stand there twice, wanted and unwanted. */
struct filter_values {
	struct filter_value *list;
	size_t n;
	uint32_t command; /* tid of COMMAND, as the initial pid namespace has it: one of
			   * the trees; 0: there is none, or it is not known */
};

struct cgroup_pattern {
	enum cgroup_kind kind;
	const char *option; /* its name, such as "unit" */
	const char *value; /* as typed; points into argv */
	const char *text; /* the value without its "!", never empty */
	bool unwanted;
};

struct cgroup_patterns {
	struct cgroup_pattern *list;
	size_t n;
};

/* Bits of 1 << enum filter_kind: of which there is a value with one of these verdicts. */
static inline uint32_t filter_values__kinds(const struct filter_values *values,
					    unsigned int verdicts)
{
	uint32_t kinds = 0;

	for (size_t i = 0; i < values->n; i++)
		if (values->list[i].verdict & verdicts)
			kinds |= 1U << values->list[i].kind;
	return kinds;
}

/* Whether what has this value of a kind is wanted: as bpf/filter.bpf.h has it. */
static inline bool filter_values__pass(const struct filter_values *values,
				       enum filter_kind kind, uint32_t value)
{
	unsigned int verdict = 0;
	bool any_wanted = false;

	for (size_t i = 0; i < values->n; i++) {
		const struct filter_value *said = &values->list[i];

		if (said->kind != kind)
			continue;
		any_wanted = any_wanted || said->verdict == FILTER_WANTED;
		if (said->value == value)
			verdict |= said->verdict;
	}
	return verdict ? verdict == FILTER_WANTED : !any_wanted;
}

#endif
