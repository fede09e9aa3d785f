// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "options_harness.h"

static void test_defaults(void **state)
{
	assert_int_equal(parse_words(NULL, 0), 0);
	assert_int_equal(opts.action, ACTION_TRACE);
	assert_ptr_equal(opts.format, &format_table);
	assert_null(opts.write_path);
	assert_null(opts.kernel.bpf_object);
	assert_null(opts.kernel.btf);
	assert_int_equal(opts.columns.n, 5);
	assert_int_equal(opts.verbose, 0);
	assert_false(opts.kernel.show_failed || opts.quote || opts.kernel.lite ||
		     opts.no_sandbox);
	assert_false(opts.kernel.only_failed || opts.kernel.priv_gain ||
		     opts.kernel.root_child);
	assert_false(opts.kernel.wait_all || opts.until_match || opts.kernel.fold_path);
	assert_int_equal(opts.kernel.values.n + opts.cgroups.n, 0);
	assert_null(opts.command);
	assert_null(opts.run_as.name);
	assert_true(opts.count == UINT64_MAX);
	assert_int_equal(opts.duration_ns, 0);
	assert_int_equal(opts.filter.name.n + opts.filter.line.n, 0);
	assert_int_equal(opts.kernel.collect, COLLECT_FILENAME);
	assert_true(opts.max_args == SIZE_MAX);
	assert_int_equal(opts.kernel.args_size, 16384);
	assert_int_equal(opts.kernel.ring_size, 1 << 20);
}

static void test_no_argv_at_all(void **state)
{
	char *none[] = { NULL };

	assert_int_equal(options__parse(&opts, 0, none), 0);
	assert_int_equal(opts.action, ACTION_TRACE);
}

static void test_flags(void **state)
{
	static const struct {
		const char *letter, *name;
		size_t flag;
	} flags[] = {
		{ "-x", "--fails", offsetof(struct options, kernel.show_failed) },
		{ "--checks", "--checks", offsetof(struct options, kernel.show_checks) },
		{ "-q", "--quote", offsetof(struct options, quote) },
		{ "--lite", "--lite", offsetof(struct options, kernel.lite) },
		{ "--only-failed", "--only-f",
		  offsetof(struct options, kernel.only_failed) },
		{ "--only-failed", "--only-f",
		  offsetof(struct options, kernel.show_failed) },
		{ "--priv-gain", "--priv", offsetof(struct options, kernel.priv_gain) },
		{ "--root-child", "--root", offsetof(struct options, kernel.root_child) },
		{ "--until-match", "--unti", offsetof(struct options, until_match) },
		{ "--no-sandbox", "--no-sandbox", offsetof(struct options, no_sandbox) },
		{ "-h", "--help", offsetof(struct options, help) },
		{ "-V", "--version", offsetof(struct options, version) },
		{ "--check", "--check", offsetof(struct options, check) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		assert_good(flags[i].letter);
		assert_true(*(bool *)((char *)&opts + flags[i].flag));
		assert_good(flags[i].name);
		assert_true(*(bool *)((char *)&opts + flags[i].flag));
	}
}

static void test_actions(void **state)
{
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
	assert_good("-o", "json");
	assert_ptr_equal(opts.format, &format_json);
	assert_good("-okv");
	assert_ptr_equal(opts.format, &format_kv);
	assert_good("--output=table");
	assert_ptr_equal(opts.format, &format_table);
	assert_good("-o", "kv", "--output", "json");
	assert_ptr_equal(opts.format, &format_json);
	for (size_t i = 0; formatters[i]; i++) {
		assert_good("-o", formatters[i]->name);
		assert_ptr_equal(opts.format, formatters[i]);
	}
	assert_bad(
		"--output 'shell': expected table, json or kv; -w FILE writes to a file",
		"-o", "shell");
	assert_bad("--output 'xml': expected table, json or kv; -w FILE writes to a file",
		   "-o", "xml");
	assert_bad("--output '': expected table, json or kv; -w FILE writes to a file",
		   "--output=");
}

static void test_files(void **state)
{
	assert_good("-w", "a file", "--bpf-object=b", "--btf", "c");
	assert_string_equal(opts.write_path, "a file");
	assert_string_equal(opts.kernel.bpf_object, "b");
	assert_string_equal(opts.kernel.btf, "c");
	assert_bad("--write '': expected the name of a file", "-w", "");
	assert_bad("--bpf-object '': expected the name of a file", "--bpf-object", "");
	assert_bad("--btf '': expected the name of a file", "--btf=");
}

static void test_max_args(void **state)
{
	assert_good("--max-args=0");
	assert_int_equal(opts.max_args, 0);
	assert_good("--max-args", "2147483647");
	assert_int_equal(opts.max_args, INT32_MAX);
	assert_bad("--max-args '2147483648': expected a number of arguments",
		   "--max-args=2147483648");
	assert_bad("--max-args '-1': expected a number of arguments", "--max-args=-1");
	assert_bad("--max-args '1K': expected a number of arguments", "--max-args=1K");
}

static void test_depth(void **state)
{
	assert_good("-p", "1");
	assert_int_equal(opts.kernel.tree_depth, TREE_DEPTH_MAX);
	assert_good("--depth=0", "-p", "1", "-p", "!2");
	assert_int_equal(opts.kernel.tree_depth, 0);
	assert_good("--depth", "62", "--", "ls");
	assert_int_equal(opts.kernel.tree_depth, 62);
	/* The last one counts. */
	assert_good("--depth=5", "--depth=1", "--", "ls");
	assert_int_equal(opts.kernel.tree_depth, 1);
#define EXPECTED "expected a number of generations, 0 to 62"
	assert_bad("--depth '63': " EXPECTED, "--depth=63", "--", "ls");
	assert_bad("--depth '': " EXPECTED, "--depth=", "--", "ls");
	assert_bad("--depth '-1': " EXPECTED, "--depth=-1", "--", "ls");
	assert_bad("--depth '!1': " EXPECTED, "--depth=!1", "--", "ls");
	assert_bad("--depth '1\\x1b[m': " EXPECTED, "--depth=1\033[m", "--", "ls");
#undef EXPECTED
	assert_bad(
		"unknown option: --max-depth=1; type --depth=N with -p PID or -- COMMAND",
		"--max-depth=1");
}

static void test_args_size(void **state)
{
	assert_good("--args-size=1");
	assert_int_equal(opts.kernel.args_size, 1);
	assert_int_equal(opts.kernel.ring_size, 1 << 20);
	assert_good("--args-size=64K");
	assert_int_equal(opts.kernel.args_size, 65536);
	assert_good("--args-size=8M");
	assert_int_equal(opts.kernel.args_size, 8388608);
	assert_good("--args-size=max");
	assert_int_equal(opts.kernel.args_size, 8388608);
	assert_int_equal(opts.kernel.ring_size, 4 * 8388608);
#define EXPECTED "expected bytes up to 8M, such as 512 or 64K, or max"
	assert_bad("--args-size '0': " EXPECTED, "--args-size=0");
	assert_bad("--args-size '8388609': " EXPECTED, "--args-size=8388609");
	assert_bad("--args-size '9M': " EXPECTED, "--args-size=9M");
	assert_bad("--args-size 'maximum': " EXPECTED, "--args-size=maximum");
	assert_bad("--args-size '': " EXPECTED, "--args-size=");
#undef EXPECTED
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

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		uint64_t size = good[i].size, page = (uint64_t)sysconf(_SC_PAGESIZE);

		assert_good(good[i].word);
		assert_int_equal(opts.kernel.ring_size, size < page ? page : size);
	}
	assert_good("--args-size=max", "-b", "64K");
	assert_int_equal(opts.kernel.ring_size, 65536);
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

static void test_count(void **state)
{
	assert_good("--count=1");
	assert_int_equal(opts.count, 1);
	assert_good("--count", "18446744073709551614");
	assert_true(opts.count == UINT64_MAX - 1);
	assert_good("--until-match");
	assert_int_equal(opts.count, 1);
	assert_good("--until-match", "--count=1");
	assert_int_equal(opts.count, 1);
#define EXPECTED "expected a number of events, 1 or more"
	assert_bad("--count '0': " EXPECTED, "--count=0");
	assert_bad("--count '': " EXPECTED, "--count=");
	assert_bad("--count '-1': " EXPECTED, "--count=-1");
	assert_bad("--count '!1': " EXPECTED, "--count=!1");
	assert_bad("--count '18446744073709551615': " EXPECTED,
		   "--count=18446744073709551615");
#undef EXPECTED
}

static void test_duration(void **state)
{
	assert_good("--duration=30");
	assert_int_equal(opts.duration_ns, 30 * NSEC_PER_SEC);
	assert_good("--duration=1.5m", "--duration", "250ms");
	assert_int_equal(opts.duration_ns, 250000000);
#define EXPECTED "expected a time above 0, such as 30 (seconds), 1.5m, 500ms, 8h or 7d"
	assert_bad("--duration '0': " EXPECTED, "--duration=0");
	assert_bad("--duration '': " EXPECTED, "--duration=");
	assert_bad("--duration '1 s': " EXPECTED, "--duration", "1 s");
	assert_bad("--duration '300y': " EXPECTED, "--duration=300y");
	assert_bad("--duration '106752d': " EXPECTED, "--duration=106752d");
#undef EXPECTED
}

static void test_run_as(void **state)
{
	assert_good("--run-as=root", "--", "true");
	assert_string_equal(opts.run_as.name, "root");
	assert_int_equal(opts.run_as.uid, 0);
	assert_int_equal(opts.run_as.gid, 0);
	assert_good("--run-as=nobody", "--run-as=0", "--", "true");
	assert_string_equal(opts.run_as.name, "root");
	assert_bad("--run-as '4294967294': no such user; a number needs an entry in "
		   "passwd(5), which sets its group",
		   "--run-as=4294967294", "--", "true");
	assert_bad("--run-as '4294967295': no such user; expected the name or number of "
		   "a user",
		   "--run-as=4294967295", "--", "true");
	assert_bad("--run-as '': no such user; expected the name or number of a user",
		   "--run-as=", "--", "true");
	assert_bad_with("--run-as 'rooot': no such user; near: ", "--run-as=rooot");
	assert_bad_with("root\n", "--run-as=rooot", "--", "true");
}

static void test_command(void **state)
{
	static const struct {
		const char *words[6];
		int n, command;
	} good[] = {
		{ { "--", "ls" }, 2, 1 },
		{ { "--", "ls", "-l", "--", "-x" }, 5, 1 },
		{ { "--", "-x" }, 2, 1 },
		{ { "--", "" }, 2, 1 },
		{ { "--", "--" }, 2, 1 },
		{ { "-q", "--", "--", "--" }, 4, 2 },
		{ { "-w", "--", "--", "ls" }, 4, 3 },
		{ { "--write", "--", "-q", "--", "ls" }, 5, 4 },
		{ { "-qw", "--", "--", "ls" }, 4, 3 },
		{ { "-qT", "--", "ls" }, 3, 2 },
		{ { "--write=--", "--", "ls" }, 3, 2 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		assert_int_equal(parse_words(good[i].words, good[i].n), 0);
		assert_false(opts.kernel.show_failed);
		assert_non_null(opts.command);
		for (int at = good[i].command; at < good[i].n; at++)
			assert_ptr_equal(opts.command[at - good[i].command],
					 good[i].words[at]);
		assert_null(opts.command[good[i].n - good[i].command]);
	}
	assert_good("-w", "--");
	assert_null(opts.command);
	assert_string_equal(opts.write_path, "--");
}

/* argv[0] is not an option. */
static void test_named_like_an_end_of_options(void **state)
{
	char *argv[] = { (char *)"--", NULL, NULL };

	free_options(NULL);
	assert_int_equal(options__parse(&opts, 1, argv), 0);
	assert_null(opts.command);
	argv[1] = (char *)"-x";
	free_options(NULL);
	assert_int_equal(options__parse(&opts, 2, argv), 0);
	assert_null(opts.command);
}

#define HINT(word)                                     \
	"; to run a command, type: execsnoop -- " word \
	" ...; to select programs by name: -n " word

static void test_no_command(void **state)
{
	assert_bad("unexpected argument: ls" HINT("ls"), "ls");
	assert_bad("unexpected argument: ls" HINT("ls"), "ls", "-l");
	assert_bad("unexpected argument: ls" HINT("ls"), "-x", "ls", "--", "-q");
	assert_bad("unexpected argument: ls" HINT("ls"), "-w", "--", "ls");
	assert_bad("unexpected argument: ls" HINT("ls"), "-qw", "--", "ls");
	assert_bad("unexpected argument: " HINT(""), "");
	assert_bad("unexpected argument: -" HINT("-"), "-");
	assert_bad("unexpected argument: \\x1b[2Jx" HINT("\\x1b[2Jx"), "\033[2Jx");
	assert_bad("missing COMMAND after --: execsnoop [OPTIONS] "
		   "-- COMMAND [ARG...]",
		   "-x", "--");
}

static void test_conflicts(void **state)
{
#define LITE "--lite cannot show failed execs: leave out one of --lite and "
	assert_bad(LITE "-x", "--lite", "-x");
	assert_bad(LITE "--only-failed", "--only-failed", "--lite");
	assert_bad(LITE "--errno", "--errno=ENOENT", "--lite");
	assert_bad("--lite cannot show checks: leave out one of --lite and --checks",
		   "--lite", "--checks");
	assert_bad(LITE "--errno", "--errno=!ENOENT", "--lite");
#undef LITE
	assert_bad("--until-match cannot set the exit status of a COMMAND: use "
		   "--count=1",
		   "--until-match", "--", "ls");
	assert_good("--count=1", "--", "ls");
	assert_bad("--until-match ends at the first event: leave out one of "
		   "--until-match and --count",
		   "--until-match", "--count=2");
#define TREE "--wait-all needs a tree to wait for: give -p PID, or -- COMMAND at the end"
	assert_bad(TREE, "--wait-all");
	assert_bad(TREE, "--wait-all", "-p", "!1");
	assert_bad(TREE, "--wait-all", "-P", "1");
	assert_good("--wait-all", "-p", "1");
	assert_good("--wait-all", "--", "ls");
#undef TREE
#define DEPTH \
	"--depth counts the generations of a tree: give -p PID, or -- COMMAND at the end"
	assert_bad(DEPTH, "--depth=0");
	assert_bad(DEPTH, "--depth=62", "-p", "!1");
	assert_bad(DEPTH, "--depth=1", "-P", "1");
#undef DEPTH
	assert_bad("--fold-path folds failed execs, and none are shown: add -x",
		   "--fold-path");
	assert_bad("--run-as needs a COMMAND to run: give it at the end, after --",
		   "--run-as=root");
	assert_bad(
		"--priv-gain can match no exec that failed: leave out one of --priv-gain and --errno",
		"--errno=ENOENT", "--priv-gain");
	assert_bad(
		"--priv-gain can match no exec that failed: leave out one of --priv-gain and --only-failed",
		"--only-failed", "--priv-gain");
	assert_good("-x", "--priv-gain");
	assert_good("--only-failed", "--priv-gain", "--root-child");
}

/* Read what --help prints. */
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

/* Each option that the help lists is accepted. */
static void test_help(void **state)
{
	char text[8192], name[32];
	const char *message;
	int n = 0, value;
	struct capture c;

	read_help(text, sizeof(text));
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		assert_in_range(strlen(line), 1, 80);
		if (sscanf(line, "  -%*c, --%28[a-z-]", name) != 1 &&
		    sscanf(line, "      --%28[a-z-]", name) != 1)
			continue;
		n++;
		value = strchr(strstr(line, name), '=') && !strstr(line, "[=");
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
	assert_int_equal(n, 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_defaults),
		TEST(test_no_argv_at_all),
		TEST(test_flags),
		TEST(test_actions),
		TEST(test_output),
		TEST(test_files),
		TEST(test_max_args),
		TEST(test_depth),
		TEST(test_args_size),
		TEST(test_buffer),
		TEST(test_count),
		TEST(test_duration),
		TEST(test_run_as),
		TEST(test_command),
		TEST(test_named_like_an_end_of_options),
		TEST(test_no_command),
		TEST(test_conflicts),
		TEST(test_help),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
