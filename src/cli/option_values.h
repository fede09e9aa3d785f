/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The rows of the option table, and the parsers of their values; private to src/cli.
 * An ordinary option is one row of the table in options.c, such as
 * { 0, "max-args", "N", "...", NUMBER(max_args, 0, INT32_MAX, "a number of arguments") }.
 */
#ifndef OPTION_VALUES_H
#define OPTION_VALUES_H

#include "base/suggest.h"
#include "cli/options.h"

struct option_def;
struct passwd;

/* Parse `value`, NULL if none was given, and store the result in *opts. The string must
 * outlive *opts. Returns NULL; option__no_memory; or a text, valid until the next call of
 * a parser, that says why the value is wrong or which values are expected. */
typedef const char *option_parser(struct options *opts, const struct option_def *def,
				  const char *value);

/* Add one value of a list to a filter, as `negated` says. Otherwise like option_parser. */
typedef const char *value_parser(struct options *opts, const struct option_def *def,
				 const char *value, bool negated);

struct option_def {
	char letter; /* 0: none */
	const char *name;
	const char *arg; /* name of the value; NULL: takes none; "[=ARG]": optional */
	const char *help; /* NULL: the names of the formats */
	option_parser *parse;
	value_parser *parse_one; /* of option__list */
	size_t member; /* offset in struct options of the member that parse sets */
	uint64_t min, max; /* range of a number */
	unsigned int id; /* enum column_bits, filter_kind or cgroup_kind */
	const char *expected; /* describes valid values, for error messages */
	bool privileged; /* refused in a set-id or file-capability program: its caller
			  * must not choose what it loads or runs as */
	const char *heading; /* of the group that begins with this option, or NULL */
};

/* The offset of the member `name` of struct options; fails to compile if its type is not
 * `type`. */
#define MEMBER(type, name) \
	_Generic(((struct options *)NULL)->name, type : offsetof(struct options, name))

#define FLAG(name) .parse = option__flag, .member = MEMBER(bool, name)
#define COUNTER(name) .parse = option__counter, .member = MEMBER(unsigned int, name)
#define COLUMN(bit) .parse = option__column, .id = (bit)
#define FILE_NAME(name) .parse = option__file_name, .member = MEMBER(const char *, name)
#define REGEX(name) .parse = option__regex, .member = MEMBER(struct patterns, name)
#define NUMBER(name, from, to, text)                                              \
	.parse = option__number, .member = MEMBER(uint64_t, name), .min = (from), \
	.max = (to), .expected = (text)
#define SIZE(name, from, to, text)                                              \
	.parse = option__size, .member = MEMBER(uint64_t, name), .min = (from), \
	.max = (to), .expected = (text)
/* A time whose unit must be given. */
#define LIMIT(name) .parse = option__limit, .member = MEMBER(uint64_t, name)
#define DURATION(name) .parse = option__duration, .member = MEMBER(uint64_t, name)
/* Values separated by commas; a "!" before the first negates all. */
#define LIST(function) .parse = option__list, .parse_one = (function)
#define NAMESPACE(kind) LIST(value__namespace), .id = (kind)
#define DESCRIPTOR(kind)         \
	LIST(value__descriptor), \
		.id = (kind),    \
		.expected =      \
			"tty, pipe, socket, file, dir, null, device, other or closed"
#define CGROUP(kind, text) .parse = option__cgroup, .id = (kind), .expected = (text)
#define PARSE(function) .parse = (function)

option_parser option__flag, option__counter, option__column, option__file_name,
	option__number, option__size, option__duration;
option_parser option__output, option__shell, option__columns, option__ancestors,
	option__env, option__width, option__args_size, option__run_as;

/* In option_filters.c. All but option__redact and option__exclude accept a "!" before the
 * value. */
option_parser option__list, option__regex, option__exclude, option__name, option__cgroup,
	option__errno, option__redact;
value_parser value__namespace, value__uid, value__gid, value__ppid, value__pid,
	value__errno, value__descriptor, value__cgroup, value__container;

/* In option_exit.c. */
option_parser option__exit, option__limit;
value_parser value__status;

/* A parser returns this pointer if it runs out of memory. */
extern const char option__no_memory[];

/* Format a text for a parser to return, in a static buffer of EXPLAIN_SIZE bytes. */
#define EXPLAIN_SIZE 1024
const char *explain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Return "no such WHAT; near: ...", or "no such WHAT; expected EXPECTED" if no name is
 * similar; in the buffer of explain(). */
const char *explain_unknown(const char *what, struct suggest *n, const char *expected);

/* Return the entry of the user `name`, or NULL. *err is errno after the look-up. */
const struct passwd *find_user(const char *name, int *err);

/* Like explain_unknown(), or "cannot look up users: ..." if `err` is_failed_lookup(). */
const char *explain_unknown_user(int err, const char *name, const char *expected);

/* Whether errno after find_user() or the like says that it failed, not that the name does not
 * exist. */
bool is_failed_lookup(int err);

/* Return the names of the formats, "table, json or kv", with `mark` after the default
 * one. */
const char *option__format_names(const char *mark);

#define ID_MAX (UINT32_MAX - 1) /* chown(2) takes the highest value for "no change" */

#endif
