// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/privileges.h"
#include "base/suggest.h"
#include "base/util.h"
#include "cli/guess.h"
#include "cli/option_values.h"
#include "execsnoop.h"
#include "show/format_context.h"
#include "show/output.h"

#define ARGS_SIZE_DEFAULT (16 << 10)
#define RING_SIZE_DEFAULT (1 << 20)
#define BACKLOG_DEFAULT (64 << 20)

static const struct option_def table[] = {
	{ 'o', "output", "FORMAT", NULL, PARSE(option__output), .heading = "Output" },
	{ 0, "shell", NULL, "each exec as a bash command line that repeats it",
	  PARSE(option__shell) },
	{ 'w', "write", "FILE", "write events to FILE, not to stdout",
	  FILE_NAME(write_path) },
	{ 0, "append", NULL, "keep what is in the file of -w", FLAG(append) },
	{ 'x', "fails", NULL, "show failed execs too", FLAG(kernel.show_failed) },
	{ 0, "checks", NULL, "show calls that only ask if a file may be executed",
	  FLAG(kernel.show_checks) },
	{ 0, "fold-path", NULL, "one event per search along PATH (with -x)",
	  FLAG(kernel.fold_path) },
	{ 'e', "exit", "[=both|only|forks]",
	  "how programs end: status, time, CPU, memory", PARSE(option__exit) },
	{ 'T', "time", NULL, "local time column, HH:MM:SS.mmm", COLUMN(COLUMN_TIME) },
	{ 't', "timestamp", NULL, "column of seconds since the start",
	  COLUMN(COLUMN_SECONDS) },
	{ 'U', "print-uid", NULL, "UID column", COLUMN(COLUMN_UID) },
	{ 'L', "latency", NULL, "LAT(us) column: how long the call took",
	  COLUMN(COLUMN_LATENCY) },
	{ 'O', "columns", "LIST", "show these columns, +NAME adds one; help lists all",
	  PARSE(option__columns) },
	{ 0, "ancestors", "[=N]", "column of parent processes, up to N levels (16)",
	  PARSE(option__ancestors) },
	{ 0, "env", "NAME,...", "column of these environment variables, all, or changed",
	  PARSE(option__env) },
	{ 'q', "quote", NULL, "quote arguments exactly, for pasting into a shell",
	  FLAG(quote) },
	{ 0, "width", "auto|N|none", "cut lines of the table (at the terminal's width)",
	  PARSE(option__width) },
	{ 0, "redact", "[=ERE]", "redact passwords, tokens, keys and matches of ERE",
	  PARSE(option__redact) },
	{ 0, "max-args", "N", "show at most N arguments (no limit)",
	  NUMBER(max_args, 0, INT32_MAX, "a number of arguments") },
	{ 0, "args-size", "BYTES", "store up to BYTES of a command line, or max (16K)",
	  PARSE(option__args_size) },

	{ 'p', "pid", "PID,...", "these processes and all their descendants",
	  LIST(value__pid), .heading = "Filters by place" },
	{ 0, "depth", "N", "with -p or COMMAND: up to N generations of descendants",
	  NUMBER(kernel.tree_depth, 0, TREE_DEPTH_MAX - 1,
		 "a number of generations, 0 to 62") },
	{ 'P', "ppid", "PID,...", "children of these processes", LIST(value__ppid) },
	{ 'c', "cgroup", "PATH", "in this cgroup and below",
	  CGROUP(CGROUP_PATH, "the path of a cgroup") },
	{ 0, "unit", "NAME,...", "in these systemd units; * and ? are wildcards",
	  LIST(value__cgroup), .id = CGROUP_UNIT, .expected = "the name of a unit" },
	{ 0, "container", "ID,...",
	  "in these containers: digits of the id, or name; * any", LIST(value__container),
	  .id = CGROUP_CONTAINER },
	{ 0, "mntns", "PID|INODE,...", "in these mount namespaces, or those of PIDs",
	  NAMESPACE(FILTER_MNTNS) },
	{ 0, "pidns", "PID|INODE,...", "in these pid namespaces, or those of PIDs",
	  NAMESPACE(FILTER_PIDNS) },

	{ 'u', "uid", "USER,...", "these real uids, names or numbers", LIST(value__uid),
	  .heading = "Filters by user and program" },
	{ 0, "euid", "USER,...", "these effective uids, after the exec",
	  .id = FILTER_EUID, LIST(value__uid) },
	{ 0, "login-user", "USER,...", "logged in as these users; unset: not by a login",
	  .id = FILTER_LOGIN_UID, LIST(value__uid) },
	{ 'g', "group", "GROUP,...", "these real gids, names or numbers",
	  LIST(value__gid) },
	{ 'n', "name", "REGEX", "COMM or the file's name matches (extended regex)",
	  .parse = option__name, .member = MEMBER(struct patterns, filter.name) },
	{ 'l', "line", "REGEX", "the command line matches", REGEX(filter.line) },
	{ 0, "exe", "REGEX", "the path of the program's file matches",
	  REGEX(filter.exe) },
	{ 0, "parent", "REGEX", "COMM of the parent matches", REGEX(filter.parent) },
	{ 0, "below", "REGEX", "COMM of an ancestor matches", REGEX(filter.below) },
	{ 0, "exclude-below", "REGEX", "no ancestor's COMM matches: --below='!REGEX'",
	  .parse = option__exclude, .member = MEMBER(struct patterns, filter.below) },
	{ 0, "cwd", "REGEX", "the current directory matches", REGEX(filter.cwd) },
	{ 0, "stdin", "KIND,...", "standard input is a tty, pipe, socket, file, ...",
	  DESCRIPTOR(FILTER_STDIN) },
	{ 0, "stdout", "KIND,...", "the same for standard output",
	  DESCRIPTOR(FILTER_STDOUT) },
	{ 0, "stderr", "KIND,...", "the same for standard error",
	  DESCRIPTOR(FILTER_STDERR) },
	{ 0, "only-failed", NULL, "failed execs, no others", FLAG(kernel.only_failed) },
	{ 0, "errno", "NAME,...", "failed with one of these, such as ENOENT,EACCES",
	  PARSE(option__errno), .parse_one = value__errno },
	{ 0, "priv-gain", NULL, "raises the effective uid or gid, or capabilities",
	  FLAG(kernel.priv_gain) },
	{ 0, "root-child", NULL, "root whose parent or login user is not root",
	  FLAG(kernel.root_child) },

	{ 0, "status", "STATUS,...",
	  "ended with one of these codes or signals, or nonzero", LIST(value__status),
	  .heading = "Filters of ends (with --exit)" },
	{ 0, "slower", "TIME", "ran for TIME or longer: 500ms, 10s, 2m",
	  LIMIT(kernel.ends.slower_ns) },
	{ 0, "cpu-over", "TIME", "used TIME of CPU or more",
	  LIMIT(kernel.ends.cpu_over_ns) },

	{ 0, "run-as", "USER", "run COMMAND as this user", PARSE(option__run_as),
	  .heading = "COMMAND and end of tracing", .privileged = true },
	{ 0, "wait-all", NULL, "end with the last process of COMMAND's or -p's tree",
	  FLAG(kernel.wait_all) },
	{ 0, "count", "N", "end after N events",
	  NUMBER(count, 1, UINT64_MAX - 1, "a number of events, 1 or more") },
	{ 0, "duration", "TIME", "end after TIME: 30, 1.5m, 500ms, 8h, 7d",
	  DURATION(duration_ns) },
	{ 0, "until-match", NULL, "end at the first event: exit status 0, or 1 if none",
	  FLAG(until_match) },

	{ 'b', "buffer", "SIZE", "size of the ring buffer (1M, or 4 command lines)",
	  SIZE(kernel.ring_size, 1, RING_SIZE_MAX, "bytes up to 2G, such as 256K or 4M"),
	  .heading = "Operation" },
	{ 0, "backlog", "SIZE", "memory for lines while the output is behind (64M)",
	  SIZE(backlog, OUTPUT_SIZE_MIN, RING_SIZE_MAX,
	       "bytes from 64K to 2G, such as 256M") },
	{ 0, "lite", NULL, "successful execs only, at no cost to other calls",
	  FLAG(kernel.lite) },
	{ 0, "bpf-object", "PATH", "load this object, not the built-in one",
	  FILE_NAME(kernel.bpf_object), .privileged = true },
	{ 0, "btf", "PATH", "BTF of this kernel from a file", FILE_NAME(kernel.btf),
	  .privileged = true },
	{ 0, "no-sandbox", NULL, "no seccomp filter, for debuggers", FLAG(no_sandbox) },
	{ 0, "check", NULL, "print what this kernel and user allow, and exit",
	  FLAG(check) },
	{ 'v', "verbose", NULL, "log each step; twice: libbpf's debug messages too",
	  COUNTER(verbose) },
	{ 'h', "help", NULL, "print this help", FLAG(help) },
	{ 'V', "version", NULL, "print the version", FLAG(version) },
};

#define N_OPTIONS ARRAY_SIZE(table)

void options__print_help(void)
{
	printf("Usage: execsnoop [OPTIONS] [-- COMMAND [ARG...]]\n"
	       "Show every program start on this machine as it happens, or those of COMMAND.\n");
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct option_def *def = &table[i];
		char letter[5] = "    ", name[32];

		if (def->heading)
			printf("\n%s:\n", def->heading);
		if (def->letter)
			snprintf(letter, sizeof(letter), "-%c, ", def->letter);
		snprintf(name, sizeof(name), "--%s%s%s", def->name,
			 def->arg && *def->arg != '[' ? "=" : "",
			 def->arg ? def->arg : "");
		printf("  %s%-19s %s\n", letter, name,
		       def->help ? def->help : option__format_names(" (default)"));
	}
	printf("\nFilters of one kind are alternatives; those of different kinds must all match.\n"
	       "A ! before the value of a filter negates it: -u '!root'.\n"
	       "Examples:\n"
	       "  execsnoop -xU                 failed execs too, and who ran them\n"
	       "  execsnoop -o json | jq -c '[.pid,.args]'\n"
	       "  execsnoop -l 'curl|wget'      downloads\n"
	       "  execsnoop -- make             what this make runs, and nothing else\n"
	       "Exit status: 0 done, 1 failure, 2 usage, 3 unsupported by this kernel or user;\n"
	       "after COMMAND has run, its own, or 128 + the signal that ended it.\n"
	       "See execsnoop(8).\n");
}

void options__print_columns(void)
{
	printf("%-14s %-11s %-7s %s\n", "COLUMN", "HEADING", "JSON", "DESCRIPTION");
	for (const struct column *col = columns; col->get; col++)
		printf("%-14s %-11s %-7s %s%s\n", col->name, col->heading, col->type,
		       col->about,
		       col->capabilities ? "; needs more privileges than tracing" : "");
}

void options__print_errors(void)
{
	for (int err = 1; err <= ERRNO_MAX; err++)
		if (errno_name(err))
			printf("%-16s %3d  %s\n", errno_name(err), err, strerror(err));
}

/* The table in the forms of getopt_long(3). The code of an option is its letter, or
 * FIRST_LONG + its index in the table if it was given by name. */
#define FIRST_LONG 256

struct getopt_tables {
	char letters[2 * N_OPTIONS + 3];
	struct option longs[N_OPTIONS + 1];
};

static void make_getopt_tables(struct getopt_tables *t)
{
	char *letter = t->letters;

	*letter++ = '+'; /* stop at the first word that is not an option */
	*letter++ = ':';
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct option_def *def = &table[i];

		t->longs[i].name = def->name;
		t->longs[i].has_arg = !def->arg	       ? no_argument :
				      *def->arg == '[' ? optional_argument :
							 required_argument;
		t->longs[i].val = FIRST_LONG + (int)i;
		if (!def->letter)
			continue;
		*letter++ = def->letter;
		if (def->arg && *def->arg != '[')
			*letter++ = ':';
	}
}

/* Return the option with a code of getopt_long(), or NULL. */
static const struct option_def *find(int code)
{
	if (code >= FIRST_LONG)
		return &table[code - FIRST_LONG];
	for (size_t i = 0; i < N_OPTIONS; i++)
		if (code && table[i].letter == code)
			return &table[i];
	return NULL;
}

/* Apply one option. Returns 0, or -EINVAL or -ENOMEM after printing why. */
static int apply(struct options *opts, const struct option_def *def, const char *value)
{
	const char *expected;

	if (def->privileged && privileges__raised()) {
		log_error(
			"--%s is refused: this program is set-id or has file capabilities, so its caller must not choose what it loads or runs as\n"
			"Use it as root (sudo), with a copy that has no raised privileges.",
			def->name);
		return -EINVAL;
	}
	expected = def->parse(opts, def, value);
	if (!expected)
		return 0;
	if (expected == option__no_memory) {
		log_failure("cannot parse options", -ENOMEM);
		return -ENOMEM;
	}
	log_error("--%s '%s': %s\nTry 'execsnoop --help'.", def->name, value, expected);
	return -EINVAL;
}

/* Find the option with a long name, of `len` bytes, or NULL. */
static const struct option_def *find_long(const char *name, size_t len)
{
	for (size_t i = 0; i < N_OPTIONS; i++)
		if (strlen(table[i].name) == len && !strncmp(table[i].name, name, len))
			return &table[i];
	return NULL;
}

/* Reject an option of another tool. Returns -EINVAL. */
static int guessed_option(const char *word, const char *advice)
{
	log_error("unknown option: %s; %s\nTry 'execsnoop --help'.", word, advice);
	return -EINVAL;
}

/* Reject a long option with one dash. The other reading of it is mentioned if the letter
 * takes a value. Returns -EINVAL. */
static int one_dash(const char *word)
{
	const struct option_def *def = find(word[1]);

	if (def && def->arg && *def->arg != '[')
		log_error(
			"unknown option: %s; type --%s (-%c with a value is typed -%c '%s')\n"
			"Try 'execsnoop --help'.",
			word, word + 1, word[1], word[1], word + 2);
	else
		log_error("unknown option: %s; type --%s\nTry 'execsnoop --help'.", word,
			  word + 1);
	return -EINVAL;
}

/*
 * Reject a word that getopt_long() would understand otherwise than its writer: "-lite" as
 * -l with the value "ite", "--args" as the beginning of "--args-size". Returns 0 if there
 * is no doubt, or -EINVAL.
 */
static int check_word(const char *word)
{
	const size_t len = word ? strcspn(word, "=") : 0;
	const char *advice;

	if (len < 3 || word[0] != '-')
		return 0;
	if (word[1] != '-' && find_long(word + 1, len - 1))
		return one_dash(word);
	if (word[1] != '-' || find_long(word + 2, len - 2))
		return 0;
	advice = guess__advice(word);
	return advice ? guessed_option(word, advice) : 0;
}

/* Reject an unknown option, such as "--untl=1", and suggest similar names. Returns
 * -EINVAL. */
static int unknown_option(const char *word)
{
	const size_t len = strcspn(word, "=");
	bool ambiguous = false;
	char name[SUGGEST_SIZE];
	struct suggest n;

	snprintf(name, sizeof(name), "%.*s", (int)(len < 64 ? len : 0), word);
	suggest__begin(&n, name);
	for (size_t i = 0; i < N_OPTIONS; i++) {
		char dashed[32];

		snprintf(dashed, sizeof(dashed), "--%s", table[i].name);
		suggest__offer(&n, dashed);
		ambiguous = ambiguous || !strncmp(dashed, word, len);
	}
	log_error("%s option: %s%s%s\nTry 'execsnoop --help'.",
		  ambiguous ? "ambiguous" : "unknown", word, n.n ? "; near: " : "",
		  suggest__text(&n));
	return -EINVAL;
}

static int usage_error(const char *text, const char *what)
{
	log_error("%s%s\nTry 'execsnoop --help'.", text, what);
	return -EINVAL;
}

/* Explain why getopt_long() returned `code`, ':' or '?', for the word before optind.
 * Returns -EINVAL. */
static int bad_option(int code, char **argv)
{
	const struct option_def *def = find(optopt);
	char letter[3] = { '-', (char)optopt, '\0' };

	if (code == ':' && def)
		return usage_error("option needs a value: --", def->name);
	if (def && optopt >= FIRST_LONG)
		return usage_error("option takes no value: --", def->name);
	if (optopt && guess__advice(letter))
		return guessed_option(letter, guess__advice(letter));
	if (optopt)
		return usage_error("unknown option: ", letter);
	return unknown_option(argv[optind - 1]);
}

/* Round up to a power-of-two number of pages, as BPF_MAP_TYPE_RINGBUF requires. */
static uint64_t round_ring(uint64_t size)
{
	uint64_t rounded = (uint64_t)sysconf(_SC_PAGESIZE);

	while (rounded < size)
		rounded *= 2;
	return rounded;
}

/* Return a size, in bytes, that holds several command lines of the largest size. */
static uint64_t default_ring(uint32_t args_size)
{
	uint64_t several = 4ULL * args_size;

	return several < RING_SIZE_DEFAULT ? RING_SIZE_DEFAULT : several;
}

static void set_defaults(struct options *opts)
{
	*opts = (struct options){
		.format = formatters[0],
		.max_args = SIZE_MAX,
		.kernel.args_size = ARGS_SIZE_DEFAULT,
		.kernel.ancestors = ANCESTRY_LEVELS_MAX,
		.kernel.tree_depth = TREE_DEPTH_MAX,
		.count = UINT64_MAX,
		.backlog = BACKLOG_DEFAULT,
	};
}

/* Set the columns of the run from the format and all options that add columns. */
static void choose_columns(struct options *opts)
{
	const struct formatter *format = opts->format;
	const struct column_list none = { .n = 0 };

	if (opts->show_ancestors)
		column_list__add(&opts->columns_added, column__find("ancestors"));
	if (opts->kernel.fold_path)
		opts->column_bits |= COLUMN_PROBES;
	if (opts->exits && !(format->chosen && opts->columns_listed.n))
		opts->column_bits |= COLUMN_END | COLUMN_END_JSON;
	for (size_t i = 0; !format->chosen && i < opts->columns_listed.n; i++)
		column_list__add(&opts->columns_added, opts->columns_listed.list[i]);
	if (!format->shows)
		column_list__make(&opts->columns,
				  format->chosen ? &opts->columns_listed : &none,
				  &opts->columns_added,
				  format->always | (opts->column_bits & format->options));
	for (const char *const *name = format->shows; name && *name; name++)
		column_list__add(&opts->columns, column__find(*name));
	if (!opts->exits) /* they may come from "all" */
		column_list__leave_out(&opts->columns, COLLECT_EXITS);
}

static bool filters_by_errno(const struct options *opts)
{
	return filter_values__kinds(&opts->kernel.values,
				    FILTER_WANTED | FILTER_UNWANTED) &
	       1U << FILTER_ERRNO;
}

/* Set what --exit, filters of ends and columns of ends together ask for. */
static void derive_exits(struct options *opts)
{
	struct kernel_setup *k = &opts->kernel;
	struct end_filter *f = &k->ends;
	const struct end_set *wanted = &opts->ends_wanted;

	f->status = wanted->any || opts->ends_unwanted.any;
	f->signals = (wanted->any ? wanted->signals : ~0ULL) &
		     ~opts->ends_unwanted.signals;
	for (int i = 0; i < 4; i++)
		f->codes[i] = (wanted->any ? wanted->codes[i] : ~0ULL) &
			      ~opts->ends_unwanted.codes[i];
	if (opts->exits)
		k->collect |= COLLECT_EXITS;
	k->exits_of_forks = opts->exits & EXIT_FORKS;
	opts->hide_starts = opts->exits && !(opts->exits & EXIT_BOTH) &&
			    (opts->exits & EXIT_ONLY || opts->format != &format_json ||
			     end_filter__asked(f));
}

/* Set the members that depend on several options. */
static void derive(struct options *opts)
{
	struct kernel_setup *k = &opts->kernel;

	opts->action = opts->help	  ? ACTION_HELP :
		       opts->columns_help ? ACTION_COLUMNS :
		       opts->errno_help	  ? ACTION_ERRORS :
		       opts->version	  ? ACTION_VERSION :
		       opts->check	  ? ACTION_CHECK :
					    ACTION_TRACE;
	if (opts->write_path && !strcmp(opts->write_path, "-"))
		opts->write_path = NULL;
	choose_columns(opts);
	opts->env.all |= opts->format->shows != NULL; /* --shell needs every variable */
	k->collect = column_list__needs(&opts->columns) | opts->format->needs |
		     filter__needs(&opts->filter);
	if (opts->env.changed)
		k->collect |= COLLECT_PARENT_ENV;
	opts->ancestors = k->ancestors;
	if (filter__needs(&opts->filter) & COLLECT_ANCESTORS)
		k->ancestors = ANCESTRY_LEVELS_MAX;
	derive_exits(opts);
	if (k->priv_gain)
		k->collect |= COLLECT_ENTRY | COLLECT_CAPS;
	if (k->fold_path)
		k->collect |= COLLECT_FILENAME | COLLECT_TIME;
	k->ring_size =
		round_ring(k->ring_size ? k->ring_size : default_ring(k->args_size));
	if (opts->until_match)
		opts->count = 1;
	/* --errno matches failures only, also when negated. */
	k->only_failed |= filters_by_errno(opts);
}

/* Explain an unexpected word. Returns -EINVAL. last: the option before it, if that was given
 * without its optional value; or NULL. */
static int stray_word(const char *word, const struct option_def *last)
{
	const size_t digits = strspn(word, "0123456789");
	const char *slash = strrchr(word, '/');

	if (last)
		log_error(
			"unexpected argument: %s; type --%s=%s for a value, or -- %s to run a command\n"
			"Try 'execsnoop --help'.",
			word, last->name, word, word);
	else if (digits && !word[digits])
		log_error(
			"unexpected argument: %s; to trace a process, type: execsnoop -p %s\n"
			"Try 'execsnoop --help'.",
			word, word);
	else
		log_error(
			"unexpected argument: %s; to run a command, type: execsnoop -- %s ...; to select programs by name: -n %s\n"
			"Try 'execsnoop --help'.",
			word, word, slash ? slash + 1 : word);
	return -EINVAL;
}

/* Take the command from `words`, the arguments after the options. dashes: whether "--"
 * precedes them. last: as for stray_word(). Returns 0, or -EINVAL after printing why. */
static int set_command(struct options *opts, char **words, bool dashes,
		       const struct option_def *last)
{
	if (dashes && !*words)
		return usage_error("missing COMMAND after --: ",
				   "execsnoop [OPTIONS] -- COMMAND [ARG...]");
	if (dashes)
		opts->command = words;
	if (dashes || !*words)
		return 0;
	return stray_word(*words, last);
}

/* Whether a column of the list is not among those that the format shows. */
static bool lacks_column(const struct formatter *format, const struct column_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const char *const *name = format->shows;

		while (*name && strcmp(*name, list->list[i]->name))
			name++;
		if (!*name)
			return true;
	}
	return false;
}

/* Whether an option asks for a column in a format that cannot show it. */
static bool asks_in_vain(const struct options *opts)
{
	return opts->format->shows &&
	       (opts->column_bits || opts->show_ancestors ||
		lacks_column(opts->format, &opts->columns_listed) ||
		lacks_column(opts->format, &opts->columns_added));
}

/* Check that the options do not conflict. Returns 0, or -EINVAL after printing the first
 * broken rule and a remedy. */
static int check_conflicts(const struct options *opts)
{
	const struct kernel_setup *k = &opts->kernel;
	const bool has_tree = opts->command ||
			      filter_values__kinds(&k->values, FILTER_WANTED) &
				      1U << FILTER_TREE;
	const bool by_errno = filters_by_errno(opts);
	const char *fails = k->only_failed ? "--only-failed" :
			    by_errno	   ? "--errno" :
					     "-x";
	const struct {
		bool broken;
		const char *rule, *remedy;
	} rules[] = {
		{ k->lite && k->show_failed,
		  "--lite cannot show failed execs: leave out one of --lite and ",
		  fails },
		{ k->lite && k->show_checks,
		  "--lite cannot show checks: ", "leave out one of --lite and --checks" },
		{ k->priv_gain && !k->root_child && (k->only_failed || by_errno),
		  "--priv-gain can match no exec that failed: leave out one of --priv-gain and ",
		  fails },
		{ k->fold_path && !k->show_failed,
		  "--fold-path folds failed execs, and none are shown: ", "add -x" },
		{ opts->exits && k->only_failed,
		  "--exit shows how programs end; no program begins with a failed exec: leave out one of --exit and ",
		  fails },
		{ opts->exits & EXIT_BOTH && opts->exits & EXIT_ONLY,
		  "--exit=both shows starts, --exit=only none: ", "leave out one" },
		{ opts->exits && opts->format->shows,
		  "--shell repeats starts of programs: ", "leave out --exit" },
		{ opts->until_match && opts->command,
		  "--until-match cannot set the exit status of a COMMAND: ",
		  "use --count=1" },
		{ opts->until_match && opts->count != UINT64_MAX && opts->count != 1,
		  "--until-match ends at the first event: ",
		  "leave out one of --until-match and --count" },
		{ k->tree_depth != TREE_DEPTH_MAX && !has_tree,
		  "--depth counts the generations of a tree: ",
		  "give -p PID, or -- COMMAND at the end" },
		{ k->wait_all && !has_tree, "--wait-all needs a tree to wait for: ",
		  "give -p PID, or -- COMMAND at the end" },
		{ opts->append && !opts->write_path,
		  "--append needs a file to append to: ", "add -w FILE" },
		{ asks_in_vain(opts), "--shell writes command lines without columns: ",
		  "leave out -O, -T, -t, -U, -L and --ancestors" },
		{ opts->format->shows && opts->env.changed,
		  "--shell needs all variables: ", "leave out --env=changed" },
		{ opts->width != WIDTH_AUTO && opts->width != WIDTH_NONE &&
			  opts->format != &format_table && opts->format != &format_json,
		  "--width=N cuts lines of the table only: ", "leave it out" },
		{ opts->run_as.name && !opts->command,
		  "--run-as needs a COMMAND to run: ", "give it at the end, after --" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].broken)
			return usage_error(rules[i].rule, rules[i].remedy);
	return 0;
}

int options__parse(struct options *opts, int argc, char **argv)
{
	const struct option_def *last = NULL;
	struct getopt_tables tables = {};
	int code, before = 1, err;

	set_defaults(opts);
	make_getopt_tables(&tables);
	optind = 0; /* reset getopt_long() */
	opterr = 0;
	err = check_word(argc ? argv[1] : NULL);
	while (!err && (code = getopt_long(argc, argv, tables.letters, tables.longs,
					   NULL)) != -1) {
		if (code == ':' || code == '?')
			err = bad_option(code, argv);
		else
			err = apply(opts, find(code), optarg);
		last = !err && find(code)->arg && !optarg ? find(code) : NULL;
		if (!err && optind > before)
			err = check_word(argv[optind]);
		before = optind;
	}
	/* getopt_long() has skipped a "--" after the last option. */
	if (!err)
		err = set_command(opts, argv + optind, optind > before, last);
	opts->kernel.show_failed |= opts->kernel.only_failed;
	if (!err)
		err = check_conflicts(opts);
	if (!err)
		derive(opts);
	return err;
}

void options__free(struct options *opts)
{
	free((char *)opts->run_as.name);
	free(opts->kernel.values.list);
	for (size_t i = 0; i < opts->cgroups.n; i++)
		free((char *)opts->cgroups.list[i].value);
	free(opts->cgroups.list);
	filter__free(&opts->filter);
	redact__free(&opts->redactor);
	env_choice__free(&opts->env);
}
