// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The layout that both sides are built from, by literal numbers. */
#include "harness.h"

#include "execsnoop.h"

#define assert_offset(type, member, offset) \
	assert_int_equal(offsetof(struct type, member), offset)

static void test_exec_record(void **state)
{
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
	assert_offset(exec_record, cgroups_len, 70);
	assert_offset(exec_record, comm, 72);
}

static void test_config(void **state)
{
	assert_int_equal(sizeof(struct execsnoop_config), 80);
	assert_offset(execsnoop_config, abi, 0);
	assert_offset(execsnoop_config, args_size, 4);
	assert_offset(execsnoop_config, wake_fill, 8);
	assert_offset(execsnoop_config, wake_step, 12);
	assert_offset(execsnoop_config, asked, 16);
	assert_offset(execsnoop_config, wanted, 20);
	assert_offset(execsnoop_config, hierarchies, 24);
	assert_offset(execsnoop_config, n_hierarchies, 28);
	assert_offset(execsnoop_config, cgroups_wanted, 29);
	assert_offset(execsnoop_config, show_failed, 30);
	assert_offset(execsnoop_config, only_failed, 31);
	assert_offset(execsnoop_config, priv_gain, 32);
	assert_offset(execsnoop_config, root_child, 33);
	assert_offset(execsnoop_config, pending_in, 34);
	assert_offset(execsnoop_config, filename, 35);
	assert_offset(execsnoop_config, time, 36);
	assert_offset(execsnoop_config, cgroups, 37);
	assert_offset(execsnoop_config, details, 38);
	assert_offset(execsnoop_config, exe, 39);
	assert_offset(execsnoop_config, cwd, 40);
	assert_offset(execsnoop_config, file_flags, 41);
	assert_offset(execsnoop_config, n_few, 42);
	assert_offset(execsnoop_config, caps, 43);
	assert_offset(execsnoop_config, ancestors, 44);
	assert_offset(execsnoop_config, env, 45);
	assert_offset(execsnoop_config, interpreter, 46);
	assert_offset(execsnoop_config, few, 48);
	assert_int_equal(sizeof(struct filter_few), 8);
	assert_offset(filter_few, value, 0);
	assert_offset(filter_few, kind, 4);
	assert_offset(filter_few, verdict, 5);
}

static void test_shared(void **state)
{
	assert_int_equal(sizeof(struct execsnoop_shared), 104);
	assert_offset(execsnoop_shared, consumer_sleeps, 0);
	assert_offset(execsnoop_shared, ring_full, 8);
	assert_offset(execsnoop_shared, trees_growing, 4);
	assert_offset(execsnoop_shared, tree_added, 64);
	assert_offset(execsnoop_shared, counters, 72);
	assert_int_equal(COUNTERS, 4);
	assert_int_equal(COUNT_CUT, 0);
	assert_int_equal(COUNT_PENDING_FULL, 1);
	assert_int_equal(COUNT_HIDDEN, 2);
	assert_int_equal(COUNT_FILTERED, 3);
}

static void test_filter_key(void **state)
{
	assert_int_equal(sizeof(struct filter_key), 8);
	assert_offset(filter_key, kind, 0);
	assert_offset(filter_key, value, 4);
	assert_int_equal(FILTER_UID, 0);
	assert_int_equal(FILTER_GID, 1);
	assert_int_equal(FILTER_PPID, 2);
	assert_int_equal(FILTER_TREE, 3);
	assert_int_equal(FILTER_ERRNO, 4);
	assert_int_equal(FILTER_MNTNS, 5);
	assert_int_equal(FILTER_PIDNS, 6);
	assert_int_equal(FILTER_WANTED, 1);
	assert_int_equal(FILTER_UNWANTED, 2);
	assert_int_equal(TREE_TIDS % TREE_BLOCK, 0);
}

/* A verdict and its cgroup's tag share a word; no two hierarchies share a tag. */
static void test_cgroup_set(void **state)
{
	const __u64 generation = 1ULL << 32;

	assert_int_equal(sizeof(struct cgroup_set), 64);
	assert_true(CGROUP_UNWANTED << 1 <= 1 << CGROUP_VERDICT_BITS);
	assert_int_equal(HIERARCHY_V2, 0);
	assert_int_equal(HIERARCHY_PIDS, 12);
	assert_true(cgroup_tag(0, 1) != 0);
	for (__u32 index = 0; index < HIERARCHIES_MAX; index++)
		for (__u64 key = 1; key < 5 * generation; key += generation / 7) {
			__u64 tag = cgroup_tag(index, key);

			assert_true(tag / HIERARCHIES_MAX == key);
			assert_true(tag % HIERARCHIES_MAX == index);
			assert_true(tag << CGROUP_VERDICT_BITS >> CGROUP_VERDICT_BITS ==
				    tag);
			assert_true(cgroup_set_of(tag) < CGROUP_SETS);
		}
}

/* A change to any of these needs another EXECSNOOP_ABI. */
static void test_values(void **state)
{
	assert_int_equal(EXECSNOOP_ABI, 9);
	assert_int_equal(RECORD_EXEC, 1);
	assert_int_equal(RECORD_ARGS, 2);
	assert_int_equal(RECORD_ENV, 3);
	assert_int_equal(RECORD_TRUNCATED, 1);
	assert_int_equal(RECORD_UNREADABLE, 2);
	assert_int_equal(RECORD_TOTALS, 4);
	assert_int_equal(RECORD_TAGGED, 8);
	assert_int_equal(RECORD_UNDECIDED, 16);
	assert_int_equal(RECORD_DETAILED, 32);
	assert_int_equal(sizeof(struct exec_details), 128);
	assert_int_equal(RECORD_ANCESTRY, 64);
	assert_int_equal(sizeof(struct program_id), 16);
	assert_offset(program_id, exec_id, 8);
	assert_offset(program_id, pid, 12);
	assert_int_equal(sizeof(struct exec_ancestor), 32);
	assert_int_equal(sizeof(struct exec_ancestry), 24);
	assert_offset(exec_ancestry, n, 16);
	assert_offset(exec_ancestry, more, 20);
	assert_int_equal(sizeof(struct running_program), 24);
	assert_int_equal(ANCESTRY_LEVELS_MAX, 16);
	assert_offset(exec_details, env_len, 68);
	assert_offset(exec_details, env_flags, 72);
	assert_offset(exec_details, interpreter_len, 108);
	assert_offset(exec_details, caps_known, 110);
	assert_true(PATHS_SIZE >= 2 * 4096);
	assert_int_equal(FILE_MEMFD, 1);
	assert_int_equal(FILE_UPPER, 2);
	assert_int_equal(FILE_OTHER_MOUNT, 4);
	assert_int_equal(ARG_OK, 1);
	assert_int_equal(ARG_UNREADABLE, 2);
	assert_int_equal(PENDING_NOWHERE, 0);
	assert_int_equal(PENDING_TASK, 1);
	assert_int_equal(PENDING_HASH, 2);
	assert_true(NO_LATENCY == UINT64_MAX);
	assert_int_equal(COMM_SIZE, 16);
	assert_int_equal(FILENAME_SIZE, 4096);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exec_record), cmocka_unit_test(test_config),
		cmocka_unit_test(test_shared),	    cmocka_unit_test(test_filter_key),
		cmocka_unit_test(test_cgroup_set),  cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests_name("contract", tests, NULL, NULL);
}
