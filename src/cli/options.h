/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The command line. One table yields the parser and --help; a test compares the manual
 * with it. Only this module reads argv. */
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
	ACTION_ERRORS,
	ACTION_VERSION,
};

/* What --exit shows. */
enum exit_choice {
	EXIT_ENDS = 1 << 0, /* ends; set if any of the others is */
	EXIT_BOTH = 1 << 1, /* starts too, in all formats; else only in JSON */
	EXIT_ONLY = 1 << 2, /* no starts, in JSON neither */
	EXIT_FORKS = 1 << 3, /* also of processes that have not exec'ed */
};

/* Ways to end, as the values of --status select them. */
struct end_set {
	bool any;
	uint64_t codes[4], signals; /* as in struct end_filter */
};

struct options {
	enum action action;
	struct kernel_setup kernel;
	const struct formatter *format;
	const char *write_path; /* NULL: stdout */
	bool append; /* do not truncate it */
	uint64_t backlog; /* bytes of lines that may wait for the output */
	unsigned int column_bits; /* enum column_bits: of -T, -t, ... */
	struct column_list columns_listed, columns_added; /* of -O: plain, and with "+" */
	struct env_choice env;
	bool columns_help, errno_help;
	struct column_list columns; /* to show, by all of these */
	unsigned int verbose;
	bool quote;
	size_t width; /* as in struct format_context */
	bool no_sandbox;
	bool check, help, version; /* as given; they set action */
	bool until_match; /* then count is 1 */
	struct cgroup_patterns cgroups; /* of -c --unit --container */
	struct filter filter;
	unsigned int exits; /* enum exit_choice */
	struct end_set ends_wanted, ends_unwanted; /* of --status; they set kernel.ends */
	bool hide_starts;
	struct redactor redactor;
	char **command; /* points into argv, NULL-terminated; NULL: none */
	struct run_as run_as; /* the user that runs command */
	uint64_t max_args; /* SIZE_MAX: no limit */
	uint64_t count; /* end after n events; UINT64_MAX: no limit */
	uint64_t duration_ns; /* of tracing; 0: no limit */
	uint8_t ancestors; /* levels to show; kernel.ancestors may be more */
	bool show_ancestors; /* --ancestors: a column, in kv too */
};

/* Fill opts, which the caller frees in either case; it points into argv. Returns 0, or
 * -EINVAL after printing what is wrong. */
int options__parse(struct options *opts, int argc, char **argv);

void options__print_help(void);
void options__print_columns(void);
void options__print_errors(void);
void options__free(struct options *opts);

#endif
