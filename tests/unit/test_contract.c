// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Functions of the contract that both sides call. */
#include "harness.h"

#include "execsnoop.h"

/* A verdict and its cgroup's tag share a word; no two hierarchies share a tag. */
static void test_cgroup_tag(void **state)
{
	const __u64 generation = 1ULL << 32;

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cgroup_tag),
	};

	return cmocka_run_group_tests_name("contract", tests, NULL, NULL);
}
