// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <string.h>

#include "base/mountinfo.h"
#include "base/util.h"

static void test_fields(void **state)
{
	char line[] = "40 30 8:37 /a\\040-\\040b /mnt/c\\134d\\012 rw,nosuid shared:5 "
		      "master:2 - cgroup2 none rw,nsdelegate";
	struct mountinfo m;

	assert_true(mountinfo__parse(&m, line));
	assert_int_equal(m.id, 40);
	assert_int_equal(m.major, 8);
	assert_int_equal(m.minor, 37);
	assert_string_equal(m.root, "/a - b");
	assert_string_equal(m.dir, "/mnt/c\\d\n");
	assert_string_equal(m.type, "cgroup2");
	assert_string_equal(m.options, "rw,nsdelegate");
}

/* A mount may have no optional fields, and an empty source. */
static void test_least_fields(void **state)
{
	char line[] = "1 1 0:1 / / rw - rootfs  rw";
	struct mountinfo m;

	assert_true(mountinfo__parse(&m, line));
	assert_string_equal(m.dir, "/");
	assert_string_equal(m.type, "rootfs");
	assert_string_equal(m.options, "rw");
}

static void test_other_lines(void **state)
{
	static const char *const lines[] = {
		"",
		" - ",
		" - ext4 none rw",
		"30 22 0:27 / - ext4 none rw",
		"30 22 0:27 / /x - ext4 none rw",
		"30 22 x:27 / /x rw - ext4 none rw",
		"30 22 27 / /x rw - ext4 none rw",
		"30 22 0:27 / /x rw ext4 none rw",
		"30 22 0:27 / /x rw - ext4",
		"30 22 0:27 / /x rw - ext4 none",
	};
	struct mountinfo m;
	char line[64];

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		assert_false(mountinfo__parse(&m, strcpy(line, lines[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_least_fields),
		cmocka_unit_test(test_other_lines),
	};

	return cmocka_run_group_tests_name("mountinfo", tests, NULL, NULL);
}
