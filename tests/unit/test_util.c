// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <time.h>

#include "base/util.h"

static void test_parse_u64(void **state)
{
	static const struct {
		const char *text;
		uint64_t max, value;
	} good[] = {
		{ "0", 0, 0 },
		{ "0", UINT64_MAX, 0 },
		{ "007", 7, 7 },
		{ "42", 42, 42 },
		{ "18446744073709551615", UINT64_MAX, UINT64_MAX },
		{ "00000000000000000000000000001", 1, 1 },
	};
	uint64_t value;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		value = 99;
		assert_int_equal(parse_u64(good[i].text, good[i].max, &value), 0);
		assert_int_equal(value, good[i].value);
	}
}

/* Invalid numbers and sizes. */
static const char *const no_numbers[] = {
	"",    " ",   "+1", "-1",  "-0", " 1", "1 ",  "\t1",  "1\n",   "0x10", "1e3",
	"1.5", "1,0", "a",  "12a", "'1", "٣",  "1KB", "1KiB", "1\xff", "1Kx",  "K",
};

static void test_parse_u64_invalid(void **state)
{
	uint64_t value;

	for (size_t i = 0; i < ARRAY_SIZE(no_numbers); i++)
		assert_int_equal(parse_u64(no_numbers[i], UINT64_MAX, &value), -EINVAL);
	assert_int_equal(parse_u64("1K", UINT64_MAX, &value), -EINVAL);
}

static void test_parse_u64_range(void **state)
{
	uint64_t value;

	assert_int_equal(parse_u64("1", 0, &value), -ERANGE);
	assert_int_equal(parse_u64("43", 42, &value), -ERANGE);
	assert_int_equal(parse_u64("18446744073709551616", UINT64_MAX, &value), -ERANGE);
	assert_int_equal(parse_u64("18446744073709551620", UINT64_MAX, &value), -ERANGE);
	assert_int_equal(parse_u64("184467440737095516150", UINT64_MAX, &value), -ERANGE);
	assert_int_equal(parse_u64("4294967296", UINT32_MAX, &value), -ERANGE);
	assert_int_equal(
		parse_u64("1844674407370955161500000000000000", UINT64_MAX, &value),
		-ERANGE);
	/* Invalid, not out of range. */
	assert_int_equal(parse_u64("18446744073709551616x", UINT64_MAX, &value), -EINVAL);
}

static void test_parse_size(void **state)
{
	static const struct {
		const char *text;
		uint64_t max, value;
	} good[] = {
		{ "0", 0, 0 },
		{ "0K", 0, 0 },
		{ "512", 512, 512 },
		{ "1K", 1024, 1024 },
		{ "1k", 1024, 1024 },
		{ "3M", UINT64_MAX, 3145728 },
		{ "3m", UINT64_MAX, 3145728 },
		{ "2G", 1ULL << 31, 1ULL << 31 },
		{ "2g", 1ULL << 31, 1ULL << 31 },
		{ "17179869183G", UINT64_MAX, 17179869183ULL << 30 },
		{ "18446744073709551615", UINT64_MAX, UINT64_MAX },
	};
	uint64_t value;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		value = 99;
		assert_int_equal(parse_size(good[i].text, good[i].max, &value), 0);
		assert_int_equal(value, good[i].value);
	}
}

static void test_parse_size_invalid(void **state)
{
	static const char *const more[] = { "1T", "1 K", "1KK", "1B", "-1K", "G" };
	uint64_t value;

	for (size_t i = 0; i < ARRAY_SIZE(no_numbers); i++)
		assert_int_equal(parse_size(no_numbers[i], UINT64_MAX, &value), -EINVAL);
	for (size_t i = 0; i < ARRAY_SIZE(more); i++)
		assert_int_equal(parse_size(more[i], UINT64_MAX, &value), -EINVAL);
}

static void test_parse_size_range(void **state)
{
	uint64_t value;

	assert_int_equal(parse_size("1", 0, &value), -ERANGE);
	assert_int_equal(parse_size("1K", 1023, &value), -ERANGE);
	assert_int_equal(parse_size("2G", (1ULL << 31) - 1, &value), -ERANGE);
	assert_int_equal(parse_size("17179869184G", UINT64_MAX, &value), -ERANGE);
	assert_int_equal(parse_size("18446744073709551615K", UINT64_MAX, &value),
			 -ERANGE);
	assert_int_equal(parse_size("18446744073709551616", UINT64_MAX, &value), -ERANGE);
}

static void test_parse_duration(void **state)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} good[] = {
		{ "1", NSEC_PER_SEC },
		{ "1s", NSEC_PER_SEC },
		{ "0.5", NSEC_PER_SEC / 2 },
		{ "1ms", 1000000 },
		{ "0.001ms", 1000 },
		{ "0.000001ms", 1 },
		{ "0.000000001", 1 },
		{ "0.0000000019", 1 },
		{ "1.5m", 90 * NSEC_PER_SEC },
		{ "007h", 7 * 3600 * NSEC_PER_SEC },
		{ "0.25d", 6 * 3600 * NSEC_PER_SEC },
		{ "1.00000000000000000000000000000", NSEC_PER_SEC },
		{ "9223372036.854775807", INT64_MAX },
		{ "9223372036854.775807ms", INT64_MAX },
		{ "106751d", 106751ULL * 86400 * NSEC_PER_SEC },
	};
	uint64_t ns;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		ns = 99;
		assert_int_equal(parse_duration(good[i].text, &ns), 0);
		assert_int_equal(ns, good[i].ns);
	}
}

static void test_parse_duration_bad(void **state)
{
	static const char *const invalid[] = {
		"",    " ",    "s",   "ms",   ".",     ".5",  "5.",    "5.s",  "1.2.3",
		"1,5", "-1",   "+1",  " 1",   "1 s",   "1s ", "1S",    "1M",   "1us",
		"1ss", "1sm",  "1e3", "0x10", "1h30m", "inf", "1\xff", "nan",  "1..5",
		"1w",  "1.5.", "d",   "1d1",  "..",    "٣",   "1\n",   "1mss",
	};
	static const char *const outside[] = {
		"0",
		"0ms",
		"0.0",
		"0.0000000009",
		"0.0000009ms",
		"9223372036.854775808",
		"9223372037",
		"106752d",
		"106751.99999d",
		"18446744073709551615",
		"18446744073709551616",
		"99999999999999999999999999999d",
		"99999999999999999999999999999.5ms",
	};
	uint64_t ns;

	for (size_t i = 0; i < ARRAY_SIZE(invalid); i++)
		assert_int_equal(parse_duration(invalid[i], &ns), -EINVAL);
	for (size_t i = 0; i < ARRAY_SIZE(outside); i++)
		assert_int_equal(parse_duration(outside[i], &ns), -ERANGE);
}

static void test_errno_name(void **state)
{
	assert_string_equal(errno_name(1), "EPERM");
	assert_string_equal(errno_name(2), "ENOENT");
	assert_string_equal(errno_name(7), "E2BIG");
	assert_string_equal(errno_name(8), "ENOEXEC");
	assert_string_equal(errno_name(11), "EAGAIN");
	assert_string_equal(errno_name(13), "EACCES");
	assert_string_equal(errno_name(26), "ETXTBSY");
	assert_string_equal(errno_name(36), "ENAMETOOLONG");
	assert_string_equal(errno_name(40), "ELOOP");
	assert_string_equal(errno_name(133), "EHWPOISON");
}

/* include/linux/errno.h of the kernel; 515 is used by ioctl(2) only. */
static void test_errno_name_restart(void **state)
{
	assert_string_equal(errno_name(512), "ERESTARTSYS");
	assert_string_equal(errno_name(513), "ERESTARTNOINTR");
	assert_string_equal(errno_name(514), "ERESTARTNOHAND");
	assert_null(errno_name(515));
	assert_string_equal(errno_name(516), "ERESTART_RESTARTBLOCK");
}

static void test_errno_name_unknown(void **state)
{
	static const int unknown[] = { 134, 511, 517, 4095, INT32_MAX, -1, INT32_MIN };

	for (size_t i = 0; i < ARRAY_SIZE(unknown); i++)
		assert_null(errno_name(unknown[i]));
}

static void test_clock_ns(void **state)
{
	struct timespec ts;
	uint64_t before, ns, after;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	before = (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
	ns = clock_ns(CLOCK_BOOTTIME);
	clock_gettime(CLOCK_BOOTTIME, &ts);
	after = (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
	assert_in_range(ns, before, after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_u64),
		cmocka_unit_test(test_parse_u64_invalid),
		cmocka_unit_test(test_parse_u64_range),
		cmocka_unit_test(test_parse_size),
		cmocka_unit_test(test_parse_size_invalid),
		cmocka_unit_test(test_parse_size_range),
		cmocka_unit_test(test_parse_duration),
		cmocka_unit_test(test_parse_duration_bad),
		cmocka_unit_test(test_errno_name),
		cmocka_unit_test(test_errno_name_restart),
		cmocka_unit_test(test_errno_name_unknown),
		cmocka_unit_test(test_clock_ns),
	};

	return cmocka_run_group_tests_name("util", tests, NULL, NULL);
}
