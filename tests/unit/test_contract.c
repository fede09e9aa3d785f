// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The layout that both sides are built from, by literal numbers. */
#include "harness.h"

#include "execsnoop.h"

#define assert_offset(type, member, offset) \
	assert_int_equal(offsetof(struct type, member), offset)

static void test_exec_record(void **state)
{
	(void)state;
	assert_int_equal(sizeof(struct exec_record), 88);
	assert_offset(exec_record, type, 0);
	assert_offset(exec_record, flags, 2);
	assert_offset(exec_record, retval, 4);
	assert_offset(exec_record, ktime_ns, 8);
	assert_offset(exec_record, latency_ns, 16);
	assert_offset(exec_record, lost, 24);
	assert_offset(exec_record, pid, 32);
	assert_offset(exec_record, tid, 36);
	assert_offset(exec_record, ppid, 40);
	assert_offset(exec_record, uid, 44);
	assert_offset(exec_record, dirfd, 48);
	assert_offset(exec_record, argc, 52);
	assert_offset(exec_record, args_total, 56);
	assert_offset(exec_record, args_before, 60);
	assert_offset(exec_record, args_len, 64);
	assert_offset(exec_record, filename_len, 68);
	assert_offset(exec_record, comm, 72);
}

static void test_config(void **state)
{
	(void)state;
	assert_int_equal(sizeof(struct execsnoop_config), 28);
	assert_offset(execsnoop_config, abi, 0);
	assert_offset(execsnoop_config, args_size, 4);
	assert_offset(execsnoop_config, wake_fill, 8);
	assert_offset(execsnoop_config, wake_step, 12);
	assert_offset(execsnoop_config, cgroups, 16);
	assert_offset(execsnoop_config, show_failed, 20);
	assert_offset(execsnoop_config, by_uid, 21);
	assert_offset(execsnoop_config, by_ppid, 22);
	assert_offset(execsnoop_config, pending_in, 23);
	assert_offset(execsnoop_config, filename, 24);
}

static void test_shared(void **state)
{
	(void)state;
	assert_int_equal(sizeof(struct execsnoop_shared), 96);
	assert_offset(execsnoop_shared, consumer_sleeps, 0);
	assert_offset(execsnoop_shared, ring_full, 8);
	assert_offset(execsnoop_shared, counters, 64);
	assert_int_equal(COUNTERS, 4);
	assert_int_equal(COUNT_CUT, 0);
	assert_int_equal(COUNT_PENDING_FULL, 1);
	assert_int_equal(COUNT_HIDDEN, 2);
	assert_int_equal(COUNT_FILTERED, 3);
}

static void test_filter_key(void **state)
{
	(void)state;
	assert_int_equal(sizeof(struct filter_key), 8);
	assert_offset(filter_key, kind, 0);
	assert_offset(filter_key, value, 4);
	assert_int_equal(FILTER_UID, 1);
	assert_int_equal(FILTER_PPID, 2);
}

/* A change to any of these needs another EXECSNOOP_ABI. */
static void test_values(void **state)
{
	(void)state;
	assert_int_equal(EXECSNOOP_ABI, 3);
	assert_int_equal(RECORD_EXEC, 1);
	assert_int_equal(RECORD_ARGS, 2);
	assert_int_equal(RECORD_TRUNCATED, 1);
	assert_int_equal(RECORD_UNREADABLE, 2);
	assert_int_equal(RECORD_TOTALS, 4);
	assert_int_equal(RECORD_TAGGED, 8);
	assert_int_equal(ARG_OK, 1);
	assert_int_equal(ARG_UNREADABLE, 2);
	assert_int_equal(PENDING_NOWHERE, 0);
	assert_int_equal(PENDING_TASK, 1);
	assert_int_equal(PENDING_HASH, 2);
	assert_int_equal(COLLECT_ENTRY, 1);
	assert_int_equal(COLLECT_FILENAME, 2);
	assert_true(NO_LATENCY == UINT64_MAX);
	assert_int_equal(COMM_SIZE, 16);
	assert_int_equal(FILENAME_SIZE, 4096);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exec_record), cmocka_unit_test(test_config),
		cmocka_unit_test(test_shared),	    cmocka_unit_test(test_filter_key),
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests_name("contract", tests, NULL, NULL);
}
