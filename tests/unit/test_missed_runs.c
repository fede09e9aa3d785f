// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <sys/mman.h>

#include "base/util.h"
#include "kernel/missed_runs.h"

static uint64_t count(const char *const texts[], size_t n)
{
	struct missed_runs m = {};
	uint64_t sum;

	while (m.n < n) {
		const char *text = texts[m.n];
		int fd = memfd_create("fdinfo", MFD_CLOEXEC);

		assert_int_equal(write(fd, text, strlen(text)), strlen(text));
		assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
		m.fds[m.n++] = fd;
	}
	sum = missed_runs__count(&m);
	missed_runs__close(&m);
	assert_int_equal(m.n, 0);
	return sum;
}

#define count_one(text) count((const char *const[]){ text }, 1)

#define HEAD "pos:\t0\nprog_type:\t5\nprog_id:\t77\n"

static void test_text(void **state)
{
	assert_int_equal(count_one(HEAD "recursion_misses:\t123\n"), 123);
	assert_int_equal(count_one(HEAD "recursion_misses:\t7\nverified_insns:\t9\n"), 7);
	assert_int_equal(count_one("recursion_misses:\t18446744073709551615\n"),
			 UINT64_MAX);
	/* Not counted before 5.12. */
	assert_int_equal(count_one(HEAD), 0);
	assert_int_equal(count_one(""), 0);
	assert_int_equal(count_one("recursion_misses:\tx\n"), 0);
}

static void test_sum(void **state)
{
	static const char *const texts[] = { HEAD "recursion_misses:\t1\n",
					     HEAD "recursion_misses:\t20\n", HEAD,
					     HEAD "recursion_misses:\t300\n" };

	assert_int_equal(count(texts, ARRAY_SIZE(texts)), 321);
	assert_int_equal(count(texts, 0), 0);
}

static void test_watch(void **state)
{
	struct missed_runs m = {};
	struct capture c;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	capture_begin(&c);
	missed_runs__watch(&m, fd);
	capture_end(&c);
	assert_no_message(&c);
	assert_int_equal(m.n, 1);
	assert_int_equal(missed_runs__count(&m), 0);
	missed_runs__close(&m);
	close(fd);

	capture_begin(&c);
	missed_runs__watch(&m, 54321);
	capture_end(&c);
	assert_message(
		&c,
		"execsnoop: cannot read /proc/self/fdinfo/54321: No such file or directory\n"
		"Events that are lost because the kernel skips a program's run will not be counted.\n");
	assert_no_message(&c);
	assert_int_equal(m.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_sum),
		cmocka_unit_test(test_watch),
	};

	return cmocka_run_group_tests_name("missed_runs", tests, NULL, NULL);
}
