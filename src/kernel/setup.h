/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The options of a run that the checks, the probes and the loader use. */
#ifndef SETUP_H
#define SETUP_H

#include <stdbool.h>
#include <stdint.h>

#include "select/end_filter.h"
#include "select/filter_values.h"

struct kernel_setup {
	const char *bpf_object; /* --bpf-object; NULL: see object__path() */
	const char *btf; /* --btf; NULL: the running kernel's own */
	uint64_t ring_size; /* bytes: whole pages times a power of two */
	uint32_t args_size; /* bytes stored of one command line, and of one environment */
	unsigned int collect; /* enum collect: for columns and filters */
	uint8_t ancestors; /* levels, if COLLECT_ANCESTORS is set */
	bool show_failed; /* also set if only_failed is */
	bool show_checks; /* calls of execveat with AT_EXECVE_CHECK */
	bool only_failed; /* also set if values has a FILTER_ERRNO */
	bool fold_path; /* one event per PATH search, filtered in user space */
	bool priv_gain;
	bool root_child;
	bool lite; /* sched_process_exec alone */
	uint64_t tree_depth; /* --depth, or TREE_DEPTH_MAX: no limit */
	bool count_tree; /* count the execs in trees; the only one is COMMAND's */
	bool exits_of_forks; /* with COLLECT_EXITS, also of processes that do not exec */
	struct end_filter ends;
	bool wait_all; /* map the trees, for loader__trees_are_empty() */
	struct filter_values values; /* numeric filters, and the command's pid */
};

#endif
