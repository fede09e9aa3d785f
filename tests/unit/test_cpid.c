// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include "base/util.h"
#include "show/cpid.h"

#define NSEC_PER_TICK 10000000

/* The first case is the example of the specification; the others are from its reference
 * program, c/src/linux of the same repository. */
static void test_vectors(void **state)
{
	static const struct {
		const char *boot, *id;
		uint64_t ticks;
		uint32_t pidns, pid;
	} cases[] = {
		{ "2899dae4-4fa4-4eef-95b6-6bc95325f61a\n",
		  "b770a0ed-8463-822c-b5f6-30d9081ddbd9", 55558, 4026532263, 29 },
		{ "2899dae4-4fa4-4eef-95b6-6bc95325f61a",
		  "9a756b80-5a1d-8b84-9813-0f5abe7efa03", 0, 4026531836, 1 },
		{ "00000000-0000-0000-0000-000000000000",
		  "2c34ce1d-f23b-838c-9abf-2a7f6437cca3", 0, 0, 0 },
		{ "FFFFFFFF-ffff-ffff-ffff-ffffffffffff",
		  "ebec06f4-6103-8d14-af76-1fe31079c7f6", 184467440737, UINT32_MAX,
		  4194304 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const uint64_t start_ns = cases[i].ticks * NSEC_PER_TICK;
		struct boot_id boot = {};
		char id[CPID_SIZE];

		assert_true(cpid__parse_uuid(boot.bytes, cases[i].boot));
		cpid__format(id, &boot, cases[i].pidns, start_ns, cases[i].pid);
		assert_string_equal(id, cases[i].id);
		/* Ticks are rounded down. */
		cpid__format(id, &boot, cases[i].pidns, start_ns + NSEC_PER_TICK - 1,
			     cases[i].pid);
		assert_string_equal(id, cases[i].id);
		cpid__format(id, &boot, cases[i].pidns, start_ns + NSEC_PER_TICK,
			     cases[i].pid);
		assert_string_not_equal(id, cases[i].id);
	}
}

static void test_no_uuid(void **state)
{
	static const char *const cases[] = {
		"",
		"\n",
		"2899dae4-4fa4-4eef-95b6-6bc95325f61",
		"2899dae4-4fa4-4eef-95b6-6bc95325f6 1a",
		"2899dae4--4fa4-4eef-95b6-6bc95325f61",
		"2899dae4-4fa4-4eef-95b6-6bc95325f6+1",
		"0x99dae4-4fa4-4eef-95b6-6bc95325f61a",
	};
	uint8_t bytes[16];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_false(cpid__parse_uuid(bytes, cases[i]));
}

static void test_boot_id(void **state)
{
	struct boot_id boot = {};

	cpid__read_boot_id(&boot);
	assert_true(boot.known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_no_uuid),
		cmocka_unit_test(test_boot_id),
	};

	return cmocka_run_group_tests_name("cpid", tests, NULL, NULL);
}
