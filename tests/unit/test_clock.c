// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/util.h"

/* Return a clock of a machine booted at this time of day, in ns since 1970. */
static struct clock clock_at(int64_t offset_ns)
{
	return (struct clock){ .offset_ns = offset_ns, .second = INT64_MIN };
}

static void assert_utc(int64_t offset_ns, uint64_t boot_ns, const char *expected)
{
	struct clock c = clock_at(offset_ns);
	char text[RFC3339_SIZE];

	memset(text, 'x', sizeof(text));
	clock__rfc3339(&c, boot_ns, text);
	assert_string_equal(text, expected);
}

static void test_rfc3339(void **state)
{
	assert_utc(0, 1700000000123456789, "2023-11-14T22:13:20.123456789Z");
	assert_utc(0, 0, "1970-01-01T00:00:00.000000000Z");
	assert_utc(0, 1, "1970-01-01T00:00:00.000000001Z");
	assert_utc(0, 999999999, "1970-01-01T00:00:00.999999999Z");
	assert_utc(0, 1000000000, "1970-01-01T00:00:01.000000000Z");
	assert_utc(0, 951827696000000000, "2000-02-29T12:34:56.000000000Z");
	assert_utc(0, 4102444799999999999, "2099-12-31T23:59:59.999999999Z");
	assert_utc(1700000000000000000, 123456789, "2023-11-14T22:13:20.123456789Z");
}

/* A real-time clock before 1970. */
static void test_before_1970(void **state)
{
	assert_utc(-1, 0, "1969-12-31T23:59:59.999999999Z");
	assert_utc(-1000000000, 0, "1969-12-31T23:59:59.000000000Z");
	assert_utc(-1000000001, 0, "1969-12-31T23:59:58.999999999Z");
	assert_utc(-1000000000, 1000000000, "1970-01-01T00:00:00.000000000Z");
	assert_utc(-9000000000000000000, 0, "1684-10-19T08:00:00.000000000Z");
}

static void set_zone(const char *zone)
{
	assert_int_equal(setenv("TZ", zone, 1), 0);
	tzset();
}

static void assert_local(uint64_t boot_ns, const char *expected)
{
	struct clock c = clock_at(0);
	char text[LOCAL_TIME_SIZE];

	memset(text, 'x', sizeof(text));
	clock__local(&c, boot_ns, text);
	assert_string_equal(text, expected);
}

static void test_local_time(void **state)
{
	set_zone("UTC0");
	assert_local(1700000000123456789, "22:13:20.123");
	assert_local(0, "00:00:00.000");
	assert_local(999999999, "00:00:00.999");
	set_zone("XST-05:30");
	assert_local(1700000000123456789, "03:43:20.123");
	set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
	assert_local(1700000000123456789, "23:13:20.123");
	assert_local(1690000000009000000, "06:26:40.009");
}

static void test_init_reads_zone(void **state)
{
	struct clock c;
	char text[LOCAL_TIME_SIZE];

	set_zone("UTC0");
	setenv("TZ", "XST-05:30", 1);
	clock__init(&c);
	c.offset_ns = 0;
	clock__local(&c, 1700000000123456789, text);
	assert_string_equal(text, "03:43:20.123");
}

/* The text of a second is reused within it, and replaced in the next one. */
static void test_seconds_in_turn(void **state)
{
	struct clock c = clock_at(0);
	char text[RFC3339_SIZE], local[LOCAL_TIME_SIZE];

	set_zone("XST-01");
	clock__rfc3339(&c, 1999999999, text);
	assert_string_equal(text, "1970-01-01T00:00:01.999999999Z");
	clock__local(&c, 1000000000, local);
	assert_string_equal(local, "01:00:01.000");
	clock__rfc3339(&c, 2000000000, text);
	assert_string_equal(text, "1970-01-01T00:00:02.000000000Z");
	clock__rfc3339(&c, 1999999999, text);
	assert_string_equal(text, "1970-01-01T00:00:01.999999999Z");
}

static void test_init_is_now(void **state)
{
	uint64_t before = clock_ns(CLOCK_BOOTTIME), after;
	struct clock c;

	clock__init(&c);
	after = clock_ns(CLOCK_BOOTTIME);
	assert_in_range(c.start_ns, before, after);
	assert_in_range(c.checked_ns, before, after);
	assert_int_equal(c.second, INT64_MIN);
}

static void assert_offset_is_real(const struct clock *c)
{
	uint64_t difference = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME);

	assert_in_range(c->offset_ns, difference - NSEC_PER_SEC,
			difference + NSEC_PER_SEC);
}

static void test_refresh_once_a_second(void **state)
{
	struct clock c;

	clock__init(&c);
	assert_offset_is_real(&c);
	c.offset_ns = 42;
	clock__refresh(&c);
	assert_int_equal(c.offset_ns, 42);
	c.checked_ns -= NSEC_PER_SEC;
	clock__refresh(&c);
	assert_offset_is_real(&c);
}

/* No kernel sends such times, but the bytes of a record may have them. This is the last
 * test because a sanitizer ends the program. */
static void test_times_out_of_range(void **state)
{
	static const uint64_t times[] = { INT64_MAX, 1ULL << 63, UINT64_MAX };
	static const int64_t offsets[] = { INT64_MIN, -1, 0, 1, INT64_MAX };
	char text[RFC3339_SIZE], local[LOCAL_TIME_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(times); i++)
		for (size_t j = 0; j < ARRAY_SIZE(offsets); j++) {
			struct clock c = clock_at(offsets[j]);

			clock__rfc3339(&c, times[i], text);
			assert_int_equal(strlen(text), RFC3339_SIZE - 1);
			clock__local(&c, times[i], local);
			assert_int_equal(strlen(local), LOCAL_TIME_SIZE - 1);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc3339),
		cmocka_unit_test(test_before_1970),
		cmocka_unit_test(test_local_time),
		cmocka_unit_test(test_init_reads_zone),
		cmocka_unit_test(test_seconds_in_turn),
		cmocka_unit_test(test_init_is_now),
		cmocka_unit_test(test_refresh_once_a_second),
		cmocka_unit_test(test_times_out_of_range),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
