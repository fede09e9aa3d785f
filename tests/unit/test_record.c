// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <stdlib.h>

#include "record.h"
#include "util.h"

#define ARGS "ls\0-la\0"
#define FILENAME "/bin/ls"

static const struct exec_record head = {
	.type = RECORD_EXEC,
	.flags = RECORD_TOTALS,
	.retval = -2,
	.ktime_ns = 1,
	.latency_ns = 2,
	.lost = 3,
	.pid = 4,
	.tid = 5,
	.ppid = 6,
	.uid = 7,
	.dirfd = AT_FDCWD,
	.argc = 2,
	.args_total = 7,
	.comm = "sh",
};

/* Parses a copy that ends where size says, for a sanitizer to see. */
static int parse(const void *bytes, size_t size)
{
	struct record rec;
	char *copy = malloc(size ? size : 1);
	int err;

	memcpy(copy, bytes, size);
	err = record__parse(copy, size, &rec);
	free(copy);
	return err;
}

static int parse_with(const struct exec_record *changed)
{
	struct strbuf sb = {};
	int err;

	strbuf__add(&sb, changed, sizeof(*changed));
	strbuf__add(&sb, BYTES(ARGS));
	strbuf__add(&sb, FILENAME, sizeof(FILENAME));
	err = parse(sb.data, sb.len);
	strbuf__free(&sb);
	return err;
}

/* The head of what parse_with() puts together, to be spoilt. */
static struct exec_record true_head(void)
{
	struct exec_record h = head;

	h.args_len = sizeof(ARGS) - 1;
	h.filename_len = sizeof(FILENAME);
	return h;
}

static void test_parse(void **state)
{
	struct strbuf sb = {};
	struct record rec;

	(void)state;
	make_record(&sb, head, BYTES(ARGS), FILENAME);
	assert_int_equal(record__parse(sb.data, sb.len, &rec), 0);
	assert_memory_equal(&rec.head, sb.data, sizeof(rec.head));
	assert_int_equal(rec.args_len, 7);
	assert_memory_equal(rec.args, ARGS, 7);
	assert_string_equal(rec.filename, FILENAME);
	strbuf__free(&sb);
}

static void test_parse_without(void **state)
{
	struct strbuf sb = {};
	struct record rec;

	(void)state;
	make_record(&sb, head, "", 0, NULL);
	assert_int_equal(sb.len, 88);
	assert_int_equal(record__parse(sb.data, sb.len, &rec), 0);
	assert_int_equal(rec.args_len, 0);
	assert_null(rec.filename);
	make_record(&sb, head, "", 0, "");
	assert_int_equal(record__parse(sb.data, sb.len, &rec), 0);
	assert_string_equal(rec.filename, "");
	strbuf__free(&sb);
}

static void test_parse_unaligned(void **state)
{
	struct strbuf sb = {};
	struct record rec;
	char *moved;

	(void)state;
	make_record(&sb, head, BYTES(ARGS), FILENAME);
	moved = malloc(sb.len + 1);
	memcpy(moved + 1, sb.data, sb.len);
	assert_int_equal(record__parse(moved + 1, sb.len, &rec), 0);
	assert_int_equal(rec.head.lost, 3);
	assert_string_equal(rec.filename, FILENAME);
	free(moved);
	strbuf__free(&sb);
}

static void test_every_truncation(void **state)
{
	struct strbuf sb = {};

	(void)state;
	make_record(&sb, head, BYTES(ARGS), FILENAME);
	assert_int_equal(parse(sb.data, sb.len), 0);
	for (size_t len = 0; len < sb.len; len++)
		assert_int_equal(parse(sb.data, len), -EBADMSG);
	strbuf__addc(&sb, '\0');
	assert_int_equal(parse(sb.data, sb.len), -EBADMSG);
	strbuf__free(&sb);
}

static void test_lying_lengths(void **state)
{
	static const __u32 lies[] = { 0,	  1,	      6,	  8,
				      14,	  16,	      0x7fffffff, 0x80000000,
				      0xffffffa8, 0xfffffff8, 0xffffffff };
	struct exec_record h;

	(void)state;
	h = true_head();
	assert_int_equal(parse_with(&h), 0);
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		h = true_head();
		h.args_len = lies[i];
		assert_int_equal(parse_with(&h), -EBADMSG);
		h = true_head();
		h.filename_len = lies[i] == 8 ? 9 : lies[i];
		assert_int_equal(parse_with(&h), -EBADMSG);
	}
}

/* Lengths whose sum is right in 32 bits, and only there. */
static void test_lengths_that_wrap(void **state)
{
	struct exec_record h = true_head();

	(void)state;
	for (__u32 i = 1; i < 16; i++) {
		h.args_len = i << 28;
		h.filename_len = 15 - h.args_len;
		assert_int_equal(parse_with(&h), -EBADMSG);
	}
	h.args_len = 0xffffffff;
	h.filename_len = 16;
	assert_int_equal(parse_with(&h), -EBADMSG);
	h.args_len = 16;
	h.filename_len = 0xffffffff;
	assert_int_equal(parse_with(&h), -EBADMSG);
}

static void test_types(void **state)
{
	struct exec_record h = true_head();

	(void)state;
	for (unsigned int type = 0; type <= 0xffff; type++) {
		h.type = (__u16)type;
		assert_int_equal(parse_with(&h), type == 1 || type == 2 ? 0 : -EBADMSG);
	}
}

static void test_filename_without_nul(void **state)
{
	struct exec_record h = head;
	struct strbuf sb = {};

	(void)state;
	h.filename_len = 3;
	strbuf__add(&sb, &h, sizeof(h));
	strbuf__adds(&sb, "abc");
	assert_int_equal(parse(sb.data, sb.len), -EBADMSG);
	sb.data[sb.len - 1] = '\0';
	assert_int_equal(parse(sb.data, sb.len), 0);
	strbuf__free(&sb);
}

static void test_retval(void **state)
{
	static const __s32 good[] = { 0, -1, -2, -13, -512, -516, -4095 };
	static const __s32 bad[] = { 1, 2, 4095, INT32_MAX };
	struct exec_record h = true_head();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		h.retval = good[i];
		assert_int_equal(parse_with(&h), 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		h.retval = bad[i];
		assert_int_equal(parse_with(&h), -EBADMSG);
	}
}

/* Its negation, which names the error, would overflow. */
static void test_retval_min(void **state)
{
	struct exec_record h = true_head();

	(void)state;
	h.retval = INT32_MIN;
	assert_int_equal(parse_with(&h), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_without),
		cmocka_unit_test(test_parse_unaligned),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_lying_lengths),
		cmocka_unit_test(test_lengths_that_wrap),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_filename_without_nul),
		cmocka_unit_test(test_retval),
		cmocka_unit_test(test_retval_min),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
