// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The values of options by kind, and of those that have a parser of their own. */
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
#include "show/format_context.h"

#define ARGS_SIZE_MAX ((uint64_t)ARGS_CHUNK * ARGS_CHUNKS_MAX)

const char option__no_memory[] = "out of memory";

const char *explain(const char *fmt, ...)
{
	static char text[EXPLAIN_SIZE];
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

/* --- ordinary kinds --- */

static void *member_of(struct options *opts, const struct option_def *def)
{
	return (char *)opts + def->member;
}

const char *option__flag(struct options *opts, const struct option_def *def,
			 const char *value)
{
	*(bool *)member_of(opts, def) = true;
	return NULL;
}

const char *option__counter(struct options *opts, const struct option_def *def,
			    const char *value)
{
	++*(unsigned int *)member_of(opts, def);
	return NULL;
}

const char *option__column(struct options *opts, const struct option_def *def,
			   const char *value)
{
	opts->column_bits |= def->id;
	return NULL;
}

const char *option__file_name(struct options *opts, const struct option_def *def,
			      const char *value)
{
	*(const char **)member_of(opts, def) = value;
	return *value ? NULL : "expected the name of a file";
}

const char *option__number(struct options *opts, const struct option_def *def,
			   const char *value)
{
	uint64_t *n = member_of(opts, def);

	if (parse_u64(value, def->max, n) || *n < def->min)
		return explain("expected %s", def->expected);
	return NULL;
}

const char *option__size(struct options *opts, const struct option_def *def,
			 const char *value)
{
	uint64_t *size = member_of(opts, def);

	if (parse_size(value, def->max, size) || *size < def->min)
		return explain("expected %s", def->expected);
	return NULL;
}

const char *option__duration(struct options *opts, const struct option_def *def,
			     const char *value)
{
	if (parse_duration(value, member_of(opts, def)))
		return "expected a time above 0, such as 30 (seconds), 1.5m, 500ms, 8h or 7d";
	return NULL;
}

/* --- others --- */

const char *option__format_names(const char *mark)
{
	static char text[64];
	size_t len = 0;

	for (size_t i = 0; formatters[i] && len < sizeof(text); i++) {
		const char *before = formatters[i + 1] ? ", " : " or ";

		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s%s",
					i ? before : "", formatters[i]->name,
					i ? "" : mark);
	}
	return text;
}

const char *option__output(struct options *opts, const struct option_def *def,
			   const char *value)
{
	opts->format = formatter__find(value);
	if (opts->format)
		return NULL;
	return explain("expected %s; -w FILE writes to a file", option__format_names(""));
}

/* A format that is no value of -o; the last of -o and --shell counts. */
const char *option__shell(struct options *opts, const struct option_def *def,
			  const char *value)
{
	opts->format = &format_shell;
	return NULL;
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
		what, &n, "names separated by commas, or all; --columns=help lists them");
}

static const char *add_column(struct options *opts, struct column_list *list,
			      const char *name)
{
	const struct column *found = column__find(name);

	if (found) {
		column_list__add(list, found);
		if (found->needs & COLLECT_EXITS)
			opts->exits |= EXIT_ENDS;
		return NULL;
	}
	if (strcmp(name, "all"))
		return unknown_column(name);
	for (const struct column *col = columns; col->get; col++)
		column_list__add(list, col);
	return NULL;
}

/* A "+" before a name applies to all names after it too. */
const char *option__columns(struct options *opts, const struct option_def *def,
			    const char *value)
{
	char *list = strdup(value), *rest = list, *name;
	const char *error = list ? NULL : option__no_memory;
	bool added = false;

	opts->columns_help = opts->columns_help || !strcmp(value, "help");
	while (!error && !opts->columns_help && (name = strsep(&rest, ","))) {
		added = added || *name == '+';
		error = add_column(opts,
				   added ? &opts->columns_added : &opts->columns_listed,
				   name + (*name == '+'));
	}
	free(list);
	return error;
}

const char *option__ancestors(struct options *opts, const struct option_def *def,
			      const char *value)
{
	uint64_t n = ANCESTRY_LEVELS_MAX;

	if (value && (parse_u64(value, ANCESTRY_LEVELS_MAX, &n) || !n))
		return "expected a number of levels, 1 to 16";
	opts->show_ancestors = true;
	opts->kernel.ancestors = (uint8_t)n;
	return NULL;
}

const char *option__env(struct options *opts, const struct option_def *def,
			const char *value)
{
	const int err = env_choice__add(&opts->env, value);

	column_list__add(&opts->columns_added, column__find("env"));
	if (err == -EINVAL)
		return "expected names of variables separated by commas, all, or changed; a name has no =";
	return err ? option__no_memory : NULL;
}

const char *option__width(struct options *opts, const struct option_def *def,
			  const char *value)
{
	uint64_t width = 0;

	if (!strcmp(value, "auto"))
		opts->width = WIDTH_AUTO;
	else if (!strcmp(value, "none"))
		opts->width = WIDTH_NONE;
	else if (!parse_u64(value, INT32_MAX, &width) && width)
		opts->width = width;
	else
		return "expected auto, none, or a number of columns";
	return NULL;
}

const char *option__args_size(struct options *opts, const struct option_def *def,
			      const char *value)
{
	uint64_t size = ARGS_SIZE_MAX;

	if (strcmp(value, "max") && (parse_size(value, ARGS_SIZE_MAX, &size) || !size))
		return "expected bytes up to 8M, such as 512 or 64K, or max";
	opts->kernel.args_size = (uint32_t)size;
	return NULL;
}

const struct passwd *find_user(const char *name, int *err)
{
	const struct passwd *user;

	errno = 0;
	user = getpwnam(name);
	*err = errno;
	return user;
}

bool is_failed_lookup(int err)
{
	return err && err != ENOENT && err != ESRCH;
}

const char *explain_unknown_user(int err, const char *name, const char *expected)
{
	const struct passwd *user;
	struct suggest n;

	if (is_failed_lookup(err))
		return explain("cannot look up users: %s", strerror(err));
	suggest__begin(&n, name);
	while ((user = getpwent()))
		suggest__offer(&n, user->pw_name);
	endpwent();
	return explain_unknown("user", &n, expected);
}

const char *option__run_as(struct options *opts, const struct option_def *def,
			   const char *value)
{
	const struct passwd *user;
	uint64_t uid;
	int err;

	user = find_user(value, &err);
	if (!user && !parse_u64(value, ID_MAX, &uid)) {
		errno = 0;
		user = getpwuid((uid_t)uid);
		err = errno;
		if (!user && !is_failed_lookup(err))
			return "no such user; a number needs an entry in passwd(5), which sets its group";
	}
	if (!user)
		return explain_unknown_user(err, value, "the name or number of a user");
	free((char *)opts->run_as.name);
	opts->run_as = (struct run_as){
		.name = strdup(user->pw_name),
		.uid = user->pw_uid,
		.gid = user->pw_gid,
	};
	return opts->run_as.name ? NULL : option__no_memory;
}
