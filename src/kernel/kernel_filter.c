// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>

#include "base/process.h"
#include "kernel/kernel_filter.h"

void kernel_filter__configure(struct execsnoop_config *config,
			      const struct kernel_setup *setup,
			      const struct cgroup_filter *cgroups)
{
	for (size_t i = 0; i < setup->values.n; i++) {
		const struct filter_value *value = &setup->values.list[i];

		config->asked |= 1U << value->kind;
		if (value->verdict == FILTER_WANTED)
			config->wanted |= 1U << value->kind;
		if (setup->values.n <= FILTERS_FEW)
			config->few[config->n_few++] = (struct filter_few){
				.value = value->value,
				.kind = (uint8_t)value->kind,
				.verdict = (uint8_t)value->verdict,
			};
	}
	if (config->asked & 1U << FILTER_PPID)
		config->own_pidns = process__own_pidns();
	config->tree_depth = (uint8_t)setup->tree_depth;
	config->only_failed = setup->only_failed;
	config->priv_gain = setup->priv_gain;
	config->root_child = setup->root_child;
	config->n_hierarchies = (uint8_t)cgroups->n_hierarchies;
	config->exits_by_pid = config->exits &&
			       (config->asked || config->priv_gain ||
				config->root_child || config->n_hierarchies);
	config->exits_of_forks = setup->exits_of_forks;
	config->end_status = setup->ends.status;
	memcpy(config->end_codes, setup->ends.codes, sizeof(config->end_codes));
	config->end_signals = setup->ends.signals;
	config->slower_ns = setup->ends.slower_ns;
	config->cpu_over_ns = setup->ends.cpu_over_ns;
	config->cgroups_wanted = (uint8_t)cgroups->required;
	for (size_t i = 0; i < cgroups->n_hierarchies; i++)
		config->hierarchies[i] = (uint8_t)cgroups->hierarchies[i];
}

int kernel_filter__add(struct bpf_map *map, const struct filter_values *values)
{
	int err = 0;

	if (!bpf_map__autocreate(map))
		return 0;
	for (size_t i = 0; i < values->n && !err; i++) {
		const struct filter_value *value = &values->list[i];
		const struct filter_key key = { value->kind, value->value };
		uint8_t verdict = 0;

		/* The same value may be given with and without "!". */
		bpf_map__lookup_elem(map, &key, sizeof(key), &verdict, sizeof(verdict),
				     0);
		verdict |= (uint8_t)value->verdict;
		err = bpf_map__update_elem(map, &key, sizeof(key), &verdict,
					   sizeof(verdict), BPF_ANY);
	}
	return err;
}
