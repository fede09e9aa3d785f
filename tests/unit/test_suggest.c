// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "base/util.h"

/* Return what is near `word` among `names`, which end with NULL. */
static const char *near(const char *word, const char *const *names)
{
	static struct suggest n;

	suggest__begin(&n, word);
	for (; *names; names++)
		suggest__offer(&n, *names);
	return suggest__text(&n);
}

#define assert_near(text, word, ...) \
	assert_string_equal(near(word, (const char *const[]){ __VA_ARGS__, NULL }), text)

static void test_one_edit(void **state)
{
	assert_near("root", "roto", "daemon", "root", "bin"); /* swapped */
	assert_near("root", "rot", "root");
	assert_near("root", "rooot", "root");
	assert_near("root", "boot", "root");
	assert_near("root", "ROOT", "root");
	assert_near("ENOENT", "enoent", "ENOENT", "EACCES");
	assert_near("EACCES", "EACESS", "ENOENT", "EACCES", "EPERM");
	assert_near("", "bin", "root", "daemon");
	assert_near("", "root", "daemon", "bin", "x", "");
}

/* The limit of edits grows with the length of the word. */
static void test_limit(void **state)
{
	assert_near("", "a", "b", "c");
	assert_near("", "ab", "ba c", "cd");
	assert_near("ba", "ab", "ba");
	assert_near("", "abcd", "badc");
	assert_near("badcx", "abcdx", "badcx");
	assert_near("nginx", "ngnx", "nginx");
	assert_near("postgres", "psotgers", "postgres");
	assert_near("", "psottger", "postgres");
}

/* The word is a beginning of the name. */
static void test_beginning(void **state)
{
	assert_near("postgres", "p", "postgres", "root");
	assert_near("systemd-network, systemd-resolve", "systemd", "systemd-network",
		    "systemd-resolve");
	assert_near("--until-match", "--untill", "--uid", "--unit", "--until-match");
	assert_near("", "postgres", "p", "post");
}

/* Dashes do not count. */
static void test_no_letters(void **state)
{
	assert_near("", "", "a", "");
	assert_near("", "--", "--ab", "--");
	assert_near("", "--x", "--y", "--yz");
	assert_near("", "--nope", "--name", "--unit");
}

static void test_order(void **state)
{
	assert_near("daemon, daemons, deamon", "daemon", "daemons", "deamon", "daemon");
	assert_near("abcde1, abcde2, abcde3", "abcde", "abcde1", "abcde2", "abcde3",
		    "abcde4");
	assert_near("abcde, abcdx, abcdy", "abcde", "abcxx", "abcdx", "abcdy", "abcdz",
		    "abcde");
	assert_near("root", "roto", "root", "root", "root");
	assert_near("root, roots", "rooot", "root", "roots", "root");
}

/* Words longer than any name are not compared. */
static void test_long_names(void **state)
{
	char word[SUGGEST_SIZE + 1], name[3 * SUGGEST_SIZE];
	struct suggest n;

	memset(word, 'a', sizeof(word));
	word[SUGGEST_SIZE] = '\0';
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	suggest__begin(&n, word);
	suggest__offer(&n, word);
	assert_string_equal(suggest__text(&n), "");

	word[SUGGEST_SIZE - 1] = '\0';
	suggest__begin(&n, word);
	for (int i = 0; i < 3; i++) {
		name[0] = (char)('a' + i);
		suggest__offer(&n, name);
	}
	assert_int_equal(strlen(suggest__text(&n)), 3 * (SUGGEST_SIZE - 1) + 4);

	suggest__begin(&n, "aaa");
	suggest__offer(&n, name + 1);
	assert_int_equal(strlen(suggest__text(&n)), SUGGEST_SIZE - 1);
}

static void test_any_bytes(void **state)
{
	char words[2][16];
	struct suggest n;

	srandom(1);
	for (int i = 0; i < 100000; i++) {
		for (int w = 0; w < 2; w++) {
			size_t len = (size_t)random() % sizeof(words[w]);

			for (size_t j = 0; j < len; j++)
				words[w][j] = (char)(random() % 255 + 1);
			words[w][len] = '\0';
		}
		suggest__begin(&n, words[0]);
		suggest__offer(&n, words[1]);
		if (*suggest__text(&n))
			assert_string_equal(suggest__text(&n), words[1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_edit),  cmocka_unit_test(test_limit),
		cmocka_unit_test(test_beginning), cmocka_unit_test(test_no_letters),
		cmocka_unit_test(test_order),	  cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_any_bytes),
	};

	return cmocka_run_group_tests_name("suggest", tests, NULL, NULL);
}
