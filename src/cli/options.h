/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The command line: one table makes the parser and --help, and a test holds the
 * manual against it. Only this module sees argv. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "kernel/setup.h"
#include "redact/redact.h"
#include "run/command.h"
#include "select/filter.h"
#include "select/filter_values.h"
#include "show/env.h"
#include "show/format.h"

enum action {
	ACTION_TRACE,
	ACTION_CHECK,
	ACTION_HELP,
	ACTION_COLUMNS,
	ACTION_VERSION,
};

struct options {
	enum action action;
	struct kernel_setup kernel;
	const struct formatter *format;
	const char *write_path; /* NULL: stdout */
	unsigned int columns_asked; /* enum column_bits */
	struct column_list columns_given, columns_added; /* by -O, and by its "+" */
	struct env_choice env;
	bool columns_help;
	struct column_list columns; /* what that comes to */
	unsigned int verbose;
	bool quote;
	bool no_sandbox;
	bool check, help, version; /* as given; action is what they come to */
	bool until_match; /* count is 1 then */
	struct cgroup_patterns cgroups; /* of -c --unit --container */
	struct filter filter;
	struct redactor redactor;
	char **command; /* into argv, ends with NULL; NULL: none */
	struct run_as run_as; /* the command's */
	uint64_t max_args; /* SIZE_MAX: no limit */
	uint64_t count; /* events after which to end; UINT64_MAX: no limit */
	uint64_t duration_ns; /* since tracing began; 0: no limit */
	bool show_ancestors; /* by --ancestors, in kv too */
};

/* Fills opts. Returns 0, or -EINVAL after having said what is wrong. */
int options__parse(struct options *opts, int argc, char **argv);

void options__print_help(void);
void options__print_columns(void);
void options__free(struct options *opts);

#endif
