// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The values of what is no filter. */
#define _GNU_SOURCE
#include <errno.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "base/util.h"
#include "cli/option_values.h"
#include "execsnoop.h"

#define ARGS_SIZE_MAX ((uint64_t)ARGS_CHUNK * ARGS_CHUNKS_MAX)

const char *explain(const char *fmt, ...)
{
	static char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return text;
}

const char *explain_unknown(const char *what, struct suggest *n, const char *expected)
{
	if (n->n)
		return explain("no such %s; near: %s", what, suggest__text(n));
	return explain("no such %s; expected %s", what, expected);
}

const char *parse_output(struct options *opts, const char *value)
{
	opts->format = formatter__find(value);
	return opts->format ? NULL : "expected table, json or kv";
}

/* A format like those of -o, of which the last counts; but it is no option's value. */
const char *parse_shell(struct options *opts, const char *value)
{
	opts->format = &format_shell;
	return NULL;
}

static const char *set_file(const char **path, const char *value)
{
	*path = value;
	return *value ? NULL : "expected the name of a file";
}

static const char *unknown_column(const char *name)
{
	struct suggest n;
	char what[64];

	suggest__begin(&n, name);
	for (const struct column *col = columns; col->get; col++)
		suggest__offer(&n, col->name);
	snprintf(what, sizeof(what), "column as '%s'", name);
	return explain_unknown(
		what, &n, "names with commas between, or all; --columns=help lists them");
}

static const char *add_column(struct column_list *list, const char *name)
{
	const struct column *found = column__find(name);

	if (found) {
		column_list__add(list, found);
		return NULL;
	}
	if (strcmp(name, "all"))
		return unknown_column(name);
	for (const struct column *col = columns; col->get; col++)
		column_list__add(list, col);
	return NULL;
}

/* "+" stands before one name, or before all that follow. */
const char *parse_columns(struct options *opts, const char *value)
{
	char *list = strdup(value), *rest = list, *name;
	const char *error = list ? NULL : strerror(ENOMEM);
	bool more = false;

	opts->columns_help = opts->columns_help || !strcmp(value, "help");
	while (!error && !opts->columns_help && (name = strsep(&rest, ","))) {
		more = more || *name == '+';
		error = add_column(more ? &opts->columns_added : &opts->columns_given,
				   name + (*name == '+'));
	}
	free(list);
	return error;
}

const char *parse_fold_path(struct options *opts, const char *value)
{
	opts->kernel.fold_path = true;
	opts->columns_asked |= COLUMN_PROBES;
	return NULL;
}

const char *parse_ancestors(struct options *opts, const char *value)
{
	uint64_t n = ANCESTRY_LEVELS_MAX;

	if (value && (parse_u64(value, ANCESTRY_LEVELS_MAX, &n) || !n))
		return "expected a number of levels, 1 to 16";
	opts->show_ancestors = true;
	opts->kernel.ancestors = (uint8_t)n;
	return NULL;
}

const char *parse_env(struct options *opts, const char *value)
{
	const int err = env_choice__add(&opts->env, value);

	column_list__add(&opts->columns_added, column__find("env"));
	if (err == -EINVAL)
		return "expected names of variables with commas between, or all; a name has no =";
	return err ? strerror(-err) : NULL;
}

const char *parse_write(struct options *opts, const char *value)
{
	return set_file(&opts->write_path, value);
}

const char *parse_bpf_object(struct options *opts, const char *value)
{
	return set_file(&opts->kernel.bpf_object, value);
}

const char *parse_btf(struct options *opts, const char *value)
{
	return set_file(&opts->kernel.btf, value);
}

const char *parse_max_args(struct options *opts, const char *value)
{
	uint64_t n;

	if (parse_u64(value, INT32_MAX, &n))
		return "expected a number of arguments";
	opts->max_args = n;
	return NULL;
}

const char *parse_args_size(struct options *opts, const char *value)
{
	uint64_t size = ARGS_SIZE_MAX;

	if (strcmp(value, "max") && (parse_size(value, ARGS_SIZE_MAX, &size) || !size))
		return "expected bytes up to 8M, such as 512 or 64K, or max";
	opts->kernel.args_size = (uint32_t)size;
	return NULL;
}

const char *parse_buffer(struct options *opts, const char *value)
{
	if (parse_size(value, RING_SIZE_MAX, &opts->kernel.ring_size) ||
	    !opts->kernel.ring_size)
		return "expected bytes up to 2G, such as 256K or 4M";
	return NULL;
}

const char *parse_verbose(struct options *opts, const char *value)
{
	opts->verbose++;
	return NULL;
}

const char *parse_count(struct options *opts, const char *value)
{
	if (parse_u64(value, UINT64_MAX - 1, &opts->count) || !opts->count)
		return "expected a number of events, 1 or more";
	return NULL;
}

const char *parse_duration_option(struct options *opts, const char *value)
{
	if (parse_duration(value, &opts->duration_ns))
		return "expected a time above 0, such as 30 (seconds), 1.5m, 500ms, 8h or 7d";
	return NULL;
}

const char *explain_unknown_user(const char *name, const char *expected)
{
	const struct passwd *user;
	struct suggest n;

	suggest__begin(&n, name);
	while ((user = getpwent()))
		suggest__offer(&n, user->pw_name);
	endpwent();
	return explain_unknown("user", &n, expected);
}

const char *parse_run_as(struct options *opts, const char *value)
{
	const struct passwd *user = getpwnam(value);
	uint64_t uid;

	if (!user && !parse_u64(value, ID_MAX, &uid)) {
		user = getpwuid((uid_t)uid);
		if (!user)
			return "no such user; a number needs an entry in passwd(5), which tells its group";
	}
	if (!user)
		return explain_unknown_user(value, "the name or number of a user");
	free((char *)opts->run_as.name);
	opts->run_as = (struct run_as){
		.name = strdup(user->pw_name),
		.uid = user->pw_uid,
		.gid = user->pw_gid,
	};
	return opts->run_as.name ? NULL : strerror(ENOMEM);
}
