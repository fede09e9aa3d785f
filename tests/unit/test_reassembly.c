// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include "record/reassembly.h"

static void keep(struct reassembly *p, __u32 tid, __u64 ktime_ns, __u32 before,
		 const char *args)
{
	struct record rec = {
		.head = { .type = RECORD_ARGS,
			  .tid = tid,
			  .ktime_ns = ktime_ns,
			  .args_before = before },
		.args = args,
		.args_len = strlen(args),
	};

	reassembly__add(p, &rec);
}

/* The record that closes the line, whose whole must be expected. */
static void assert_joined(struct reassembly *p, __u32 tid, __u64 ktime_ns, __u32 before,
			  const char *args, const char *expected, bool truncated)
{
	struct record rec = {
		.head = { .type = RECORD_EXEC,
			  .tid = tid,
			  .ktime_ns = ktime_ns,
			  .args_before = before },
		.args = args,
		.args_len = strlen(args),
	};

	reassembly__join(p, &rec);
	assert_int_equal(rec.args_len, strlen(expected));
	assert_non_null(rec.args);
	assert_memory_equal(rec.args, expected, rec.args_len);
	assert_int_equal(rec.head.flags, truncated ? RECORD_TRUNCATED : 0);
}

static void test_nothing_ahead(void **state)
{
	struct reassembly p = {};

	assert_joined(&p, 1, 10, 0, "abc", "abc", false);
	reassembly__free(&p);
}

static void test_joins(void **state)
{
	struct reassembly p = {};

	keep(&p, 1, 10, 0, "ab");
	keep(&p, 1, 10, 2, "cde");
	assert_joined(&p, 1, 10, 5, "f", "abcdef", false);
	keep(&p, 1, 20, 0, "ab");
	assert_joined(&p, 1, 20, 2, "", "ab", false);
	reassembly__free(&p);
}

/* Three CPUs. */
static void test_interleaved(void **state)
{
	struct reassembly p = {};

	keep(&p, 1, 10, 0, "a");
	keep(&p, 2, 10, 0, "x");
	keep(&p, 3, 10, 0, "m");
	keep(&p, 2, 10, 1, "y");
	keep(&p, 1, 10, 1, "b");
	assert_joined(&p, 4, 10, 0, "other", "other", false);
	assert_joined(&p, 2, 10, 2, "z", "xyz", false);
	assert_joined(&p, 1, 10, 2, "c", "abc", false);
	assert_joined(&p, 3, 10, 1, "n", "mn", false);
	reassembly__free(&p);
}

/* A task that begins another line has done with the one before: its record was
 * lost. */
static void test_left_behind(void **state)
{
	struct reassembly p = {};

	keep(&p, 1, 10, 0, "a");
	keep(&p, 2, 10, 0, "x");
	keep(&p, 2, 11, 0, "y");
	assert_joined(&p, 2, 10, 1, "z", "", true);
	assert_joined(&p, 2, 11, 1, "z", "yz", false);
	assert_joined(&p, 1, 10, 1, "b", "ab", false);
	reassembly__free(&p);
}

/* Where no slot is free either, and others are older. */
static void test_left_behind_and_full(void **state)
{
	struct reassembly p = {};

	for (__u32 i = 1; i <= REASSEMBLY_SLOTS; i++)
		keep(&p, i, 100 + i, 0, "ab");
	keep(&p, 9, 200, 0, "xy");
	assert_joined(&p, 9, 109, 2, "c", "", true);
	assert_joined(&p, 9, 200, 2, "z", "xyz", false);
	for (__u32 i = 1; i <= REASSEMBLY_SLOTS; i++)
		if (i != 9)
			assert_joined(&p, i, 100 + i, 2, "c", "abc", false);
	reassembly__free(&p);
}

static void test_piece_missing(void **state)
{
	struct reassembly p = {};

	keep(&p, 1, 10, 0, "ab");
	keep(&p, 1, 10, 4, "ef");
	assert_joined(&p, 1, 10, 6, "gh", "ab", true);
	keep(&p, 1, 11, 2, "cd");
	assert_joined(&p, 1, 11, 4, "ef", "", true);
	assert_joined(&p, 1, 12, 4, "ef", "", true);
	keep(&p, 1, 13, 0, "abcdef");
	assert_joined(&p, 1, 13, 4, "gh", "abcdef", true);
	reassembly__free(&p);
}

static void test_piece_twice(void **state)
{
	struct reassembly p = {};

	keep(&p, 1, 10, 0, "ab");
	keep(&p, 1, 10, 0, "ab");
	assert_joined(&p, 1, 10, 2, "c", "abc", false);
	reassembly__free(&p);
}

static void test_joined_once(void **state)
{
	struct reassembly p = {};

	keep(&p, 1, 10, 0, "ab");
	assert_joined(&p, 1, 10, 2, "c", "abc", false);
	assert_joined(&p, 1, 10, 2, "c", "", true);
	reassembly__free(&p);
}

static void test_oldest_is_dropped(void **state)
{
	struct reassembly p = {};

	assert_int_equal(REASSEMBLY_SLOTS, 16);
	for (__u32 i = 1; i <= REASSEMBLY_SLOTS; i++)
		keep(&p, i, 100 - i, 0, "ab");
	/* Of these 16 the last has the smallest time. */
	keep(&p, 50, 200, 0, "xy");
	assert_joined(&p, 16, 84, 2, "c", "", true);
	for (__u32 i = 1; i < REASSEMBLY_SLOTS; i++)
		assert_joined(&p, i, 100 - i, 2, "c", "abc", false);
	assert_joined(&p, 50, 200, 2, "z", "xyz", false);
	for (int i = 0; i < REASSEMBLY_SLOTS; i++) {
		assert_int_equal(p.lines[i].ktime_ns, 0);
		assert_null(p.lines[i].bytes.data);
	}
	reassembly__free(&p);
}

/* Those whose record was lost are not kept until sixteen more have come. */
static void test_orphans_are_dropped(void **state)
{
	const __u64 second = 1000000000;
	struct reassembly p = {};

	keep(&p, 1, second, 0, "ab");
	keep(&p, 2, 2 * second, 0, "cd");
	keep(&p, 3, 2 * second, 0, "ef");
	assert_non_null(p.lines[0].bytes.data);
	keep(&p, 3, 2 * second, 2, "gh");
	/* One that is older than what is kept drops nothing. */
	keep(&p, 4, 1, 0, "ij");
	keep(&p, 5, 2 * second + 1, 0, "kl");
	assert_joined(&p, 1, second, 2, "x", "", true);
	assert_joined(&p, 4, 1, 2, "x", "", true);
	assert_joined(&p, 2, 2 * second, 2, "x", "cdx", false);
	assert_joined(&p, 3, 2 * second, 4, "x", "efghx", false);
	assert_joined(&p, 5, 2 * second + 1, 2, "x", "klx", false);
	reassembly__free(&p);
}

static void keep_env(struct reassembly *p, __u32 tid, __u64 ktime_ns, __u32 before,
		     const char *env)
{
	struct record rec = {
		.head = { .type = RECORD_ENV,
			  .tid = tid,
			  .ktime_ns = ktime_ns,
			  .args_before = before },
		.args = env,
		.args_len = strlen(env),
	};

	reassembly__add(p, &rec);
}

/* The record of that time, with an environment of env_len bytes and two bytes of
 * arguments sent ahead. */
static void assert_both(struct reassembly *p, __u32 tid, __u64 ktime_ns, __u32 env_len,
			const char *env, const char *args)
{
	struct record rec = {
		.head = { .type = RECORD_EXEC,
			  .flags = RECORD_DETAILED,
			  .tid = tid,
			  .ktime_ns = ktime_ns,
			  .args_before = 2 },
		.details.env_len = env_len,
		.args = ".",
		.args_len = 1,
	};

	reassembly__join(p, &rec);
	assert_int_equal(rec.env_len, strlen(env));
	assert_memory_equal(rec.env_len ? rec.env : "", env, rec.env_len);
	assert_int_equal(rec.args_len, strlen(args));
	assert_memory_equal(rec.args, args, rec.args_len);
	assert_true(rec.head.flags ==
		    (*args ? RECORD_DETAILED : RECORD_DETAILED | RECORD_TRUNCATED));
}

/* Of one task and time, neither takes the other's bytes. */
static void test_environment(void **state)
{
	struct reassembly p = {};

	keep_env(&p, 1, 10, 0, "A=");
	keep_env(&p, 2, 10, 0, "other");
	keep_env(&p, 1, 10, 2, "bc");
	keep(&p, 1, 10, 0, "ab");
	assert_both(&p, 1, 10, 4, "A=bc", "ab.");
	assert_both(&p, 1, 10, 4, "", "");
	assert_both(&p, 2, 10, 5, "other", "");
	keep(&p, 1, 20, 0, "ab");
	assert_both(&p, 1, 20, 0, "", "ab.");
	reassembly__free(&p);
}

static void test_environment_not_whole(void **state)
{
	struct reassembly p = {};

	keep_env(&p, 1, 10, 0, "A=");
	keep_env(&p, 1, 10, 4, "de");
	keep(&p, 1, 10, 0, "ab");
	assert_both(&p, 1, 10, 6, "A=", "ab.");
	/* The record was lost; what the same task sends next is not mixed with that. */
	keep_env(&p, 1, 20, 0, "A=");
	keep(&p, 1, 20, 0, "ab");
	keep_env(&p, 1, 21, 0, "B=c");
	assert_both(&p, 1, 21, 3, "B=c", "");
	assert_both(&p, 1, 20, 2, "", "ab.");
	reassembly__free(&p);
}

static void test_joined_leaves_room(void **state)
{
	struct reassembly p = {};

	for (__u32 i = 1; i <= 1000; i++) {
		keep(&p, i, i, 0, "ab");
		if (i > 10)
			assert_joined(&p, i - 10, i - 10, 2, "c", "abc", false);
	}
	reassembly__free(&p);
}

/* The bytes of what was handed out before are given back. */
static void test_memory(void **state)
{
	struct reassembly p = {};

	keep(&p, 1, 10, 0, "ab");
	assert_joined(&p, 1, 10, 2, "c", "abc", false);
	assert_non_null(p.joined.data);
	assert_joined(&p, 1, 11, 0, "x", "x", false);
	assert_null(p.joined.data);
	reassembly__free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_ahead),
		cmocka_unit_test(test_joins),
		cmocka_unit_test(test_interleaved),
		cmocka_unit_test(test_left_behind),
		cmocka_unit_test(test_left_behind_and_full),
		cmocka_unit_test(test_piece_missing),
		cmocka_unit_test(test_piece_twice),
		cmocka_unit_test(test_joined_once),
		cmocka_unit_test(test_oldest_is_dropped),
		cmocka_unit_test(test_orphans_are_dropped),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_environment_not_whole),
		cmocka_unit_test(test_joined_leaves_room),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests_name("pieces", tests, NULL, NULL);
}
