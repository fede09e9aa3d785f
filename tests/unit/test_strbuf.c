// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include "base/strbuf.h"

static void test_zero_is_empty(void **state)
{
	struct strbuf sb = {};

	assert_strbuf(&sb, "");
	strbuf__add(&sb, NULL, 0);
	assert_strbuf(&sb, "");
	strbuf__free(&sb);
	assert_null(sb.data);
	assert_int_equal(sb.size, 0);
}

static void test_grows(void **state)
{
	struct strbuf sb = {};

	for (int i = 0; i < 100000; i++)
		strbuf__addc(&sb, (char)('a' + i % 26));
	assert_int_equal(sb.len, 100000);
	assert_false(sb.failed);
	for (int i = 0; i < 100000; i++)
		assert_int_equal(sb.data[i], 'a' + i % 26);
	strbuf__free(&sb);
}

static void test_add(void **state)
{
	struct strbuf sb = {};

	strbuf__adds(&sb, "one");
	strbuf__addc(&sb, ' ');
	strbuf__fill(&sb, 'x', 3);
	strbuf__fill(&sb, 'y', 0);
	strbuf__add(&sb, BYTES("\0two"));
	assert_int_equal(sb.len, 11);
	assert_memory_equal(sb.data, "one xxx\0two", 11);
	strbuf__free(&sb);
}

static void test_reset_keeps_memory(void **state)
{
	struct strbuf sb = {};
	char *data;

	strbuf__adds(&sb, "abc");
	data = sb.data;
	sb.failed = true;
	strbuf__reset(&sb);
	assert_int_equal(sb.len, 0);
	assert_false(sb.failed);
	assert_ptr_equal(sb.data, data);
	strbuf__free(&sb);
}

static void test_cstr_adds_nothing(void **state)
{
	struct strbuf sb = {};

	for (size_t len = 0; len < 300; len++) {
		assert_int_equal(strlen(strbuf__cstr(&sb)), len);
		assert_int_equal(sb.len, len);
		strbuf__addc(&sb, 'x');
	}
	strbuf__free(&sb);
}

static void test_u64(void **state)
{
	struct strbuf sb = {};

	strbuf__add_u64(&sb, 0, 1);
	assert_strbuf(&sb, "0");
	strbuf__add_u64(&sb, 0, 0);
	assert_strbuf(&sb, "0");
	strbuf__add_u64(&sb, UINT64_MAX, 1);
	assert_strbuf(&sb, "18446744073709551615");
	strbuf__add_u64(&sb, 7, 3);
	assert_strbuf(&sb, "007");
	strbuf__add_u64(&sb, 1234, 3);
	assert_strbuf(&sb, "1234");
	strbuf__add_u64(&sb, 5, 24);
	assert_strbuf(&sb, "000000000000000000000005");
	strbuf__free(&sb);
}

static void test_s64(void **state)
{
	struct strbuf sb = {};

	strbuf__add_s64(&sb, 0);
	assert_strbuf(&sb, "0");
	strbuf__add_s64(&sb, -1);
	assert_strbuf(&sb, "-1");
	strbuf__add_s64(&sb, INT64_MAX);
	assert_strbuf(&sb, "9223372036854775807");
	strbuf__add_s64(&sb, INT64_MIN);
	assert_strbuf(&sb, "-9223372036854775808");
	strbuf__free(&sb);
}

static void test_printf(void **state)
{
	struct strbuf sb = {};

	strbuf__adds(&sb, "a");
	strbuf__printf(&sb, "%d %s", 42, "b");
	assert_strbuf(&sb, "a42 b");
	strbuf__printf(&sb, "%s", "");
	assert_strbuf(&sb, "");
	for (int width = 100; width < 300; width++) {
		strbuf__printf(&sb, "%*d", width, 7);
		assert_int_equal(sb.len, width);
		assert_int_equal(sb.data[width - 1], '7');
		strbuf__free(&sb);
	}
}

static void test_no_memory(void **state)
{
	struct strbuf sb = {};

	strbuf__adds(&sb, "kept");
	assert_null(strbuf__reserve(&sb, SIZE_MAX));
	assert_true(sb.failed);
	strbuf__fill(&sb, 'x', SIZE_MAX / 2);
	assert_int_equal(sb.len, 4);
	assert_memory_equal(sb.data, "kept", 4);
	/* Later bytes would fit, but would leave a gap. */
	strbuf__adds(&sb, "!");
	strbuf__printf(&sb, "%d", 1);
	assert_int_equal(sb.len, 4);
	assert_true(sb.failed);
	/* Neither the old bytes nor those of an earlier use are a string. */
	assert_null(strbuf__cstr(&sb));
	strbuf__reset(&sb);
	strbuf__fill(&sb, 'x', SIZE_MAX / 2);
	assert_null(strbuf__cstr(&sb));
	strbuf__reset(&sb);
	strbuf__adds(&sb, "again");
	assert_string_equal(strbuf__cstr(&sb), "again");
	strbuf__free(&sb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zero_is_empty),
		cmocka_unit_test(test_grows),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_reset_keeps_memory),
		cmocka_unit_test(test_cstr_adds_nothing),
		cmocka_unit_test(test_u64),
		cmocka_unit_test(test_s64),
		cmocka_unit_test(test_printf),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests_name("strbuf", tests, NULL, NULL);
}
