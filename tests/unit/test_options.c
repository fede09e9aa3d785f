// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "options.h"
#include "util.h"

#define TRY "\nTry 'execsnoop --help'.\n"

static struct options opts;

static int free_options(void **state)
{
	(void)state;
	options__free(&opts);
	opts = (struct options){};
	return 0;
}

/* What comes before is forgotten. The words are not written to. */
static int parse_words(const char *const *words, int n)
{
	char *argv[72] = { (char *)"execsnoop" };

	for (int i = 0; i < n; i++)
		argv[i + 1] = (char *)words[i];
	free_options(NULL);
	return options__parse(&opts, n + 1, argv);
}

#define parse(...)                                        \
	parse_words((const char *const[]){ __VA_ARGS__ }, \
		    ARRAY_SIZE(((const char *const[]){ __VA_ARGS__ })))

#define assert_good(...) assert_int_equal(parse(__VA_ARGS__), 0)

/* Refused with exactly this one message. */
#define assert_bad(message, ...)                                \
	do {                                                    \
		struct capture c_;                              \
		int err_;                                       \
		capture_begin(&c_);                             \
		err_ = parse(__VA_ARGS__);                      \
		capture_end(&c_);                               \
		assert_int_equal(err_, -EINVAL);                \
		assert_message(&c_, "execsnoop: " message TRY); \
		assert_no_message(&c_);                         \
	} while (0)

static void test_defaults(void **state)
{
	(void)state;
	assert_int_equal(parse_words(NULL, 0), 0);
	assert_int_equal(opts.action, ACTION_TRACE);
	assert_ptr_equal(opts.format, &format_table);
	assert_null(opts.write_path);
	assert_null(opts.bpf_object);
	assert_null(opts.btf);
	assert_int_equal(opts.columns, 0);
	assert_int_equal(opts.verbose, 0);
	assert_false(opts.show_failed || opts.quote || opts.lite || opts.no_sandbox);
	assert_int_equal(opts.uids.n + opts.ppids.n + opts.cgroups.n, 0);
	assert_int_equal(opts.filter.name.n + opts.filter.line.n, 0);
	assert_true(opts.max_args == SIZE_MAX);
	assert_int_equal(opts.args_size, 16384);
	assert_int_equal(opts.ring_size, 1 << 20);
}

static void test_no_argv_at_all(void **state)
{
	char *none[] = { NULL };

	(void)state;
	assert_int_equal(options__parse(&opts, 0, none), 0);
	assert_int_equal(opts.action, ACTION_TRACE);
}

static void test_flags(void **state)
{
	static const struct {
		const char *letter, *name;
		size_t flag;
	} flags[] = {
		{ "-x", "--fails", offsetof(struct options, show_failed) },
		{ "-q", "--quote", offsetof(struct options, quote) },
		{ "--lite", "--lite", offsetof(struct options, lite) },
		{ "--no-sandbox", "--no-sandbox", offsetof(struct options, no_sandbox) },
		{ "-h", "--help", offsetof(struct options, help) },
		{ "-V", "--version", offsetof(struct options, version) },
		{ "--check", "--check", offsetof(struct options, check) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		assert_good(flags[i].letter);
		assert_true(*(bool *)((char *)&opts + flags[i].flag));
		assert_good(flags[i].name);
		assert_true(*(bool *)((char *)&opts + flags[i].flag));
	}
}

static void test_columns(void **state)
{
	(void)state;
	assert_good("-T");
	assert_int_equal(opts.columns, COLUMN_TIME);
	assert_good("--time");
	assert_int_equal(opts.columns, COLUMN_TIME);
	assert_good("-t");
	assert_int_equal(opts.columns, COLUMN_SECONDS);
	assert_good("--timestamp");
	assert_int_equal(opts.columns, COLUMN_SECONDS);
	assert_good("-U");
	assert_int_equal(opts.columns, COLUMN_UID);
	assert_good("--print-uid");
	assert_int_equal(opts.columns, COLUMN_UID);
	assert_good("-L");
	assert_int_equal(opts.columns, COLUMN_LATENCY);
	assert_good("--latency");
	assert_int_equal(opts.columns, COLUMN_LATENCY);
	assert_good("-xTtUL");
	assert_int_equal(opts.columns,
			 COLUMN_TIME | COLUMN_SECONDS | COLUMN_UID | COLUMN_LATENCY);
	assert_true(opts.show_failed);
}

static void test_actions(void **state)
{
	(void)state;
	assert_good("--check");
	assert_int_equal(opts.action, ACTION_CHECK);
	assert_good("-V", "--check");
	assert_int_equal(opts.action, ACTION_VERSION);
	assert_good("--check", "-V", "-h");
	assert_int_equal(opts.action, ACTION_HELP);
	assert_good("-v", "-v", "--verbose");
	assert_int_equal(opts.verbose, 3);
}

static void test_output(void **state)
{
	(void)state;
	assert_good("-o", "json");
	assert_ptr_equal(opts.format, &format_json);
	assert_good("-okv");
	assert_ptr_equal(opts.format, &format_kv);
	assert_good("--output=table");
	assert_ptr_equal(opts.format, &format_table);
	assert_good("-o", "kv", "--output", "json");
	assert_ptr_equal(opts.format, &format_json);
	assert_bad("--output 'xml': expected table, json or kv", "-o", "xml");
	assert_bad("--output '': expected table, json or kv", "--output=");
}

static void test_files(void **state)
{
	(void)state;
	assert_good("-w", "a file", "--bpf-object=b", "--btf", "c");
	assert_string_equal(opts.write_path, "a file");
	assert_string_equal(opts.bpf_object, "b");
	assert_string_equal(opts.btf, "c");
	assert_bad("--write '': expected the name of a file", "-w", "");
	assert_bad("--bpf-object '': expected the name of a file", "--bpf-object", "");
	assert_bad("--btf '': expected the name of a file", "--btf=");
}

static void test_uid(void **state)
{
	(void)state;
	assert_good("-u", "0", "--uid=1000", "-u4294967294", "-u", "root");
	assert_int_equal(opts.uids.n, 4);
	assert_int_equal(opts.uids.ids[0], 0);
	assert_int_equal(opts.uids.ids[1], 1000);
	assert_int_equal(opts.uids.ids[2], 4294967294);
	assert_int_equal(opts.uids.ids[3], 0);
#define EXPECTED "expected the name of a user, or a number up to 4294967294"
	assert_bad("--uid '4294967295': " EXPECTED, "-u", "4294967295");
	assert_bad("--uid '-1': " EXPECTED, "-u", "-1");
	assert_bad("--uid '': " EXPECTED, "-u", "");
	assert_bad("--uid 'no such user': " EXPECTED, "--uid", "no such user");
	assert_bad("--uid '1,2': " EXPECTED, "-u1,2");
#undef EXPECTED
}

static void test_ppid(void **state)
{
	(void)state;
	assert_good("-P", "1", "--ppid=4194304");
	assert_int_equal(opts.ppids.n, 2);
	assert_int_equal(opts.ppids.ids[0], 1);
	assert_int_equal(opts.ppids.ids[1], 4194304);
#define EXPECTED "expected the number of a process, up to 4194304"
	assert_bad("--ppid '4194305': " EXPECTED, "-P", "4194305");
	assert_bad("--ppid '-1': " EXPECTED, "-P-1");
	assert_bad("--ppid 'init': " EXPECTED, "-P", "init");
	assert_bad("--ppid '1 ': " EXPECTED, "-P", "1 ");
	assert_bad("--ppid '': " EXPECTED, "-P", "");
#undef EXPECTED
}

static void test_patterns(void **state)
{
	(void)state;
	assert_good("-n", "a", "--name=^b$", "-l", "c|d", "--line", "");
	assert_int_equal(opts.filter.name.n, 2);
	assert_int_equal(opts.filter.line.n, 2);
	assert_bad("--name '(': expected a POSIX extended regular expression: "
		   "Unmatched ( or \\(",
		   "-n", "(");
	assert_bad("--line '\\x1b(': expected a POSIX extended regular expression: "
		   "Unmatched ( or \\(",
		   "-l", "\033(");
	assert_bad("--line '(.)\\1': expected a POSIX extended regular expression: "
		   "it has no back-references",
		   "-l", "(.)\\1");
}

static void test_max_args(void **state)
{
	(void)state;
	assert_good("--max-args=0");
	assert_int_equal(opts.max_args, 0);
	assert_good("--max-args", "2147483647");
	assert_int_equal(opts.max_args, INT32_MAX);
	assert_bad("--max-args '2147483648': expected a number of arguments",
		   "--max-args=2147483648");
	assert_bad("--max-args '-1': expected a number of arguments", "--max-args=-1");
	assert_bad("--max-args '1K': expected a number of arguments", "--max-args=1K");
}

static void test_args_size(void **state)
{
	(void)state;
	assert_good("--args-size=1");
	assert_int_equal(opts.args_size, 1);
	assert_int_equal(opts.ring_size, 1 << 20);
	assert_good("--args-size=64K");
	assert_int_equal(opts.args_size, 65536);
	assert_good("--args-size=8M");
	assert_int_equal(opts.args_size, 8388608);
	assert_good("--args-size=max");
	assert_int_equal(opts.args_size, 8388608);
	assert_int_equal(opts.ring_size, 4 * 8388608);
#define EXPECTED "expected bytes up to 8M, such as 512 or 64K, or max"
	assert_bad("--args-size '0': " EXPECTED, "--args-size=0");
	assert_bad("--args-size '8388609': " EXPECTED, "--args-size=8388609");
	assert_bad("--args-size '9M': " EXPECTED, "--args-size=9M");
	assert_bad("--args-size 'maximum': " EXPECTED, "--args-size=maximum");
	assert_bad("--args-size '': " EXPECTED, "--args-size=");
#undef EXPECTED
}

static void test_cgroup(void **state)
{
	const char *words[2 * CGROUPS_MAX + 2];
	struct capture c;

	(void)state;
	assert_good("-c", "/a", "--cgroup=b/c");
	assert_int_equal(opts.cgroups.n, 2);
	assert_string_equal(opts.cgroups.paths[0], "/a");
	assert_string_equal(opts.cgroups.paths[1], "b/c");
	assert_bad("--cgroup '': expected the path of a cgroup", "-c", "");

	assert_int_equal(CGROUPS_MAX, 64);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = "-c/a";
	assert_int_equal(parse_words(words, CGROUPS_MAX), 0);
	assert_int_equal(opts.cgroups.n, CGROUPS_MAX);
	capture_begin(&c);
	assert_int_equal(parse_words(words, CGROUPS_MAX + 1), -EINVAL);
	capture_end(&c);
	assert_message(&c, "execsnoop: --cgroup '/a': no more than 64 cgroups can be "
			   "watched; a common parent can" TRY);
	assert_no_message(&c);
}

static void test_buffer(void **state)
{
	static const struct {
		const char *word;
		uint64_t size;
	} good[] = {
		{ "-b1", 4096 },	   { "-b4096", 4096 },
		{ "-b4097", 8192 },	   { "--buffer=1M", 1 << 20 },
		{ "-b3m", 4 << 20 },	   { "-b2G", 1ULL << 31 },
		{ "-b1025M", 1ULL << 31 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		uint64_t size = good[i].size, page = (uint64_t)sysconf(_SC_PAGESIZE);

		assert_good(good[i].word);
		assert_int_equal(opts.ring_size, size < page ? page : size);
	}
	assert_good("--args-size=max", "-b", "64K");
	assert_int_equal(opts.ring_size, 65536);
#define EXPECTED "expected bytes up to 2G, such as 256K or 4M"
	assert_bad("--buffer '0': " EXPECTED, "-b", "0");
	assert_bad("--buffer '0M': " EXPECTED, "-b", "0M");
	assert_bad("--buffer '': " EXPECTED, "-b", "");
	assert_bad("--buffer '-1': " EXPECTED, "-b", "-1");
	assert_bad("--buffer '2147483649': " EXPECTED, "-b", "2147483649");
	assert_bad("--buffer '3G': " EXPECTED, "--buffer=3G");
	assert_bad("--buffer '4096G': " EXPECTED, "-b4096G");
	assert_bad("--buffer '1 M': " EXPECTED, "-b", "1 M");
	assert_bad("--buffer '1MB': " EXPECTED, "-b", "1MB");
#undef EXPECTED
}

static void test_lite_excludes_fails(void **state)
{
	(void)state;
	assert_bad("--lite cannot show failed execs: leave out one of --lite and -x",
		   "--lite", "-x");
}

static void test_value_missing(void **state)
{
	static const char *const names[] = { "output", "write",	    "uid",
					     "ppid",   "name",	    "line",
					     "cgroup", "buffer",    "max-args",
					     "btf",    "args-size", "bpf-object" };
	char word[32], expected[96];
	struct capture c;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(word, sizeof(word), "--%s", names[i]);
		snprintf(expected, sizeof(expected),
			 "execsnoop: option needs a value: --%s" TRY, names[i]);
		capture_begin(&c);
		assert_int_equal(parse("-x", word), -EINVAL);
		capture_end(&c);
		assert_message(&c, expected);
		assert_no_message(&c);
	}
	assert_bad("option needs a value: --uid", "-xu");
}

static void test_unknown(void **state)
{
	(void)state;
	assert_bad("unknown option: -z", "-z");
	assert_bad("unknown option: -z", "-xzq");
	assert_bad("unknown option: -:", "-:");
	assert_bad("unknown option: -\\x1b", "-\033");
	assert_bad("unknown option: -\\xff", "-\xff");
	assert_bad("unknown or ambiguous option: --nope", "--nope");
	assert_bad("unknown or ambiguous option: --nope=1", "--nope=1", "-x");
	assert_bad("unknown or ambiguous option: --l", "--l");
	assert_bad("unknown or ambiguous option: --\\x1b[2J", "--\033[2J");
	assert_bad("option takes no value: --lite", "--lite=1");
	assert_bad("option takes no value: --fails", "--fails=");
	assert_bad("unexpected argument: ls", "ls");
	assert_bad("unexpected argument: ls", "-x", "ls", "-q");
	assert_bad("unexpected argument: ", "");
	assert_bad("unexpected argument: -", "-");
	assert_bad("unexpected argument: -x", "--", "-x");
	assert_good("--");
	assert_good("--out", "json");
}

static const char *const vocabulary[] = {
	"-o",	   "-w",     "-u",	 "-P",		"-n",	   "-l",       "-c",
	"-b",	   "-x",     "-T",	 "-t",		"-U",	   "-L",       "-q",
	"-v",	   "-h",     "-V",	 "-xTtULqv",	"--",	   "-",	       "",
	"json",	   "kv",     "-ojson",	 "--output",	"--out=x", "--uid=0",  "--u",
	"--lite",  "--l",    "--lite=1", "--max-args",	"1",	   "--check",  "max",
	"--btf",   "--bpf-", "--=",	 "--\xff=\xff", "-\xff",   "-\001",    "-:",
	"-W",	   "-;",     "--buffer", "1M",		"3G",	   "--args-s", "[",
	"(a|b)",   "a b",    "\n",	 "-\n",		"%s%n",	   "---",      "--help",
	"--name=", "-n[",    "-c",	 "-b0",		"-Px",	   "-u\033",   "-?",
};

/* Any words: taken, or refused with one message that is safe to print. */
static void test_any_words(void **state)
{
	const char *words[8], *message;
	uint32_t random = 1;
	struct capture c;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		int n = 0, err;

		while (n < 1 + i % 8) {
			random = random * 1664525 + 1013904223;
			words[n++] = vocabulary[(random >> 8) % ARRAY_SIZE(vocabulary)];
		}
		capture_begin(&c);
		err = parse_words(words, n);
		capture_end(&c);
		if (!err) {
			assert_no_message(&c);
			continue;
		}
		assert_int_equal(err, -EINVAL);
		message = next_message(&c);
		assert_int_equal(strncmp(message, "execsnoop: ", 11), 0);
		assert_non_null(strstr(message, TRY));
		for (; *message; message++)
			assert_true(*message == '\n' ||
				    (*message >= ' ' && *message <= '~'));
		assert_no_message(&c);
	}
}

static void test_any_letter(void **state)
{
	char word[3] = "-";
	struct capture c;

	(void)state;
	for (int letter = 1; letter < 256; letter++) {
		int err;

		word[1] = (char)letter;
		capture_begin(&c);
		err = parse(word);
		capture_end(&c);
		/* "--" alone ends the options. */
		if (letter == '-' || strchr("xTtULqvhV", letter)) {
			assert_int_equal(err, 0);
		} else {
			assert_int_equal(err, -EINVAL);
			assert_non_null(next_message(&c));
		}
		assert_no_message(&c);
	}
}

/* What --help prints, in text. */
static void read_help(char *text, size_t size)
{
	int fds[2], saved;
	ssize_t n;

	fflush(stdout);
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	saved = dup(STDOUT_FILENO);
	dup2(fds[1], STDOUT_FILENO);
	options__print_help();
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	close(fds[1]);
	n = read(fds[0], text, size - 1);
	text[n > 0 ? n : 0] = '\0';
	close(fds[0]);
}

/* Each option that the help lists is one that is taken. */
static void test_help(void **state)
{
	char text[8192], name[32];
	const char *message;
	int n = 0, value;
	struct capture c;

	(void)state;
	read_help(text, sizeof(text));
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		assert_in_range(strlen(line), 1, 80);
		if (sscanf(line, "  -%*c, --%28[a-z-]", name) != 1 &&
		    sscanf(line, "      --%28[a-z-]", name) != 1)
			continue;
		n++;
		value = !!strchr(strstr(line, name), '=');
		memmove(name + 2, name, strlen(name) + 1);
		memcpy(name, "--", 2);
		capture_begin(&c);
		parse(name);
		capture_end(&c);
		message = next_message(&c);
		assert_int_equal(message && strstr(message, "needs a value"), value);
		if (message)
			assert_no_message(&c);
	}
	assert_int_equal(n, 24);
}

#define TEST(name) cmocka_unit_test_teardown(name, free_options)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_defaults),
		TEST(test_no_argv_at_all),
		TEST(test_flags),
		TEST(test_columns),
		TEST(test_actions),
		TEST(test_output),
		TEST(test_files),
		TEST(test_uid),
		TEST(test_ppid),
		TEST(test_patterns),
		TEST(test_max_args),
		TEST(test_args_size),
		TEST(test_cgroup),
		TEST(test_buffer),
		TEST(test_lite_excludes_fails),
		TEST(test_value_missing),
		TEST(test_unknown),
		TEST(test_any_words),
		TEST(test_any_letter),
		TEST(test_help),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
