/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The command line: one table makes the parser and --help, and a test holds the
 * manual against it. Only this module sees argv. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "redact/redact.h"
#include "select/filter.h"
#include "select/wanted.h"
#include "show/env.h"
#include "show/format.h"

enum exit_code {
	EXIT_OK = 0,
	EXIT_RUNTIME = 1, /* a write error, a failure while tracing */
	EXIT_USAGE = 2, /* a bad option, or a file it names */
	EXIT_UNSUPPORTED = 3, /* this kernel or user cannot run it */
};

enum action {
	ACTION_TRACE,
	ACTION_CHECK,
	ACTION_HELP,
	ACTION_COLUMNS,
	ACTION_VERSION,
};

struct run_as {
	const char *name; /* NULL: as we are; belongs to the options */
	uid_t uid;
	gid_t gid; /* of its entry in passwd(5) */
};

struct options {
	enum action action;
	const struct formatter *format;
	const char *write_path; /* NULL: stdout */
	const char *bpf_object; /* NULL: the environment's, or the built-in one */
	const char *btf; /* NULL: the kernel's own */
	unsigned int columns_asked; /* enum column_bits */
	struct column_list columns_given, columns_added; /* by -O, and by its "+" */
	struct env_choice env;
	bool columns_help;
	struct column_list columns; /* what that comes to */
	unsigned int collect; /* enum collect: for columns and filters */
	unsigned int verbose;
	bool show_failed; /* also if only_failed */
	bool only_failed; /* also if there is a FILTER_ERRNO */
	bool fold_path; /* then columns_asked has COLUMN_PROBES */
	bool priv_gain;
	bool root_child;
	bool quote;
	bool lite;
	bool no_sandbox;
	bool check, help, version; /* as given; action is what they come to */
	bool wait_all; /* for the tree, not only for its root */
	bool until_match; /* count is 1 then */
	struct filter_values values; /* of -u -g -P -p --mntns --pidns --errno */
	struct cgroup_patterns cgroups; /* of -c --unit --container */
	struct filter filter;
	struct redactor redactor;
	char **command; /* into argv, ends with NULL; NULL: none */
	struct run_as run_as; /* the command's */
	uint64_t count; /* events after which to end; UINT64_MAX: no limit */
	uint64_t duration_ns; /* since tracing began; 0: no limit */
	size_t max_args;
	bool show_ancestors; /* by --ancestors, in kv too */
	uint8_t ancestors; /* so many of them, if they are shown */
	uint32_t args_size; /* bytes kept of one command line, and of one environment */
	uint64_t ring_size; /* bytes: whole pages times a power of two */
};

/* Fills opts. Returns 0, or -EINVAL after having said what is wrong. */
int options__parse(struct options *opts, int argc, char **argv);

void options__print_help(void);
void options__print_columns(void);
void options__free(struct options *opts);

#endif
