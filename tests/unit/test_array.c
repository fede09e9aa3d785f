// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/array.h"

/* SANITIZE=address sees a write past the end. */
static void test_grow(void **state)
{
	uint64_t *list = NULL;

	for (size_t n = 0; n < 1000; n++) {
		list = array__grow(list, n, sizeof(*list));
		assert_non_null(list);
		list[n] = n;
	}
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(list[i], i);
	free(list);
}

#ifndef SANITIZED /* a sanitizer ends the program */
static void test_out_of_memory(void **state)
{
	int *list = array__grow(NULL, 0, sizeof(*list));

	*list = 42;
	assert_null(array__grow(list, SIZE_MAX / 4 + 1, sizeof(*list)));
	assert_int_equal(*list, 42);
	free(list);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grow),
#ifndef SANITIZED
		cmocka_unit_test(test_out_of_memory),
#endif
	};

	return cmocka_run_group_tests_name("array", tests, NULL, NULL);
}
