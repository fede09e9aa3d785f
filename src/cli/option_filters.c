// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The values of filters. */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/process.h"
#include "base/suggest.h"
#include "base/text.h"
#include "base/util.h"
#include "cli/option_values.h"
#include "execsnoop.h"
#include "record/descriptor.h"

#define PID_MAX TREE_PIDS

/* --- numeric filters, which run in the kernel --- */

/* Skip a "!" at the beginning; returns whether there was one. */
static bool skip_negation(const char **value)
{
	const bool negated = **value == '!';

	*value += negated;
	return negated;
}

static const char *add_value(struct options *opts, enum filter_kind kind, uint64_t value,
			     bool negated)
{
	struct filter_values *values = &opts->kernel.values;
	struct filter_value *list = array__grow(values->list, values->n, sizeof(*list));

	if (!list)
		return option__no_memory;
	values->list = list;
	list[values->n++] = (struct filter_value){
		.kind = kind,
		.value = (uint32_t)value,
		.verdict = negated ? FILTER_UNWANTED : FILTER_WANTED,
	};
	return NULL;
}

const char *option__list(struct options *opts, const struct option_def *def,
			 const char *value)
{
	const bool negated = skip_negation(&value);
	char *list = strdup(value), *rest = list, *one;
	const char *error = list ? NULL : option__no_memory;

	while (!error && (one = strsep(&rest, ","))) {
		char reason[EXPLAIN_SIZE];

		error = def->parse_one(opts, def, one, negated);
		if (!error || error == option__no_memory || !strchr(value, ','))
			continue;
		snprintf(reason, sizeof(reason), "%s", error);
		error = explain("'%s': %s", one, reason);
	}
	free(list);
	return error;
}

const char *value__uid(struct options *opts, const struct option_def *def,
		       const char *value, bool negated)
{
	const struct passwd *user;
	uint64_t uid;
	int err;

	user = find_user(value, &err);
	uid = user ? user->pw_uid : 0;
	if (def->id == FILTER_LOGIN_UID && !user && !strcmp(value, "unset"))
		uid = LOGIN_UID_UNSET;
	else if (!user && parse_u64(value, ID_MAX, &uid))
		return explain_unknown_user(
			err, value, "the name of a user, or a number up to 4294967294");
	return add_value(opts, (enum filter_kind)def->id, uid, negated);
}

static const char *unknown_group(int err, const char *name)
{
	const struct group *group;
	struct suggest n;

	if (is_failed_lookup(err))
		return explain("cannot look up groups: %s", strerror(err));
	suggest__begin(&n, name);
	while ((group = getgrent()))
		suggest__offer(&n, group->gr_name);
	endgrent();
	return explain_unknown("group", &n,
			       "the name of a group, or a number up to 4294967294");
}

const char *value__gid(struct options *opts, const struct option_def *def,
		       const char *value, bool negated)
{
	const struct group *group;
	uint64_t gid;
	int err;

	errno = 0;
	group = getgrnam(value);
	err = errno;
	gid = group ? group->gr_gid : 0;
	if (!group && parse_u64(value, ID_MAX, &gid))
		return unknown_group(err, value);
	return add_value(opts, FILTER_GID, gid, negated);
}

static const char *explain_bad_pid(const char *value)
{
	static const char expected[] = "expected the number of a process, up to 4194304";

	if (!isalpha((unsigned char)*value))
		return expected;
	return explain("%s; pgrep(1) finds it by name, and -n REGEX selects programs",
		       expected);
}

/* Returns why pid is no process, or NULL if it is one or that is unknown. */
static const char *explain_no_process(const struct option_def *def, uint64_t pid,
				      bool negated)
{
	const int process = process__of_thread((uint32_t)pid);

	if (process == -ESRCH)
		return "no such process; pgrep(1) and ps(1) list processes";
	if (process > 0 && (uint64_t)process != pid)
		return explain("a thread of process %d; expected the process: --%s=%s%d",
			       process, def->name, negated ? "!" : "", process);
	return NULL;
}

/* The parent need not exist: it may start later, or have exited. */
const char *value__ppid(struct options *opts, const struct option_def *def,
			const char *value, bool negated)
{
	const char *fault = NULL;
	uint64_t pid;

	if (parse_u64(value, PID_MAX, &pid))
		return explain_bad_pid(value);
	if (process__of_thread((uint32_t)pid) > 0)
		fault = explain_no_process(def, pid, negated);
	return fault ? fault : add_value(opts, FILTER_PPID, pid, negated);
}

const char *value__pid(struct options *opts, const struct option_def *def,
		       const char *value, bool negated)
{
	const char *fault;
	uint64_t pid;

	if (parse_u64(value, PID_MAX, &pid) || !pid)
		return explain_bad_pid(value);
	fault = explain_no_process(def, pid, negated);
	return fault ? fault : add_value(opts, FILTER_TREE, pid, negated);
}

/* Parse "mnt:[4026531840]", as readlink(1) prints it. */
static bool parse_link(const char *name, const char *value, uint64_t *inode)
{
	const size_t n = strlen(name);
	char number[16];
	size_t len;

	if (strncmp(value, name, n) || strncmp(value + n, ":[", 2))
		return false;
	value += n + 2;
	len = strcspn(value, "]");
	if (strcmp(value + len, "]") || len >= sizeof(number))
		return false;
	memcpy(number, value, len);
	number[len] = '\0';
	return !parse_u64(number, UINT32_MAX, inode) && *inode;
}

const char *value__namespace(struct options *opts, const struct option_def *def,
			     const char *value, bool negated)
{
	const enum filter_kind kind = (enum filter_kind)def->id;
	const char *name = kind == FILTER_MNTNS ? "mnt" : "pid";
	uint64_t number;
	uint32_t inode;
	int err;

	if (parse_link(name, value, &number))
		return add_value(opts, kind, number, negated);
	if (parse_u64(value, UINT32_MAX, &number) || !number)
		return explain(
			"expected the number of a process in the namespace, or the namespace as in %s:[4026531840]",
			name);
	if (number > PID_MAX)
		return add_value(opts, kind, number, negated);
	err = process__namespace((uint32_t)number, name, &inode);
	if (!err)
		return add_value(opts, kind, inode, negated);
	if (err == -ESRCH)
		return "no such process; pgrep(1) and ps(1) list processes";
	if (err == -ENOMEM)
		return option__no_memory;
	return explain(
		"cannot read /proc/%s/ns/%s: %s; give the inode that lsns(8) lists",
		value, name, strerror(-err));
}

const char *value__descriptor(struct options *opts, const struct option_def *def,
			      const char *value, bool negated)
{
	struct suggest n;

	suggest__begin(&n, value);
	for (unsigned int kind = 0; kind < DESCRIPTOR_KINDS; kind++) {
		const char *name = descriptor__name(kind);

		if (!name)
			continue;
		if (!strcmp(name, value))
			return add_value(opts, (enum filter_kind)def->id, kind, negated);
		suggest__offer(&n, name);
	}
	return explain_unknown("kind of file", &n, def->expected);
}

static const char *unknown_errno(const char *name)
{
	struct suggest n;

	suggest__begin(&n, name);
	for (int err = 1; err <= ERRNO_MAX; err++)
		if (errno_name(err))
			suggest__offer(&n, errno_name(err));
	return explain_unknown("error", &n,
			       "names or numbers, such as ENOENT,EACCES, or help");
}

const char *value__errno(struct options *opts, const struct option_def *def,
			 const char *name, bool negated)
{
	uint64_t number;

	if (!parse_u64(name, ERRNO_MAX, &number) && number)
		return add_value(opts, FILTER_ERRNO, number, negated);
	for (int err = 1; err <= ERRNO_MAX; err++)
		if (errno_name(err) && !strcasecmp(errno_name(err), name))
			return add_value(opts, FILTER_ERRNO, (uint64_t)err, negated);
	return unknown_errno(name);
}

const char *option__errno(struct options *opts, const struct option_def *def,
			  const char *value)
{
	opts->kernel.show_failed = true;
	opts->errno_help = opts->errno_help || !strcmp(value, "help");
	return opts->errno_help ? NULL : option__list(opts, def, value);
}

/* --- patterns --- */

/* err: of compiling a regular expression; reason: if that is -EINVAL. */
static const char *explain_regex(int err, const char *reason)
{
	if (!err)
		return NULL;
	if (err == -ENOMEM)
		return option__no_memory;
	return explain("expected a POSIX extended regular expression: %s", reason);
}

const char *option__regex(struct options *opts, const struct option_def *def,
			  const char *value)
{
	struct patterns *patterns = (void *)((char *)opts + def->member);
	char reason[160];

	return explain_regex(patterns__add(patterns, value, reason, sizeof(reason)),
			     reason);
}

const char *option__exclude(struct options *opts, const struct option_def *def,
			    const char *value)
{
	struct patterns *patterns = (void *)((char *)opts + def->member);
	char reason[160];

	if (*value == '!')
		return explain(
			"it excludes already; to select what is below, type --below='%s'",
			value + 1);
	return explain_regex(patterns__exclude(patterns, value, reason, sizeof(reason)),
			     reason);
}

/* The last component of a path has no slash. */
const char *option__name(struct options *opts, const struct option_def *def,
			 const char *value)
{
	const char *text = value;

	skip_negation(&text);
	text += *text == '^';
	if (*text == '/')
		return "a name has no '/'; --exe=REGEX and -l REGEX match paths";
	return option__regex(opts, def, value);
}

const char *option__redact(struct options *opts, const struct option_def *def,
			   const char *value)
{
	char reason[160];

	opts->redactor.on = true;
	if (!value)
		return NULL;
	return explain_regex(redact__add(&opts->redactor, value, reason, sizeof(reason)),
			     reason);
}

const char *option__cgroup(struct options *opts, const struct option_def *def,
			   const char *value)
{
	struct cgroup_patterns *cgroups = &opts->cgroups;
	const bool negated = *value == '!';
	struct cgroup_pattern *list;
	char *copy;

	if (!value[negated])
		return explain("expected %s", def->expected);
	list = array__grow(cgroups->list, cgroups->n, sizeof(*list));
	if (!list)
		return option__no_memory;
	cgroups->list = list;
	copy = strdup(value);
	if (!copy)
		return option__no_memory;
	list[cgroups->n++] = (struct cgroup_pattern){
		.kind = (enum cgroup_kind)def->id,
		.option = def->name,
		.value = copy,
		.text = copy + negated,
		.negated = negated,
	};
	return NULL;
}

const char *value__cgroup(struct options *opts, const struct option_def *def,
			  const char *value, bool negated)
{
	const char *error;
	char *pattern;

	if (*value == '!')
		return explain("expected %s", def->expected);
	if (asprintf(&pattern, "%s%s", negated ? "!" : "", value) < 0)
		return option__no_memory;
	error = option__cgroup(opts, def, pattern);
	free(pattern);
	return error;
}

const char *value__container(struct options *opts, const struct option_def *def,
			     const char *value, bool negated)
{
	if (strcmp(value, "*") &&
	    (!*value || strlen(value) > NAME_MAX || strpbrk(value, "/*?! \t\n") ||
	     !text__valid_utf8(value, strlen(value))))
		return "expected the first digits of a container's id, the name of one of LXC, nspawn and the like, or * for any";
	return value__cgroup(opts, def, value, negated);
}
