// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "execsnoop.h"
#include "log.h"
#include "options.h"
#include "privileges.h"
#include "util.h"

#define ARGS_SIZE_DEFAULT (16 << 10)
#define ARGS_SIZE_MAX ((uint64_t)ARGS_CHUNK * ARGS_CHUNKS_MAX)
#define RING_SIZE_DEFAULT (1 << 20)
#define PID_MAX (1 << 22) /* PID_MAX_LIMIT, linux/threads.h */

struct option_def {
	char letter; /* 0: none */
	const char *name;
	const char *arg; /* NULL: takes none */
	const char *help;
	/* What it does: either parse, which returns NULL or what was expected
	 * instead of the value, or, if there is none, one of the other two. */
	const char *(*parse)(struct options *opts, const char *value);
	size_t flag; /* offset of the bool that it sets */
	unsigned int column; /* the enum column_bits that it shows */
	bool loads; /* chooses what is done with our privileges: the caller of a
		     * set-id or file-capability program may not */
};

static const char *parse_output(struct options *opts, const char *value)
{
	opts->format = formatter__find(value);
	return opts->format ? NULL : "expected table, json or kv";
}

static const char *parse_write(struct options *opts, const char *value)
{
	opts->write_path = value;
	return *value ? NULL : "expected the name of a file";
}

static const char *add_id(struct id_list *list, uint64_t id)
{
	uint32_t *ids = reallocarray(list->ids, list->n + 1, sizeof(*ids));

	if (!ids)
		return strerror(ENOMEM);
	list->ids = ids;
	ids[list->n++] = (uint32_t)id;
	return NULL;
}

static const char *parse_uid(struct options *opts, const char *value)
{
	struct passwd *user = getpwnam(value);
	uint64_t uid;

	if (user)
		return add_id(&opts->uids, user->pw_uid);
	/* The highest is no user but chown(2)'s "leave it". */
	if (parse_u64(value, UINT32_MAX - 1, &uid))
		return "expected the name of a user, or a number up to 4294967294";
	return add_id(&opts->uids, uid);
}

static const char *parse_ppid(struct options *opts, const char *value)
{
	uint64_t pid;

	if (parse_u64(value, PID_MAX, &pid))
		return "expected the number of a process, up to 4194304";
	return add_id(&opts->ppids, pid);
}

static const char *add_pattern(struct patterns *patterns, const char *value)
{
	static char error[256];
	char reason[160];
	int err = patterns__add(patterns, value, reason, sizeof(reason));

	if (!err)
		return NULL;
	snprintf(error, sizeof(error), "expected a POSIX extended regular expression: %s",
		 err == -ENOMEM ? strerror(ENOMEM) : reason);
	return error;
}

static const char *parse_name(struct options *opts, const char *value)
{
	return add_pattern(&opts->filter.name, value);
}

static const char *parse_line(struct options *opts, const char *value)
{
	return add_pattern(&opts->filter.line, value);
}

static const char *parse_max_args(struct options *opts, const char *value)
{
	uint64_t n;

	if (parse_u64(value, INT32_MAX, &n))
		return "expected a number of arguments";
	opts->max_args = n;
	return NULL;
}

static const char *parse_args_size(struct options *opts, const char *value)
{
	uint64_t size = ARGS_SIZE_MAX;

	if (strcmp(value, "max") && (parse_size(value, ARGS_SIZE_MAX, &size) || !size))
		return "expected bytes up to 8M, such as 512 or 64K, or max";
	opts->args_size = (uint32_t)size;
	return NULL;
}

static const char *parse_cgroup(struct options *opts, const char *value)
{
	const char **paths;

	if (!*value)
		return "expected the path of a cgroup";
	if (opts->cgroups.n == CGROUPS_MAX)
		return "no more than 64 cgroups can be watched; a common parent can";
	paths = reallocarray(opts->cgroups.paths, opts->cgroups.n + 1, sizeof(*paths));
	if (!paths)
		return strerror(ENOMEM);
	opts->cgroups.paths = paths;
	paths[opts->cgroups.n++] = value;
	return NULL;
}

static const char *parse_buffer(struct options *opts, const char *value)
{
	if (parse_size(value, RING_SIZE_MAX, &opts->ring_size) || !opts->ring_size)
		return "expected bytes up to 2G, such as 256K or 4M";
	return NULL;
}

static const char *parse_bpf_object(struct options *opts, const char *value)
{
	opts->bpf_object = value;
	return *value ? NULL : "expected the name of a file";
}

static const char *parse_btf(struct options *opts, const char *value)
{
	opts->btf = value;
	return *value ? NULL : "expected the name of a file";
}

static const char *parse_verbose(struct options *opts, const char *value)
{
	(void)value;
	opts->verbose++;
	return NULL;
}

#define FLAG(member) .flag = offsetof(struct options, member)

static const struct option_def table[] = {
	{ 'o', "output", "FORMAT", "table (default), json or kv", parse_output },
	{ 'w', "write", "FILE", "write events to FILE, not to stdout", parse_write },
	{ 'x', "fails", NULL, "show failed execs too", FLAG(show_failed) },
	{ 'T', "time", NULL, "local time column, HH:MM:SS.mmm", .column = COLUMN_TIME },
	{ 't', "timestamp", NULL, "column of seconds since the start",
	  .column = COLUMN_SECONDS },
	{ 'U', "print-uid", NULL, "UID column", .column = COLUMN_UID },
	{ 'L', "latency", NULL, "LAT(us) column: how long the call took",
	  .column = COLUMN_LATENCY },
	{ 'q', "quote", NULL, "arguments exact, to be pasted into a shell", FLAG(quote) },
	{ 'u', "uid", "USER", "only this real uid, name or number", parse_uid },
	{ 'P', "ppid", "PID", "only children of this process", parse_ppid },
	{ 'n', "name", "REGEX", "only if COMM matches (extended regex)", parse_name },
	{ 'l', "line", "REGEX", "only if the command line matches", parse_line },
	{ 0, "max-args", "N", "show at most N arguments (no limit)", parse_max_args },
	{ 0, "args-size", "BYTES", "keep BYTES of one command line, or max (16K)",
	  parse_args_size },
	{ 'c', "cgroup", "PATH", "only this cgroup (v2) and below", parse_cgroup },
	{ 'b', "buffer", "SIZE", "size of the ring buffer (1M, or 4 command lines)",
	  parse_buffer },
	{ 0, "lite", NULL, "successful execs only; no other system call pays",
	  FLAG(lite) },
	{ 0, "bpf-object", "PATH", "load this object, not the built-in one",
	  parse_bpf_object, .loads = true },
	{ 0, "btf", "PATH", "BTF of this kernel from a file", parse_btf, .loads = true },
	{ 0, "no-sandbox", NULL, "no seccomp filter, for debuggers", FLAG(no_sandbox) },
	{ 0, "check", NULL, "print what this kernel and user allow, and exit",
	  FLAG(check) },
	{ 'v', "verbose", NULL, "tell what is done; twice: libbpf's debug log too",
	  parse_verbose },
	{ 'h', "help", NULL, "print this help", FLAG(help) },
	{ 'V', "version", NULL, "print the version", FLAG(version) },
};

#define N_OPTIONS ARRAY_SIZE(table)

void options__print_help(void)
{
	printf("Usage: execsnoop [OPTIONS]\n"
	       "Show every program start on this machine as it happens.\n\n");
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct option_def *def = &table[i];
		char letter[5] = "    ", name[32];

		if (def->letter)
			snprintf(letter, sizeof(letter), "-%c, ", def->letter);
		snprintf(name, sizeof(name), "--%s%s%s", def->name, def->arg ? "=" : "",
			 def->arg ? def->arg : "");
		printf("  %s%-19s %s\n", letter, name, def->help);
	}
	printf("\nFilters may be repeated: any of one kind, all of different kinds.\n"
	       "Examples:\n"
	       "  execsnoop -xU                 failed ones too, and who ran them\n"
	       "  execsnoop -o json | jq -c '[.pid,.args]'\n"
	       "  execsnoop -l 'curl|wget'      downloads\n"
	       "Exit status: 0 done, 1 failure, 2 usage, 3 kernel or user cannot run it.\n"
	       "See execsnoop(8).\n");
}

/* getopt's own forms of the table; letter or index + FIRST_LONG is the code. */
#define FIRST_LONG 256

struct getopt_tables {
	char letters[2 * N_OPTIONS + 2];
	struct option longs[N_OPTIONS + 1];
};

static void make_getopt_tables(struct getopt_tables *t)
{
	char *letter = t->letters;

	*letter++ = ':';
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct option_def *def = &table[i];

		t->longs[i].name = def->name;
		t->longs[i].has_arg = def->arg ? required_argument : no_argument;
		t->longs[i].val = FIRST_LONG + (int)i;
		if (!def->letter)
			continue;
		*letter++ = def->letter;
		if (def->arg)
			*letter++ = ':';
	}
}

static const struct option_def *find(int code)
{
	if (code >= FIRST_LONG)
		return &table[code - FIRST_LONG];
	for (size_t i = 0; i < N_OPTIONS; i++)
		if (code && table[i].letter == code)
			return &table[i];
	return NULL;
}

/* Always -EINVAL. */
static int usage_error(const char *text, const char *what)
{
	log_error("%s%s\nTry 'execsnoop --help'.", text, what);
	return -EINVAL;
}

static int apply(struct options *opts, const struct option_def *def, const char *value)
{
	const char *expected = NULL;

	if (def->loads && privileges__raised()) {
		log_error(
			"--%s is refused: this program is set-id or has file capabilities, which must not load what its caller chooses\n"
			"Use it as root (sudo), with a copy that has no raised privileges.",
			def->name);
		return -EINVAL;
	}
	if (def->parse)
		expected = def->parse(opts, value);
	else if (def->column)
		opts->columns |= def->column;
	else
		*(bool *)((char *)opts + def->flag) = true;
	if (!expected)
		return 0;
	log_error("--%s '%s': %s\nTry 'execsnoop --help'.", def->name, value, expected);
	return -EINVAL;
}

/* getopt_long() returned ':' or '?' for the word before optind. */
static int bad_option(int code, char **argv)
{
	const struct option_def *def = find(optopt);
	char letter[3] = { '-', (char)optopt, '\0' };

	if (code == ':' && def)
		return usage_error("option needs a value: --", def->name);
	if (def && optopt >= FIRST_LONG)
		return usage_error("option takes no value: --", def->name);
	if (optopt)
		return usage_error("unknown option: ", letter);
	return usage_error("unknown or ambiguous option: ", argv[optind - 1]);
}

static uint64_t round_ring(uint64_t size)
{
	uint64_t rounded = (uint64_t)sysconf(_SC_PAGESIZE);

	while (rounded < size)
		rounded *= 2;
	return rounded;
}

/* A ring that holds several of the longest command lines asked for. */
static uint64_t default_ring(uint32_t args_size)
{
	uint64_t several = 4ULL * args_size;

	return several < RING_SIZE_DEFAULT ? RING_SIZE_DEFAULT : several;
}

static void set_defaults(struct options *opts)
{
	*opts = (struct options){
		.format = &format_table,
		.max_args = SIZE_MAX,
		.args_size = ARGS_SIZE_DEFAULT,
	};
}

int options__parse(struct options *opts, int argc, char **argv)
{
	struct getopt_tables tables = {};
	int code, err = 0;

	set_defaults(opts);
	make_getopt_tables(&tables);
	optind = 0; /* also forgets an earlier parse */
	opterr = 0;
	while (!err && (code = getopt_long(argc, argv, tables.letters, tables.longs,
					   NULL)) != -1) {
		if (code == ':' || code == '?')
			err = bad_option(code, argv);
		else
			err = apply(opts, find(code), optarg);
	}
	if (!err && optind < argc)
		err = usage_error("unexpected argument: ", argv[optind]);
	if (!err && opts->lite && opts->show_failed)
		err = usage_error("--lite cannot show failed execs: ",
				  "leave out one of --lite and -x");
	if (err)
		return err;
	opts->action = opts->help    ? ACTION_HELP :
		       opts->version ? ACTION_VERSION :
		       opts->check   ? ACTION_CHECK :
				       ACTION_TRACE;
	opts->ring_size = round_ring(opts->ring_size ? opts->ring_size :
						       default_ring(opts->args_size));
	return 0;
}

void options__free(struct options *opts)
{
	free(opts->uids.ids);
	free(opts->ppids.ids);
	free(opts->cgroups.paths);
	filter__free(&opts->filter);
}
