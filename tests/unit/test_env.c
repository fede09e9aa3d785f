// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Environments: from the bytes of a record to JSON and cells. */
#include "event_harness.h"

#include <errno.h>

#include "show/env.h"
#include "show/format.h"

static struct event ev;
static struct env_choice choice;

static int begin(void **state)
{
	ev = (struct event){};
	choice = (struct env_choice){};
	return 0;
}

static int end(void **state)
{
	event__free(&ev);
	env_choice__free(&choice);
	return 0;
}

/* Decode an environment as reassembly__join() passes it, with `more` bytes missing. */
static int decode(const char *bytes, size_t len, size_t more, __u32 flags)
{
	const struct record rec = {
		.head = { .type = RECORD_EXEC,
			  .flags = RECORD_DETAILED,
			  .dirfd = AT_FDCWD },
		.details = { .env_len = (__u32)(len + more), .env_flags = flags },
		.args = "",
		.env = len ? bytes : NULL,
		.env_len = len,
	};

	return event__decode(&ev, &rec);
}

/* Compare what a format writes for the column env alone. */
static void assert_shown(const struct formatter *format, const char *expected)
{
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};

	column_list__add(&ctx.columns, column__find("env"));
	format->event(&sb, &ctx, &ev);
	assert_strbuf(&sb, expected);
	strbuf__free(&sb);
}

#define assert_table(text) assert_shown(&format_table, text "\n")
#define assert_json(text) assert_shown(&format_json, "{\"type\":\"exec\"," text "}\n")

static void test_whole(void **state)
{
	assert_int_equal(decode(BYTES("A=b\0EMPTY=\0C=d=e\0"), 0, 0), 0);
	assert_table("A=b,EMPTY=,C=d=e");
	assert_json("\"env\":{\"A\":\"b\",\"EMPTY\":\"\",\"C\":\"d=e\"}");
	/* An empty environment after another. */
	assert_int_equal(decode("", 0, 0, 0), 0);
	assert_table("-");
	assert_json("\"env\":{}");
}

static void test_odd(void **state)
{
	assert_int_equal(
		decode(BYTES("bare\0=x\0\0N\xff=\n\"\xfe\0A, b=c,d\0...\0"), 0, 0), 0);
	assert_table("bare,=x,'',N\\xff=\\n\"\\xfe,A\\x2c\\x20b=c\\x2cd,\\x2e..");
	assert_json(
		"\"env\":{\"bare\":null,\"\":\"x\",\"\":null,"
		"\"N\xef\xbf\xbd\":\"\\n\\\"\xef\xbf\xbd\",\"A, b\":\"c,d\",\"...\":null},"
		"\"env_base64\":[\"YmFyZQ==\",\"PXg=\",\"\",\"Tv89CiL+\",\"QSwgYj1jLGQ=\",\"Li4u\"]");
	assert_int_equal(decode(BYTES(",\0,a,\0"), 0, 0), 0);
	assert_table("\\x2c,\\x2ca\\x2c");
}

static void test_not_whole(void **state)
{
	/* A value that was cut is left out. */
	assert_int_equal(decode(BYTES("A=b\0C=d"), 0, RECORD_TRUNCATED), 0);
	assert_table("A=b,...");
	assert_json("\"env\":{\"A\":\"b\"},\"env_truncated\":true");
	assert_int_equal(decode(BYTES("C=d"), 0, 0), 0);
	assert_table("...");
	assert_json("\"env\":{},\"env_truncated\":true");
	/* Pieces were lost. */
	assert_int_equal(decode(BYTES("A=b\0"), 5, 0), 0);
	assert_json("\"env\":{\"A\":\"b\"},\"env_truncated\":true");
	assert_int_equal(decode("", 0, 5, 0), 0);
	assert_table("...");
	assert_int_equal(decode("", 0, 0, RECORD_TRUNCATED), 0);
	assert_table("...");
	/* The next one is whole. */
	assert_int_equal(decode(BYTES("A=b\0"), 0, 0), 0);
	assert_json("\"env\":{\"A\":\"b\"}");
}

static void test_unknown(void **state)
{
	assert_int_equal(decode("", 0, 0, RECORD_UNREADABLE), 0);
	assert_table("-");
	assert_json("\"env\":null");
	assert_int_equal(decode(BYTES("A=b\0"), 0, 0), 0);
	/* No details, no environment. */
	make_event(&ev, (struct exec_record)SAMPLE_HEAD, "", 0, NULL, SIZE_MAX);
	assert_json("\"env\":null");
}

static void test_tagged(void **state)
{
	assert_int_equal(decode(BYTES("A=b\0\1C=d\0\1"), 0, RECORD_TAGGED), 0);
	assert_table("A=b,C=d");
	assert_int_equal(decode(BYTES("A=b\0\1\0\2C=d\0\1"), 0, RECORD_TAGGED), 0);
	assert_json("\"env\":{\"A\":\"b\",\"C\":\"d\"},\"env_truncated\":true");
	assert_int_equal(
		decode(BYTES("A=b\0\1C=\1"), 0, RECORD_TAGGED | RECORD_TRUNCATED), 0);
	assert_table("A=b,...");
	assert_int_equal(decode(BYTES("A=b\0\3"), 0, RECORD_TAGGED), -EBADMSG);
	assert_int_equal(decode(BYTES("A=b\0"), 0, RECORD_TAGGED), -EBADMSG);
	/* Flags of the environment do not apply to the arguments. */
	assert_int_equal(decode(BYTES("A=b\0\1=\0"), 0, 0), 0);
	assert_false(ev.truncated);
}

static void choose(const char *names)
{
	if (names)
		assert_int_equal(env_choice__add(&choice, names), 0);
	assert_int_equal(decode(BYTES("B=1\0A=2\0B=3\0AB=4\0B\0=5\0A=\0"), 0, 0), 0);
	assert_int_equal(env__choose(&choice, &ev), 0);
}

/* All variables of each name: programs differ in which one they take. */
static void test_choose(void **state)
{
	choose(NULL);
	assert_table("B=1,A=2,B=3,AB=4,B,=5,A=");
	assert_json(
		"\"env\":{\"B\":[\"1\",\"3\",null],\"A\":[\"2\",\"\"],\"AB\":\"4\",\"\":\"5\"}");
	assert_true(ev.env_duplicates);
	choose("b,A B,a");
	assert_table("-");
	assert_json("\"env\":{}");
	choose("AB,B");
	assert_table("B=1,B=3,AB=4,B");
	choose("A");
	assert_table("B=1,A=2,B=3,AB=4,B,A=");
	choose("all");
	assert_table("B=1,A=2,B=3,AB=4,B,=5,A=");
}

/* Names that are the same key in JSON; the bytes tell them apart. */
static void test_same_key(void **state)
{
	assert_int_equal(decode(BYTES("N\xff=1\0N\xef\xbf\xbd=2\0N\xfe\0"), 0, 0), 0);
	assert_int_equal(env__choose(&choice, &ev), 0);
	assert_json("\"env\":{\"N\xef\xbf\xbd\":[\"1\",\"2\",null]},"
		    "\"env_base64\":[\"Tv89MQ==\",\"Tu+/vT0y\",\"Tv4=\"]");
}

static void test_choose_of_one_that_is_not_whole(void **state)
{
	assert_int_equal(env_choice__add(&choice, "C"), 0);
	assert_int_equal(decode(BYTES("A=b\0C=d"), 0, RECORD_TRUNCATED), 0);
	assert_int_equal(env__choose(&choice, &ev), 0);
	assert_json("\"env\":{},\"env_truncated\":true");
}

/* Many variables with the same name or prefix take little time. */
static void test_many(void **state)
{
	struct strbuf sb = {};

	for (int i = 0; i < 200000; i++) {
		strbuf__printf(&sb, "NAME%d", i % 2 ? i : 0);
		strbuf__addc(&sb, '\0');
	}
	assert_int_equal(decode(sb.data, sb.len, 0, 0), 0);
	assert_int_equal(ev.n_env, 200000);
	assert_int_equal(env__choose(&choice, &ev), 0);
	assert_int_equal(ev.n_env, 200000);
	assert_int_equal(ev.env[0].next, 2);
	assert_true(ev.env[2].repeats);
	assert_int_equal(ev.env[1].next, 0);
	strbuf__free(&sb);
}

static void test_bad_names(void **state)
{
	static const char *const bad[] = {
		"", ",", "A,", ",A", "A,,B", "A=", "=", "A,B=c"
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(env_choice__add(&choice, bad[i]), -EINVAL);
}

static void test_redacted(void **state)
{
	assert_int_equal(decode(BYTES("A=b\0C=[redacted]\0D=[redacted]\0"), 0, 0), 0);
	ev.env[1].redacted = true;
	assert_json("\"env\":{\"A\":\"b\",\"C\":\"[redacted]\",\"D\":\"[redacted]\"},"
		    "\"env_redacted\":[\"C\"]");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_whole),     TEST(test_odd),
		TEST(test_not_whole), TEST(test_unknown),
		TEST(test_tagged),    TEST(test_choose),
		TEST(test_same_key),  TEST(test_choose_of_one_that_is_not_whole),
		TEST(test_many),      TEST(test_bad_names),
		TEST(test_redacted),
	};

	return cmocka_run_group_tests_name("env", tests, NULL, NULL);
}
