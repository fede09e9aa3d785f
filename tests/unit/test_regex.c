// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Regular expressions: what they match, with regexec(3) as the oracle, and in which time. */
#include "harness.h"

#include <errno.h>
#include <regex.h>
#include <stdlib.h>

#include "base/regex.h"
#include "base/util.h"

static struct regex *compile(const char *pattern)
{
	struct regex *regex;
	char error[200];

	if (regex__compile(&regex, pattern, error, sizeof(error)))
		fail_msg("'%s': %s", pattern, error);
	return regex;
}

static int find(struct regex *regex, const char *text, size_t from, struct regex_match *m)
{
	const struct regex_text t = { .bytes = text, .len = strlen(text) };
	uint64_t steps = REGEX_STEPS;

	return regex__find(regex, &t, from, m, &steps);
}

/* Compare with regexec(3), also without the place of the match. */
static void compare(struct regex *regex, const regex_t *oracle, const char *pattern,
		    const char *text)
{
	regmatch_t expected[2] = { { -1, -1 }, { -1, -1 } };
	struct regex_match m = { SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX };

	regexec(oracle, text, 2, expected, 0);
	assert_int_equal(find(regex, text, 0, &m), expected->rm_so >= 0);
	assert_int_equal(find(regex, text, 0, NULL), expected->rm_so >= 0);
	if (m.begin != (size_t)expected->rm_so || m.end != (size_t)expected->rm_eo ||
	    m.group_begin != (size_t)expected[1].rm_so ||
	    m.group_end != (size_t)expected[1].rm_eo)
		fail_msg("'%s' on '%s': (%zd,%zd) (%zd,%zd), expected (%d,%d) (%d,%d)",
			 pattern, text, m.begin, m.end, m.group_begin, m.group_end,
			 expected->rm_so, expected->rm_eo, expected[1].rm_so,
			 expected[1].rm_eo);
}

static const char *const common_patterns[] = {
	"",
	"a",
	"ab",
	"a|b",
	"a|ab|abc",
	"abc|ab|a",
	"|a",
	"a|",
	"a||b",
	"()",
	"(a)",
	"(a|b)c",
	"x(a|ab)(c|bcd)d*",
	"(a*)b",
	"(a*)+",
	"(a|b)*c",
	"(ab)*",
	"a*",
	"a+",
	"a?",
	"a*?",
	"a+*",
	"ab*c",
	"a{2}",
	"a{2,}",
	"a{,2}",
	"a{1,3}b",
	"a{0}b",
	"(ab){2,3}",
	"(a{1,2}){2}",
	"a{0,1}a{0,1}aa",
	"(a|b|c){3}",
	"a{,}",
	".",
	".*",
	"a.c",
	"[abc]+",
	"[^abc]+",
	"[]a]+",
	"[^]a]",
	"[a-]+",
	"[--a]",
	"[%--]",
	"[a-c]x",
	"[[:alpha:]]+",
	"[^[:space:]]+",
	"[[:digit:]_-]+",
	"[[.a.]-c]",
	"[[=a=]b]",
	"[[:xdigit:]]{2}",
	"[\\1]",
	"[.[:alpha:]*]+",
	"[a^]",
	"[][]",
	"^a",
	"a$",
	"^$",
	"^",
	"$",
	"^a|b$",
	"(^a)",
	"(^|x)a",
	"a(b|$)",
	"a^",
	"$a",
	"a$|ab",
	"\\.",
	"\\\\",
	"\\(a\\)",
	"\\[",
	"\\|",
	"a\\",
	"\\n",
	"\\w+",
	"\\W",
	"\\s+",
	"\\S+",
	"\\bab",
	"ab\\b",
	"\\Bb",
	"\\<a",
	"b\\>",
	"\\`a",
	"c\\'",
	"}",
	"]",
	"a)",
	"a}b",
	"[a-z]+@[a-z]+",
	"(a+)+x",
	"(x+x+)+y",
	"pin=([0-9]+)",
	"é+",
	"(((((a)))))",
	"(|a)b",
	"(a|)b",
	"((a)|b)*c",
	"-([^ ]*) (.*)",
	"\xff",
	"[\xe0-\xff]",
	"*",
	"a|*b",
	"(*a)",
	"^*",
	"(a",
	"(",
	"[",
	"[]",
	"[a",
	"[a-",
	"[b-a]",
	"[[:no:]]",
	"[[:alpha",
	"[[:alpha:]-z]",
	"[a-b-c]",
	"[[.ab.]]",
	"{",
	"{1}",
	"a{",
	"a{1",
	"a{x",
	"a{2,1}",
	"a{1,x}",
	"a{-1}",
	"\\",
	"+",
	"?",
	"|+",
};
static const char *const texts[] = {
	"",
	"a",
	"b",
	"ab",
	"abc",
	"aab",
	"aaa",
	"ba",
	"cab",
	"abcd",
	"xabcd",
	"xabcdd",
	"ababab",
	"a.c",
	"a)c",
	"]a[",
	"a-b",
	"-",
	"%&'()*+,-",
	"a b\tc",
	"x_1 y",
	"\n",
	"a@b",
	"user@host ab@",
	"aaaax",
	"xxxy",
	"xxxx",
	"my pin=1234, 5",
	"\xc3\xa9\xc3\xa9",
	"a}b",
	"--a b c",
	"\\",
	"(a)",
	"a|b",
	"0aF",
	"1",
	"n",
	"\xff\xe0",
	"a^b",
	"$a",
	"bcb",
};

static void test_as_regexec(void **state)
{
	regex_t oracle;

	for (size_t i = 0; i < ARRAY_SIZE(common_patterns); i++) {
		const int bad = regcomp(&oracle, common_patterns[i], REG_EXTENDED);
		struct regex *regex;
		char error[200] = "";
		const int err =
			regex__compile(&regex, common_patterns[i], error, sizeof(error));

		if (err != (bad ? -EINVAL : 0) || !bad != !*error)
			fail_msg("'%s': %d, '%s'", common_patterns[i], err, error);
		if (bad)
			continue;
		for (size_t j = 0; j < ARRAY_SIZE(texts); j++)
			compare(regex, &oracle, common_patterns[i], texts[j]);
		regex__free(regex);
		regfree(&oracle);
	}
}

/* Here regexec(3) is wrong: an assertion is forgotten in what is repeated. */
static void test_assertions_repeated(void **state)
{
	struct regex *regex = compile("(^[a-z]){1,2}");
	struct regex_match m;

	assert_int_equal(find(regex, "xyz", 0, &m), 1);
	assert_int_equal(m.end, 1);
	regex__free(regex);
	regex = compile("(a|\\bb)*c");
	assert_int_equal(find(regex, "abc", 0, &m), 1);
	assert_int_equal(m.begin, 2);
	regex__free(regex);
}

/* Assertions see the bytes before `from`. */
static void test_from(void **state)
{
	struct regex *regex = compile("^a|\\<b");
	struct regex_match m;

	assert_int_equal(find(regex, "aab b", 1, &m), 1);
	assert_int_equal(m.begin, 4);
	assert_int_equal(find(regex, "aab b", 5, &m), 0);
	regex__free(regex);
}

static void test_any_bytes(void **state)
{
	const struct regex_text text = { BYTES("a\0\nb"), false };
	struct regex *regex = compile("a.[^x]b");
	uint64_t steps = REGEX_STEPS;

	assert_int_equal(regex__find(regex, &text, 0, NULL, &steps), 1);
	regex__free(regex);
}

/* Bytes are missing after the text. */
static void test_cut(void **state)
{
	static const char *const ends[] = { "a$", "a\\b", "a\\>", "a\\'", "a\\B" };
	const struct regex_text text = { .bytes = "a", .len = 1, .cut = true };
	uint64_t steps = REGEX_STEPS;
	struct regex *regex;

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		regex = compile(ends[i]);
		assert_int_equal(regex__find(regex, &text, 0, NULL, &steps), 0);
		regex__free(regex);
	}
	regex = compile("^a");
	assert_int_equal(regex__find(regex, &text, 0, NULL, &steps), 1);
	regex__free(regex);
}

static void test_errors(void **state)
{
	static const struct {
		const char *pattern, *error;
	} bad[] = {
		{ "(a", "missing ')' after '('" },
		{ "[a", "missing ']' after '['" },
		{ "[[:alpha]", "missing ']' after '['" },
		{ "a|*b", "nothing to repeat before '*', '+', '?' or '{'" },
		{ "a{1", "expected {N}, {N,} or {N,M} after '{', or \\{" },
		{ "a{2,1}", "{N,M} has the larger number first" },
		{ "a\\", "nothing after the last '\\'" },
		{ "(a)\\1", "it has no back-references" },
		{ "[[.ab.]]", "'[.' and '[=' take one character" },
		{ "[b-a]",
		  "a range such as a-z takes single characters, the lower first" },
		{ "a{9000}", "it is too long: use less or smaller repetitions {N}" },
		{ "((a{99}){99}){99}",
		  "it is too long: use less or smaller repetitions {N}" },
	};
	struct regex *regex;
	char error[200], deep[200];

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(
			regex__compile(&regex, bad[i].pattern, error, sizeof(error)),
			-EINVAL);
		assert_string_equal(error, bad[i].error);
	}
	memset(deep, '(', sizeof(deep));
	deep[sizeof(deep) - 1] = '\0';
	assert_int_equal(regex__compile(&regex, deep, error, sizeof(error)), -EINVAL);
	assert_string_equal(error, "more than 64 nested groups");
}

#define LONG 100000

/* Steps per byte are bounded by the pattern, whatever the text. */
static void test_linear(void **state)
{
	static const char *const patterns[] = {
		"[a-z]+@[a-z]+", "(a+)+x",	  "(a|aa)*x",
		"(a*)*x",	 "(.*)(.*)(.*)x", "a.{8}x",
	};
	static const char *const pieces[] = { "a", "ab", "a@", "aaaaaaaa " };
	char *bytes = malloc(LONG + 16);

	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		struct regex *regex = compile(patterns[i]);

		for (size_t j = 0; j < ARRAY_SIZE(pieces); j++) {
			struct regex_text text = { .bytes = bytes };
			uint64_t steps = REGEX_STEPS;
			struct regex_match m;

			for (; text.len < LONG; text.len += strlen(pieces[j]))
				strcpy(bytes + text.len, pieces[j]);
			regex__find(regex, &text, 0, &m, &steps);
			assert_true(REGEX_STEPS - steps < 30 * text.len);
		}
		regex__free(regex);
	}
	free(bytes);
}

/* Whoever finds all matches sums up the steps. */
static void test_steps_run_out(void **state)
{
	const struct regex_text text = { BYTES("aaaaaaaaaaaaaaaaaaaa"), false };
	struct regex *regex = compile("[a-z]{3}x");
	uint64_t steps = 10, left;

	assert_int_equal(regex__find(regex, &text, 0, NULL, &steps), -ETIME);
	assert_int_equal(steps, 0);
	steps = left = 1000;
	assert_int_equal(regex__find(regex, &text, 0, NULL, &steps), 0);
	assert_in_range(steps, 1, left - text.len);
	regex__free(regex);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_regexec),
		cmocka_unit_test(test_assertions_repeated),
		cmocka_unit_test(test_from),
		cmocka_unit_test(test_any_bytes),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_linear),
		cmocka_unit_test(test_steps_run_out),
	};

	return cmocka_run_group_tests_name("regex", tests, NULL, NULL);
}
