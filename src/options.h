/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The command line: one table makes the parser and --help, and a test holds the
 * manual against it. Only this module sees argv. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "filter.h"
#include "format.h"

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
	ACTION_VERSION,
};

struct id_list {
	uint32_t *ids;
	size_t n;
};

struct path_list {
	const char **paths;
	size_t n;
};

struct options {
	enum action action;
	const struct formatter *format;
	const char *write_path; /* NULL: stdout */
	const char *bpf_object; /* NULL: the environment's, or the built-in one */
	const char *btf; /* NULL: the kernel's own */
	unsigned int columns; /* enum column_bits */
	unsigned int verbose;
	bool show_failed;
	bool quote;
	bool lite;
	bool no_sandbox;
	bool check, help, version; /* as given; action is what they come to */
	struct id_list uids, ppids;
	struct path_list cgroups;
	struct filter filter;
	size_t max_args;
	uint32_t args_size; /* bytes kept of one command line */
	uint64_t ring_size; /* bytes: whole pages times a power of two */
};

/* Fills opts. Returns 0, or -EINVAL after having said what is wrong. */
int options__parse(struct options *opts, int argc, char **argv);

void options__print_help(void);
void options__free(struct options *opts);

#endif
