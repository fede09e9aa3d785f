// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* text__quote(), checked by reading its words back with real shells. */
#include "event_harness.h"

#include "base/text.h"
#include "base/util.h"

static const char *const tricky[] = {
	"",
	"=",
	"=ls",
	"a=b",
	"A=B=C",
	"==",
	"--x=~root",
	"~",
	"~root",
	"a~",
	"x:~",
	"'",
	"''",
	"it's",
	"\"",
	"\\",
	"\\\\",
	"a\\",
	"\\n",
	"\n",
	"a\nb\n",
	"-n",
	"-",
	"--",
	"{a,b}",
	"{1..3}",
	"{",
	"}",
	"$x",
	"${HOME}",
	"$(id)",
	"`id`",
	"$'a'",
	"$\"a\"",
	"!",
	"!!",
	"a!b",
	"!x'\n",
	"*",
	"?",
	"[a-z]*",
	"a|b",
	"a&b",
	"a;b",
	"(a)",
	"<a",
	">a",
	"2>a",
	"#",
	"#a",
	"a#b",
	"^",
	"^a^b",
	"%1",
	"@",
	"+",
	",",
	":",
	"a b",
	" ",
	"\t",
	"  a  ",
	"%s\\n",
	"é",
	"日本",
	"\U0001f600",
	"é\n",
	"é'\n\\",
	"\u202e",
	"\u2028",
	"\xc2\x9b",
	"\xc3",
	"\xc3\n",
	"\xe2\x82",
	"\xff\xfe",
	"\xed\xa0\x80",
	"\001"
	"1",
	"\177"
	"7",
	"\033[0m",
	"\xff"
	"0",
	"\xc3"
	"\xa9"
	"\xc3"
	"9",
	"...",
	"a ...",
	"if",
	"[[",
};

/* Every byte but NUL alone, between digits (which must not become part of an octal number)
 * and all at once; and words with special characters. */
static void for_each_word(void (*use)(void *to, const char *bytes, size_t len), void *to)
{
	char all[255], word[3] = "1?7";

	for (int c = 1; c < 256; c++) {
		all[c - 1] = word[1] = (char)c;
		use(to, word + 1, 1);
		use(to, word, 3);
	}
	use(to, all, sizeof(all));
	for (size_t i = 0; i < ARRAY_SIZE(tricky); i++)
		use(to, tricky[i], strlen(tricky[i]));
}

static void add_quoted(void *to, const char *bytes, size_t len)
{
	strbuf__addc(to, ' ');
	text__quote(to, bytes, len, false);
}

static void add_exact(void *to, const char *bytes, size_t len)
{
	strbuf__add(to, bytes, len);
	strbuf__addc(to, '\0');
}

static bool have(const char *shell)
{
	char command[64];

	snprintf(command, sizeof(command), "command -v %s >/dev/null", shell);
	return !system(command);
}

static void assert_reads_back(const char *shell)
{
	static const char *const locales[] = { "C", "C.UTF-8" };
	struct strbuf script = {}, expected = {}, output = {};
	char command[64];

	if (!have(shell))
		skip();
	strbuf__adds(&script, "env printf '%s\\0'");
	for_each_word(add_quoted, &script);
	strbuf__addc(&script, '\n');
	for_each_word(add_exact, &expected);
	for (size_t i = 0; i < ARRAY_SIZE(locales); i++) {
		snprintf(command, sizeof(command), "LC_ALL=%s %s", locales[i], shell);
		assert_int_equal(run(command, &script, &output), 0);
		assert_memory_equal(output.data, expected.data, expected.len);
		assert_int_equal(output.len, expected.len);
	}
	strbuf__free(&script);
	strbuf__free(&expected);
	strbuf__free(&output);
}

static void test_bash(void **state)
{
	assert_reads_back("bash");
}

static void test_zsh(void **state)
{
	assert_reads_back("zsh");
}

static void test_ksh(void **state)
{
	assert_reads_back("ksh");
}

/* With history expansion, as in a terminal, ! is special too. */
static void test_bash_history(void **state)
{
	static const char *const words[] = { "!", "!!", "a!b", "!'!", "!\n", "'!\001!'" };
	struct strbuf script = {}, expected = {}, output = {};

	strbuf__adds(&script, "set -o history -o histexpand\n: one\nprintf '%s\\0'");
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		add_quoted(&script, words[i], strlen(words[i]));
		add_exact(&expected, words[i], strlen(words[i]));
	}
	strbuf__addc(&script, '\n');
	assert_int_equal(run("HISTFILE= bash", &script, &output), 0);
	assert_int_equal(output.len, expected.len);
	assert_memory_equal(output.data, expected.data, expected.len);
	strbuf__free(&script);
	strbuf__free(&expected);
	strbuf__free(&output);
}

/* The first word is looked up as a command, and not found (127). */
static void assert_are_commands(const char *shell, const char *const *words, size_t n)
{
	struct strbuf script = {}, output = {};

	if (!have(shell))
		skip();
	for (size_t i = 0; i < n; i++) {
		strbuf__reset(&script);
		strbuf__adds(&script, "PATH=/nonexistent\n");
		text__quote(&script, words[i], strlen(words[i]), true);
		strbuf__adds(&script, " a 2>/dev/null\nprintf '%s' $?\n");
		run(shell, &script, &output);
		if (strcmp(strbuf__cstr(&output), "127"))
			fail_msg("no command for %s: %s", shell, words[i]);
	}
	strbuf__free(&script);
	strbuf__free(&output);
}

static const char *const first_words[] = {
	"A=B", "A=",  "a+=b", "=ls",  "=",  "~nobody=1", "a[1]=x",  "==",
	"",    "(a)", "a()",  "x=\n", "#a", "é=1",	 "A=B\xff", "ls",
};

/* Words like jobs; not in bash, which takes them for jobs even in quotes. */
static const char *const jobs[] = { "%", "%%", "%1", "%+", "%-", "%ls", "%?x" };

static void test_first_bash(void **state)
{
	assert_are_commands("bash", first_words, ARRAY_SIZE(first_words));
}

static void test_first_zsh(void **state)
{
	assert_are_commands("zsh", first_words, ARRAY_SIZE(first_words));
}

static void test_first_ksh(void **state)
{
	assert_are_commands("ksh", first_words, ARRAY_SIZE(first_words));
}

static void test_first_job_zsh(void **state)
{
	assert_are_commands("zsh", jobs, ARRAY_SIZE(jobs));
}

static void test_first_job_ksh(void **state)
{
	assert_are_commands("ksh", jobs, ARRAY_SIZE(jobs));
}

/* RESERVED WORDS of bash(1), of zshmisc(1), and of ksh(1). */
static const char *const reserved[] = {
	"if",	    "then",    "else",	 "elif", "fi",	      "do",   "done",
	"case",	    "esac",    "while",	 "for",	 "select",    "in",   "{",
	"}",	    "!",       "[[",	 "]]",	 "until",     "time", "coproc",
	"function", "foreach", "repeat", "end",	 "namespace",
};

static void test_first_reserved_bash(void **state)
{
	assert_are_commands("bash", reserved, ARRAY_SIZE(reserved));
}

static void test_first_reserved_zsh(void **state)
{
	assert_are_commands("zsh", reserved, ARRAY_SIZE(reserved));
}

static void test_first_reserved_ksh(void **state)
{
	assert_are_commands("ksh", reserved, ARRAY_SIZE(reserved));
}

static void assert_quoted(const char *word, bool first, const char *text)
{
	struct strbuf sb = {};

	text__quote(&sb, word, strlen(word), first);
	assert_strbuf(&sb, text);
	strbuf__free(&sb);
}

/* No more quotes than needed, and plain ones if they suffice. */
static void test_form(void **state)
{
	assert_quoted("/usr/bin/ls", true, "/usr/bin/ls");
	assert_quoted("-la", false, "-la");
	assert_quoted("--color=auto", false, "--color=auto");
	assert_quoted("A=B", true, "'A=B'");
	assert_quoted("%1", true, "'%1'");
	assert_quoted("%1", false, "%1");
	assert_quoted("a%", true, "a%");
	assert_quoted("", false, "''");
	assert_quoted("a b", false, "'a b'");
	assert_quoted("it's", false, "'it'\\''s'");
	assert_quoted("\\n", false, "'\\n'");
	assert_quoted("日本", false, "'日本'");
	assert_quoted("a\nb", false, "$'a\\012b'");
	assert_quoted("é\xff", false, "$'é\\377'");
	assert_quoted("\u202e", false, "$'\\342\\200\\256'");
	assert_quoted("'\\\n", false, "$'\\'\\\\\\012'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bash),
		cmocka_unit_test(test_zsh),
		cmocka_unit_test(test_ksh),
		cmocka_unit_test(test_bash_history),
		cmocka_unit_test(test_first_bash),
		cmocka_unit_test(test_first_zsh),
		cmocka_unit_test(test_first_ksh),
		cmocka_unit_test(test_first_job_zsh),
		cmocka_unit_test(test_first_job_ksh),
		cmocka_unit_test(test_first_reserved_bash),
		cmocka_unit_test(test_first_reserved_zsh),
		cmocka_unit_test(test_first_reserved_ksh),
		cmocka_unit_test(test_form),
	};

	return cmocka_run_group_tests_name("text quote", tests, NULL, NULL);
}
