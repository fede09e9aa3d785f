// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Words that are no options, and any words at all. */
#include "options_harness.h"

#include "cli/guess.h"

static void test_value_missing(void **state)
{
	static const char *const names[] = {
		"output",    "write",  "uid",	   "ppid",   "name",	  "line",
		"cgroup",    "buffer", "max-args", "btf",    "args-size", "bpf-object",
		"pid",	     "group",  "mntns",	   "pidns",  "errno",	  "unit",
		"container", "count",  "duration", "run-as",
	};
	char word[32], expected[96];
	struct capture c;

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
	assert_bad("unknown option: -z", "-z");
	assert_bad("unknown option: -z", "-xzq");
	assert_bad("unknown option: -:", "-:");
	assert_bad("unknown option: -+", "-+");
	assert_bad("unknown option: -\\x1b", "-\033");
	assert_bad("unknown option: -\\xff", "-\xff");
	assert_bad("unknown option: --nope", "--nope");
	assert_bad("unknown option: --nope=1", "--nope=1", "-x");
	assert_bad("unknown option: --\\x1b[2J", "--\033[2J");
	assert_bad("option takes no value: --lite", "--lite=1");
	assert_bad("option takes no value: --fails", "--fails=");
	assert_good("--out", "json");
}

static void test_near_options(void **state)
{
	char word[2048] = "--until-match";

	assert_bad("unknown option: --untill; near: --until-match", "--untill");
	assert_bad("unknown option: --duratoin=5; near: --duration", "--duratoin=5");
	assert_bad("unknown option: --grpup; near: --group, --cgroup", "--grpup", "x");
	assert_bad("unknown option: --Pid; near: --pid, --ppid, --pidns", "--Pid");
	assert_bad("ambiguous option: --li; near: --line, --lite", "--li");
	assert_bad("ambiguous option: --l; near: --latency, --login-user, --line", "--l");
	assert_bad("ambiguous option: --=x", "--=x");
	memset(word + 13, 'x', sizeof(word) - 14);
	assert_bad_with("xxx\n", word);
}

/* What other tools have is answered by what there is instead. */
static void test_guesses(void **state)
{
	assert_bad("unknown option: --json; type -o json", "--json");
	assert_bad("unknown option: --user=root; type -u USER", "-x", "--user=root");
	assert_bad("unknown option: --quiet; type 2>/dev/null; -q quotes arguments",
		   "--quiet");
	assert_bad("unknown option: -f; type -p PID or -- COMMAND, which follow all "
		   "descendants",
		   "-xf");
	assert_bad("unknown option: -f; type -p PID or -- COMMAND, which follow all "
		   "descendants",
		   "-f", "file");
	/* One letter is not a long option, nor the other way round. */
	assert_bad("ambiguous option: --r; near: --redact, --root-child, --run-as",
		   "--r");
	assert_bad("unknown option: -j; type -o json", "-json");
	/* The words of a command, and values, are its own. */
	assert_good("-w", "--json", "-n", "-lite", "--", "--json", "-f");
}

static void test_guesses_of_long_words(void **state)
{
	static const char *const words[][2] = {
		{ "--failed-only", "type --only-failed" },
		{ "--success", "successful execs are shown" },
		{ "--noheader", "type -o kv or -o json" },
		{ "--color=never", "the output has no colors" },
		{ "--colour", "the output has no colors" },
		{ "--ret", "the column RET shows it" },
		{ "--env-vars", "type --env=NAME" },
		{ "--interval=1", "events are shown as they happen" },
		{ "--user-id=0", "type -u USER" },
		{ "--pattern=x", "type -n REGEX or -l REGEX" },
		{ "--ignore=x", "type -n '!REGEX'" },
		{ "--namespace=x", "type --mntns=PID, --pidns=PID or --container=ID" },
		{ "--image=x", "type --container=ID" },
		{ "--container-name=x", "type --container=ID" },
	};
	char expected[128];

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		snprintf(expected, sizeof(expected), "unknown option: %s; %s",
			 words[i][0], words[i][1]);
		assert_bad_with(expected, words[i][0]);
	}
	assert_bad("unknown option: -F; type -p PID or -- COMMAND, which follow all "
		   "descendants",
		   "-F");
}

/* A letter with a value that makes the name of an option. */
static void test_one_dash(void **state)
{
	assert_bad("unknown option: -lite; type --lite (-l with a value is typed -l "
		   "'ite')",
		   "-lite");
	assert_bad("unknown option: -name=x; type --name=x (-n with a value is typed -n "
		   "'ame=x')",
		   "-x", "-name=x");
	assert_good("-litex", "-name?", "-l", "ite");
	assert_good("-xTU", "-n", "-name");
}

/* The options that advice names exist. */
static void test_advice(void **state)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	char word[3] = "-";

	for (const char *c = letters; *c; c++) {
		word[1] = *c;
		if (!guess__advice(word))
			continue;
		assert_bad_with(guess__advice(word), word);
	}
	assert_null(guess__advice("-x"));
	assert_null(guess__advice("--"));
	assert_null(guess__advice("--j"));
	assert_null(guess__advice("-json"));
	assert_null(guess__advice("--jso"));
	assert_non_null(guess__advice("--json="));
}

static const char *const vocabulary[] = {
	"-o",	      "-w",	    "-u",	"-P",	       "-n",
	"-l",	      "-c",	    "-b",	"-x",	       "-T",
	"-t",	      "-U",	    "-L",	"-q",	       "-v",
	"-h",	      "-V",	    "-xTtULqv", "--",	       "-",
	"",	      "json",	    "kv",	"-ojson",      "--output",
	"--out=x",    "--uid=0",    "--u",	"--lite",      "--l",
	"--lite=1",   "--max-args", "1",	"--check",     "max",
	"--btf",      "--bpf-",	    "--=",	"--\xff=\xff", "-\xff",
	"-\001",      "-:",	    "-W",	"-;",	       "--buffer",
	"1M",	      "3G",	    "--args-s", "[",	       "(a|b)",
	"a b",	      "\n",	    "-\n",	"%s%n",	       "---",
	"--help",     "--name=",    "-n[",	"-c",	       "-b0",
	"-Px",	      "-u\033",	    "-?",	"-p",	       "-p1",
	"-p!1",	      "--wait-all", "!",	"--errno",     "!2,3",
	"--unit",     "-g!0",	    "--mntns",	"mnt:[1]",     "--run-as",
	"root",	      "-+",	    "--unti",	"!\xff",       "--pidns=1",
	"--contai",   "*",	    "--count=", "--dur=1",     "--redact",
	"--red=a",    "--red=(",    "--exe=[",	"--parent",    "--cwd=!(",
	"--exclu=!a", "--below=!(",
};

/* Any words are accepted, or rejected with one message that is safe to print. */
static void test_any_words(void **state)
{
	const char *words[8], *message;
	uint32_t random = 1;
	struct capture c;

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
		assert_non_null(strstr(message, "Try 'execsnoop --help'.\n"));
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

	for (int letter = 1; letter < 256; letter++) {
		int err;

		word[1] = (char)letter;
		capture_begin(&c);
		err = parse(word);
		capture_end(&c);
		if (strchr("xeTtULqvhV", letter)) {
			assert_int_equal(err, 0);
		} else {
			assert_int_equal(err, -EINVAL);
			assert_non_null(next_message(&c));
		}
		assert_no_message(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_value_missing),
		TEST(test_unknown),
		TEST(test_near_options),
		TEST(test_guesses),
		TEST(test_guesses_of_long_words),
		TEST(test_one_dash),
		TEST(test_advice),
		TEST(test_any_words),
		TEST(test_any_letter),
	};

	return cmocka_run_group_tests_name("option words", tests, NULL, NULL);
}
