/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The values of numeric and cgroup filters, as the options give them. */
#ifndef FILTER_VALUES_H
#define FILTER_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "execsnoop_cgroup.h"
#include "execsnoop_filter.h"

struct filter_value {
	enum filter_kind kind;
	uint32_t value;
	enum filter_verdict verdict;
};

/* In the order given; a value may occur twice, plain and negated. */
struct filter_values {
	struct filter_value *list;
	size_t n;
	uint32_t command; /* pid of COMMAND in the initial pid namespace, the root of one
			   * of the trees; 0: none, or unknown */
};

struct cgroup_pattern {
	enum cgroup_kind kind;
	const char *option; /* its name, such as "unit" */
	const char *value; /* with its "!"; owned by the options */
	const char *text; /* the value without its "!", never empty */
	bool negated;
};

struct cgroup_patterns {
	struct cgroup_pattern *list;
	size_t n;
};

/* Bits of 1 << enum filter_kind: the kinds that have a value with one of verdicts. */
static inline uint32_t filter_values__kinds(const struct filter_values *values,
					    unsigned int verdicts)
{
	uint32_t kinds = 0;

	for (size_t i = 0; i < values->n; i++)
		if (values->list[i].verdict & verdicts)
			kinds |= 1U << values->list[i].kind;
	return kinds;
}

/* Whether an event with this value passes the filters of kind, as bpf/filter.bpf.h
 * decides. */
static inline bool filter_values__pass(const struct filter_values *values,
				       enum filter_kind kind, uint32_t value)
{
	unsigned int verdict = 0;
	bool any_positive = false;

	for (size_t i = 0; i < values->n; i++) {
		const struct filter_value *v = &values->list[i];

		if (v->kind != kind)
			continue;
		any_positive = any_positive || v->verdict == FILTER_WANTED;
		if (v->value == value)
			verdict |= v->verdict;
	}
	return verdict ? verdict == FILTER_WANTED : !any_positive;
}

#endif
