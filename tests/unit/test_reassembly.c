// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include "record/reassembly.h"

static void add(struct reassembly *r, __u32 tid, __u64 ktime_ns, __u32 before,
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

	reassembly__add(r, &rec);
}

/* Join a record with the fragments before it, and check the result. */
static void assert_joined(struct reassembly *r, __u32 tid, __u64 ktime_ns, __u32 before,
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

	reassembly__join(r, &rec);
	assert_int_equal(rec.args_len, strlen(expected));
	assert_non_null(rec.args);
	assert_memory_equal(rec.args, expected, rec.args_len);
	assert_int_equal(rec.head.flags, truncated ? RECORD_TRUNCATED : 0);
}

static void test_nothing_ahead(void **state)
{
	struct reassembly r = {};

	assert_joined(&r, 1, 10, 0, "abc", "abc", false);
	reassembly__free(&r);
}

static void test_joins(void **state)
{
	struct reassembly r = {};

	add(&r, 1, 10, 0, "ab");
	add(&r, 1, 10, 2, "cde");
	assert_joined(&r, 1, 10, 5, "f", "abcdef", false);
	add(&r, 1, 20, 0, "ab");
	assert_joined(&r, 1, 20, 2, "", "ab", false);
	reassembly__free(&r);
}

/* Three CPUs. */
static void test_interleaved(void **state)
{
	struct reassembly r = {};

	add(&r, 1, 10, 0, "a");
	add(&r, 2, 10, 0, "x");
	add(&r, 3, 10, 0, "m");
	add(&r, 2, 10, 1, "y");
	add(&r, 1, 10, 1, "b");
	assert_joined(&r, 4, 10, 0, "other", "other", false);
	assert_joined(&r, 2, 10, 2, "z", "xyz", false);
	assert_joined(&r, 1, 10, 2, "c", "abc", false);
	assert_joined(&r, 3, 10, 1, "n", "mn", false);
	reassembly__free(&r);
}

/* A task sends fragments of another record: the record of the earlier ones was lost. */
static void test_record_lost(void **state)
{
	struct reassembly r = {};

	add(&r, 1, 10, 0, "a");
	add(&r, 2, 10, 0, "x");
	add(&r, 2, 11, 0, "y");
	assert_joined(&r, 2, 10, 1, "z", "", true);
	assert_joined(&r, 2, 11, 1, "z", "yz", false);
	assert_joined(&r, 1, 10, 1, "b", "ab", false);
	reassembly__free(&r);
}

/* The same if all slots are in use and others are older. */
static void test_record_lost_and_full(void **state)
{
	struct reassembly r = {};

	for (__u32 i = 1; i <= REASSEMBLY_SLOTS; i++)
		add(&r, i, 100 + i, 0, "ab");
	add(&r, 9, 200, 0, "xy");
	assert_joined(&r, 9, 109, 2, "c", "", true);
	assert_joined(&r, 9, 200, 2, "z", "xyz", false);
	for (__u32 i = 1; i <= REASSEMBLY_SLOTS; i++)
		if (i != 9)
			assert_joined(&r, i, 100 + i, 2, "c", "abc", false);
	reassembly__free(&r);
}

static void test_fragment_missing(void **state)
{
	struct reassembly r = {};

	add(&r, 1, 10, 0, "ab");
	add(&r, 1, 10, 4, "ef");
	assert_joined(&r, 1, 10, 6, "gh", "ab", true);
	add(&r, 1, 11, 2, "cd");
	assert_joined(&r, 1, 11, 4, "ef", "", true);
	assert_joined(&r, 1, 12, 4, "ef", "", true);
	add(&r, 1, 13, 0, "abcdef");
	assert_joined(&r, 1, 13, 4, "gh", "abcdef", true);
	reassembly__free(&r);
}

static void test_piece_twice(void **state)
{
	struct reassembly r = {};

	add(&r, 1, 10, 0, "ab");
	add(&r, 1, 10, 0, "ab");
	assert_joined(&r, 1, 10, 2, "c", "abc", false);
	reassembly__free(&r);
}

static void test_joined_once(void **state)
{
	struct reassembly r = {};

	add(&r, 1, 10, 0, "ab");
	assert_joined(&r, 1, 10, 2, "c", "abc", false);
	assert_joined(&r, 1, 10, 2, "c", "", true);
	reassembly__free(&r);
}

static void test_oldest_is_dropped(void **state)
{
	struct reassembly r = {};

	assert_int_equal(REASSEMBLY_SLOTS, 16);
	for (__u32 i = 1; i <= REASSEMBLY_SLOTS; i++)
		add(&r, i, 100 - i, 0, "ab");
	/* Of these 16 the last has the smallest time. */
	add(&r, 50, 200, 0, "xy");
	assert_joined(&r, 16, 84, 2, "c", "", true);
	for (__u32 i = 1; i < REASSEMBLY_SLOTS; i++)
		assert_joined(&r, i, 100 - i, 2, "c", "abc", false);
	assert_joined(&r, 50, 200, 2, "z", "xyz", false);
	for (int i = 0; i < REASSEMBLY_SLOTS; i++) {
		assert_int_equal(r.partial[i].ktime_ns, 0);
		assert_null(r.partial[i].bytes.data);
	}
	reassembly__free(&r);
}

/* Fragments whose record was lost do not wait until all slots are in use. */
static void test_orphans_are_dropped(void **state)
{
	const __u64 second = 1000000000;
	struct reassembly r = {};

	add(&r, 1, second, 0, "ab");
	add(&r, 2, 2 * second, 0, "cd");
	add(&r, 3, 2 * second, 0, "ef");
	assert_non_null(r.partial[0].bytes.data);
	add(&r, 3, 2 * second, 2, "gh");
	/* An older fragment drops nothing. */
	add(&r, 4, 1, 0, "ij");
	add(&r, 5, 2 * second + 1, 0, "kl");
	assert_joined(&r, 1, second, 2, "x", "", true);
	assert_joined(&r, 4, 1, 2, "x", "", true);
	assert_joined(&r, 2, 2 * second, 2, "x", "cdx", false);
	assert_joined(&r, 3, 2 * second, 4, "x", "efghx", false);
	assert_joined(&r, 5, 2 * second + 1, 2, "x", "klx", false);
	reassembly__free(&r);
}

static void add_env(struct reassembly *r, __u32 tid, __u64 ktime_ns, __u32 before,
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

	reassembly__add(r, &rec);
}

/* Join a record with an environment of `env_len` bytes and two bytes of arguments in
 * fragments, and check both. */
static void assert_both(struct reassembly *r, __u32 tid, __u64 ktime_ns, __u32 env_len,
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

	reassembly__join(r, &rec);
	assert_int_equal(rec.env_len, strlen(env));
	assert_memory_equal(rec.env_len ? rec.env : "", env, rec.env_len);
	assert_int_equal(rec.args_len, strlen(args));
	assert_memory_equal(rec.args, args, rec.args_len);
	assert_true(rec.head.flags ==
		    (*args ? RECORD_DETAILED : RECORD_DETAILED | RECORD_TRUNCATED));
}

/* Arguments and environment of one record are not mixed. */
static void test_environment(void **state)
{
	struct reassembly r = {};

	add_env(&r, 1, 10, 0, "A=");
	add_env(&r, 2, 10, 0, "other");
	add_env(&r, 1, 10, 2, "bc");
	add(&r, 1, 10, 0, "ab");
	assert_both(&r, 1, 10, 4, "A=bc", "ab.");
	assert_both(&r, 1, 10, 4, "", "");
	assert_both(&r, 2, 10, 5, "other", "");
	add(&r, 1, 20, 0, "ab");
	assert_both(&r, 1, 20, 0, "", "ab.");
	reassembly__free(&r);
}

static void test_environment_cut(void **state)
{
	struct reassembly r = {};

	add_env(&r, 1, 10, 0, "A=");
	add_env(&r, 1, 10, 4, "de");
	add(&r, 1, 10, 0, "ab");
	assert_both(&r, 1, 10, 6, "A=", "ab.");
	/* The record was lost; its environment is not mixed with the next one's. */
	add_env(&r, 1, 20, 0, "A=");
	add(&r, 1, 20, 0, "ab");
	add_env(&r, 1, 21, 0, "B=c");
	assert_both(&r, 1, 21, 3, "B=c", "");
	assert_both(&r, 1, 20, 2, "", "ab.");
	reassembly__free(&r);
}

static void test_joined_leaves_room(void **state)
{
	struct reassembly r = {};

	for (__u32 i = 1; i <= 1000; i++) {
		add(&r, i, i, 0, "ab");
		if (i > 10)
			assert_joined(&r, i - 10, i - 10, 2, "c", "abc", false);
	}
	reassembly__free(&r);
}

/* The bytes of the record before are freed. */
static void test_memory(void **state)
{
	struct reassembly r = {};

	add(&r, 1, 10, 0, "ab");
	assert_joined(&r, 1, 10, 2, "c", "abc", false);
	assert_non_null(r.joined.data);
	assert_joined(&r, 1, 11, 0, "x", "x", false);
	assert_null(r.joined.data);
	reassembly__free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_ahead),
		cmocka_unit_test(test_joins),
		cmocka_unit_test(test_interleaved),
		cmocka_unit_test(test_record_lost),
		cmocka_unit_test(test_record_lost_and_full),
		cmocka_unit_test(test_fragment_missing),
		cmocka_unit_test(test_piece_twice),
		cmocka_unit_test(test_joined_once),
		cmocka_unit_test(test_oldest_is_dropped),
		cmocka_unit_test(test_orphans_are_dropped),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_environment_cut),
		cmocka_unit_test(test_joined_leaves_room),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests_name("reassembly", tests, NULL, NULL);
}
