// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <stdlib.h>

#include "base/util.h"
#include "record/record.h"

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

/* Parse a copy of exactly `size` bytes, so that a sanitizer sees reads past the end. */
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

/* The valid head for parse_with(), which tests then damage. */
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

	make_record(&sb, head, "", 0, NULL);
	assert_int_equal(sb.len, 96);
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

	make_record(&sb, head, BYTES(ARGS), FILENAME);
	moved = malloc(sb.len + 1);
	memcpy(moved + 1, sb.data, sb.len);
	assert_int_equal(record__parse(moved + 1, sb.len, &rec), 0);
	assert_int_equal(rec.head.lost, 3);
	assert_string_equal(rec.filename, FILENAME);
	free(moved);
	strbuf__free(&sb);
}

static void test_cgroups(void **state)
{
	struct exec_record h = true_head();
	struct strbuf sb = {};
	struct record rec;

	h.cgroups_len = 3;
	strbuf__add(&sb, &h, sizeof(h));
	strbuf__add(&sb, BYTES(ARGS));
	strbuf__add(&sb, FILENAME, sizeof(FILENAME));
	strbuf__adds(&sb, "abc");
	assert_int_equal(record__parse(sb.data, sb.len, &rec), 0);
	assert_string_equal(rec.filename, FILENAME);
	assert_memory_equal(rec.cgroups, "abc", 3);
	/* Without a file name the cgroups follow the arguments. */
	h.filename_len = 0;
	h.cgroups_len = 3 + sizeof(FILENAME);
	memcpy(sb.data, &h, sizeof(h));
	assert_int_equal(record__parse(sb.data, sb.len, &rec), 0);
	assert_null(rec.filename);
	assert_memory_equal(rec.cgroups, FILENAME, sizeof(FILENAME));
	strbuf__free(&sb);
}

static void test_every_truncation(void **state)
{
	struct strbuf sb = {};

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
				      14,	  16,	      0x7fffffff, 0x8000,
				      0xffffffa8, 0xfffffff8, 0xffffffff };
	struct exec_record h;

	h = true_head();
	assert_int_equal(parse_with(&h), 0);
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		h = true_head();
		h.args_len = lies[i];
		assert_int_equal(parse_with(&h), -EBADMSG);
		h = true_head();
		h.filename_len = (__u16)(lies[i] == 8 ? 9 : lies[i]);
		assert_int_equal(parse_with(&h), -EBADMSG);
		h = true_head();
		h.cgroups_len = (__u16)(lies[i] ? lies[i] : 2);
		assert_int_equal(parse_with(&h), -EBADMSG);
	}
}

/* Lengths whose sum is right only modulo 2^32. */
static void test_lengths_that_wrap(void **state)
{
	struct exec_record h = true_head();

	for (__u32 i = 1; i < 16; i++) {
		h.args_len = i << 28;
		h.filename_len = (__u16)(15 - h.args_len);
		assert_int_equal(parse_with(&h), -EBADMSG);
	}
	h.args_len = 0xffffffff;
	h.filename_len = 16;
	assert_int_equal(parse_with(&h), -EBADMSG);
	h.args_len = 16;
	h.filename_len = 0xffff;
	assert_int_equal(parse_with(&h), -EBADMSG);
}

#define EXE "ls\0bin\0\0"
#define CWD "tmp\0\0"
#define INTERPRETER "/bin/sh"

/* Build a record with details that have the given lengths. */
static void make_detailed(struct strbuf *sb, size_t exe_len, size_t cwd_len)
{
	struct exec_details details;
	struct exec_record h = head;

	h.flags |= RECORD_DETAILED;
	/* No zeros, which would be valid lengths in a record that is cut. */
	memset(&details, 0xff, sizeof(details));
	details.exe_len = (__u16)exe_len;
	details.cwd_len = (__u16)cwd_len;
	details.interpreter_len = sizeof(INTERPRETER) - 1;
	make_record(sb, h, BYTES(ARGS), FILENAME);
	strbuf__add(sb, BYTES(EXE));
	strbuf__add(sb, BYTES(CWD));
	strbuf__adds(sb, INTERPRETER);
	strbuf__add(sb, &details, sizeof(details));
}

static void test_details(void **state)
{
	struct strbuf sb = {};
	struct record rec;

	make_detailed(&sb, 8, 5);
	assert_int_equal(record__parse(sb.data, sb.len, &rec), 0);
	assert_string_equal(rec.filename, FILENAME);
	assert_memory_equal(rec.exe, EXE, 8);
	assert_memory_equal(rec.cwd, CWD, 5);
	assert_int_equal(rec.details.interpreter_len, 7);
	assert_memory_equal(rec.interpreter, INTERPRETER, 7);
	/* The environment is in earlier records. */
	assert_int_equal(rec.env_len, 0);
	assert_true(rec.details.inode == UINT64_MAX);
	strbuf__free(&sb);
}

static void test_details_cut(void **state)
{
	struct strbuf sb = {};

	make_detailed(&sb, 8, 5);
	for (size_t len = 0; len < sb.len; len++)
		assert_int_equal(parse(sb.data, len), -EBADMSG);
	strbuf__addc(&sb, '\0');
	assert_int_equal(parse(sb.data, sb.len), -EBADMSG);
	strbuf__free(&sb);
}

static void test_details_that_lie(void **state)
{
	static const size_t lies[] = { 0, 1, 12, 14, 117, 0x7fff, 0xfff3, 0xffff };
	struct strbuf sb = {};

	/* Only the sum of the lengths can be checked. */
	for (size_t exe_len = 0; exe_len <= 13; exe_len++) {
		make_detailed(&sb, exe_len, 13 - exe_len);
		assert_int_equal(parse(sb.data, sb.len), 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		make_detailed(&sb, lies[i], 5);
		assert_int_equal(parse(sb.data, sb.len), -EBADMSG);
		make_detailed(&sb, 8, lies[i]);
		assert_int_equal(parse(sb.data, sb.len), -EBADMSG);
		make_detailed(&sb, lies[i], 13 - lies[i]);
		assert_int_equal(parse(sb.data, sb.len), lies[i] > 13 ? -EBADMSG : 0);
	}
	strbuf__free(&sb);
}

/* Build a record with `n` ancestors that says it has `claimed`, with details or not. */
static void make_ancestry(struct strbuf *sb, size_t n, __u32 claimed, bool detailed)
{
	const struct exec_ancestry end = { .id.pid = 4, .n = claimed };
	struct process_state ancestor;
	struct exec_record h;

	if (detailed)
		make_detailed(sb, 8, 5);
	else
		make_record(sb, head, BYTES(ARGS), FILENAME);
	memcpy(&h, sb->data, sizeof(h));
	h.flags |= RECORD_ANCESTRY;
	memcpy(sb->data, &h, sizeof(h));
	memset(&ancestor, 0xff, sizeof(ancestor));
	for (size_t i = 0; i < n; i++) {
		ancestor.id.pid = (__u32)i;
		strbuf__add(sb, &ancestor, sizeof(ancestor));
	}
	strbuf__add(sb, &end, sizeof(end));
}

static void test_ancestry(void **state)
{
	struct strbuf sb = {};
	struct process_state last;
	struct record rec;

	for (size_t n = 0; n <= ANCESTRY_LEVELS_MAX; n++) {
		make_ancestry(&sb, n, (__u32)n, n & 1);
		assert_int_equal(record__parse(sb.data, sb.len, &rec), 0);
		assert_string_equal(rec.filename, FILENAME);
		assert_int_equal(rec.ancestry.id.pid, 4);
		assert_int_equal(rec.ancestry.n, n);
		if (n & 1)
			assert_memory_equal(rec.cwd, CWD, 5);
		if (!n)
			continue;
		memcpy(&last, rec.ancestors + (n - 1) * sizeof(last), sizeof(last));
		assert_int_equal(last.id.pid, n - 1);
	}
	strbuf__free(&sb);
}

static void test_ancestry_cut(void **state)
{
	struct strbuf sb = {};

	make_ancestry(&sb, 2, 2, true);
	assert_int_equal(parse(sb.data, sb.len), 0);
	for (size_t len = 0; len < sb.len; len++)
		assert_int_equal(parse(sb.data, len), -EBADMSG);
	strbuf__addc(&sb, '\0');
	assert_int_equal(parse(sb.data, sb.len), -EBADMSG);
	strbuf__free(&sb);
}

static void test_ancestry_that_lies(void **state)
{
	static const __u32 lies[] = { 0, 1, 3, 17, 1U << 27, (1U << 27) + 2, UINT32_MAX };
	struct strbuf sb = {};

	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		make_ancestry(&sb, 2, lies[i], false);
		assert_int_equal(parse(sb.data, sb.len), -EBADMSG);
	}
	make_ancestry(&sb, 17, 17, false);
	assert_int_equal(parse(sb.data, sb.len), -EBADMSG);
	strbuf__free(&sb);
}

static void test_processes(void **state)
{
	const struct fork_record forked = { .type = RECORD_FORK, .child_pid = 7 };
	const struct gone_record gone = { .type = RECORD_GONE, .pid = 7 };
	struct fork_record forked_copy;
	struct gone_record gone_copy;

	assert_int_equal(record__type(&forked, sizeof(forked)), RECORD_FORK);
	assert_int_equal(record__type(&forked, 1), 0);
	assert_int_equal(fork_record__parse(&forked, sizeof(forked), &forked_copy), 0);
	assert_memory_equal(&forked_copy, &forked, sizeof(forked));
	assert_int_equal(gone_record__parse(&gone, sizeof(gone), &gone_copy), 0);
	assert_memory_equal(&gone_copy, &gone, sizeof(gone));
	for (size_t size = 0; size < sizeof(forked); size++)
		assert_int_equal(fork_record__parse(&forked, size, &forked_copy),
				 -EBADMSG);
	for (size_t size = 0; size < sizeof(gone); size++)
		assert_int_equal(gone_record__parse(&gone, size, &gone_copy), -EBADMSG);
}

static void test_types(void **state)
{
	struct exec_record h = true_head();

	for (unsigned int type = 0; type <= 0xffff; type++) {
		h.type = (__u16)type;
		assert_int_equal(parse_with(&h), type && type <= 3 ? 0 : -EBADMSG);
	}
}

static void test_filename_without_nul(void **state)
{
	struct exec_record h = head;
	struct strbuf sb = {};

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

	h.retval = INT32_MIN;
	assert_int_equal(parse_with(&h), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_without),
		cmocka_unit_test(test_parse_unaligned),
		cmocka_unit_test(test_cgroups),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_lying_lengths),
		cmocka_unit_test(test_lengths_that_wrap),
		cmocka_unit_test(test_details),
		cmocka_unit_test(test_details_cut),
		cmocka_unit_test(test_details_that_lie),
		cmocka_unit_test(test_ancestry),
		cmocka_unit_test(test_ancestry_cut),
		cmocka_unit_test(test_ancestry_that_lies),
		cmocka_unit_test(test_processes),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_filename_without_nul),
		cmocka_unit_test(test_retval),
		cmocka_unit_test(test_retval_min),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
