// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What a program took, from what its process had used at its begin and at its end. */
#include "harness.h"

#include "base/util.h"
#include "record/end.h"
#include "select/end_filter.h"

#define MS 1000000ULL
#define BEGIN_NS (5 * NSEC_PER_SEC)

static struct exec_usage begin;
static struct usage last;
static struct end_moment moment;
static struct program_end end;

static int setup(void **state)
{
	begin = (struct exec_usage){ .usage = { .cpu_ns = 100 * MS,
						.stint_ns = 7 * MS,
						.running_ns = 9 * MS,
						.user_ns = 10 * MS,
						.system_ns = 20 * MS,
						.read_bytes = 1000,
						.write_bytes = 2000,
						.major_faults = 3,
						.max_rss = 500,
						.cpu = 1 } };
	last = begin.usage;
	moment = (struct end_moment){ .ktime_ns = BEGIN_NS + 40 * MS,
				      .usage = &last,
				      .status = 3 << 8,
				      .threads = 2 };
	return 0;
}

static void set(void)
{
	program_end__set(&end, &begin, BEGIN_NS, &moment);
}

static void test_differences(void **state)
{
	last.read_bytes += 10;
	last.write_bytes += 20;
	last.major_faults += 30;
	set();
	assert_true(end.exec_seen);
	assert_false(end.replaced);
	assert_int_equal(end.status, 3 << 8);
	assert_int_equal(end.threads, 2);
	assert_int_equal(end.duration_ns, 40 * MS);
	assert_int_equal(end.read_bytes, 10);
	assert_int_equal(end.write_bytes, 20);
	assert_int_equal(end.major_faults, 30);
	assert_false(program_end__is_signal(&end));
}

static void test_unknown(void **state)
{
	last.read_bytes = USAGE_UNKNOWN;
	begin.usage.write_bytes = USAGE_UNKNOWN;
	last.major_faults = 2; /* less than at the begin */
	moment.threads = 0;
	moment.ktime_ns = BEGIN_NS - 1;
	set();
	assert_int_equal(end.read_bytes, UINT64_MAX);
	assert_int_equal(end.write_bytes, UINT64_MAX);
	assert_int_equal(end.major_faults, UINT64_MAX);
	assert_int_equal(end.threads, UINT64_MAX);
	assert_int_equal(end.duration_ns, UINT64_MAX);
}

static void assert_cpu(uint64_t ns, bool at_least)
{
	set();
	assert_int_equal(end.cpu_ns, ns);
	assert_int_equal(end.cpu_at_least, at_least);
}

/* On one CPU, what the scheduler has not added yet is known. */
static void test_cpu(void **state)
{
	assert_cpu(0, false);
	last.running_ns += 3 * MS;
	assert_cpu(3 * MS, false);
	last.stint_ns += 2 * MS;
	last.cpu_ns += 2 * MS;
	assert_cpu(3 * MS, false);
	/* A new stint: the offset of the clocks remains. */
	last.cpu_ns = begin.usage.cpu_ns + 8 * MS;
	last.stint_ns = 1 * MS;
	last.running_ns = 4 * MS;
	assert_cpu(9 * MS, false);
	/* What had not been added at the begin is not of this program. */
	last.running_ns = 2 * MS;
	assert_cpu(7 * MS, false);
}

/* The offset of the clocks may be negative. */
static void test_cpu_wraps(void **state)
{
	begin.usage.running_ns = -1ULL * MS;
	last.running_ns = 2 * MS;
	assert_cpu(3 * MS, false);
}

static void test_cpu_at_least(void **state)
{
	last.cpu_ns += 6 * MS;
	last.running_ns += 3 * MS;
	last.cpu = 2;
	assert_cpu(6 * MS, true);

	last.cpu = 1; /* more than a tick */
	last.running_ns = begin.usage.running_ns + USAGE_TAIL_MAX;
	assert_cpu(6 * MS, true);
	last.running_ns--;
	assert_cpu(6 * MS + USAGE_TAIL_MAX - 1, false);
	last.running_ns = begin.usage.running_ns - USAGE_TAIL_MAX;
	assert_cpu(6 * MS, true);
	last.running_ns = begin.usage.running_ns - 7 * MS; /* it would be negative */
	assert_cpu(6 * MS, true);

	last.running_ns = begin.usage.running_ns + 3 * MS;
	moment.ktime_ns = BEGIN_NS + 10 * NSEC_PER_SEC; /* the clocks have drifted */
	assert_cpu(6 * MS, true);
	moment.ktime_ns--;
	assert_cpu(9 * MS, false);
	moment.flags = EXIT_THREADS;
	assert_cpu(9 * MS, true);
}

/* A tick does not count beside a second. */
static void test_cpu_long(void **state)
{
	last.cpu = 2;
	last.cpu_ns += NSEC_PER_SEC - 1;
	assert_cpu(NSEC_PER_SEC - 1, true);
	last.cpu_ns++;
	assert_cpu(NSEC_PER_SEC, false);
	moment.flags = EXIT_THREADS;
	assert_cpu(NSEC_PER_SEC, true);
}

static void test_cpu_unknown(void **state)
{
	last.cpu_ns--;
	last.user_ns += 100 * MS;
	assert_cpu(UINT64_MAX, false);
	assert_int_equal(end.user_ns, UINT64_MAX);
	assert_int_equal(end.system_ns, UINT64_MAX);
}

/* Ticks split the time, from 100 ms of them. */
static void test_parts(void **state)
{
	last.cpu_ns += 200 * MS;
	last.user_ns += 75 * MS;
	last.system_ns += 25 * MS - 1;
	set();
	assert_int_equal(end.user_ns, UINT64_MAX);
	assert_int_equal(end.system_ns, UINT64_MAX);
	last.system_ns++;
	set();
	assert_int_equal(end.user_ns, 150 * MS);
	assert_int_equal(end.system_ns, 50 * MS);
	last.system_ns = begin.usage.system_ns - 1;
	set();
	assert_int_equal(end.user_ns, UINT64_MAX);
}

static void assert_rss(uint64_t pages, bool at_most)
{
	assert_int_equal(end.max_rss_kb, pages * (uint64_t)sysconf(_SC_PAGESIZE) / 1024);
	assert_int_equal(end.max_rss_at_most, at_most);
}

static void test_memory(void **state)
{
	set(); /* that of the program before may be the higher one */
	assert_rss(500, true);
	last.max_rss = 501;
	set();
	assert_rss(501, false);
	moment.rss = 77;
	last.max_rss = 500;
	set();
	assert_rss(77, false);
}

/* Without a begin, only what the moment tells is known. */
static void test_no_begin(void **state)
{
	moment.status = 9;
	program_end__set(&end, NULL, 0, &moment);
	assert_false(end.exec_seen);
	assert_int_equal(end.status, 9);
	assert_true(program_end__is_signal(&end));
	assert_int_equal(end.threads, 2);
	assert_int_equal(end.duration_ns, UINT64_MAX);
	assert_int_equal(end.cpu_ns, UINT64_MAX);
	assert_int_equal(end.user_ns, UINT64_MAX);
	assert_int_equal(end.system_ns, UINT64_MAX);
	assert_int_equal(end.read_bytes, UINT64_MAX);
	assert_int_equal(end.write_bytes, UINT64_MAX);
	assert_int_equal(end.major_faults, UINT64_MAX);
	assert_rss(500, true);
	moment.rss = 5;
	program_end__set(&end, NULL, 0, &moment);
	assert_rss(5, false);
}

static void test_flags(void **state)
{
	const struct signal_sender sender = { .id = { 1, 2, 3 }, .comm = "kill" };

	moment.flags = EXIT_REPLACED;
	moment.status = 0;
	set();
	assert_true(end.replaced);
	assert_false(program_end__is_signal(&end));
	assert_false(end.oom);
	assert_false(end.killed);
	moment.flags = EXIT_OOM;
	set();
	assert_true(end.oom);
	moment.flags = EXIT_KILLED;
	moment.sender = &sender;
	set();
	assert_true(end.killed);
	assert_memory_equal(&end.sender, &sender, sizeof(sender));
}

static void test_filter_limits(void **state)
{
	struct end_filter filter = {};

	end = (struct program_end){ .duration_ns = UINT64_MAX, .cpu_ns = UINT64_MAX };
	assert_false(end_filter__asked(&filter));
	assert_true(end_filter__pass(&filter, &end));
	filter.slower_ns = 5;
	assert_true(end_filter__asked(&filter));
	assert_false(end_filter__pass(&filter, &end)); /* unknown */
	end.duration_ns = 4;
	assert_false(end_filter__pass(&filter, &end));
	end.duration_ns = 5;
	assert_true(end_filter__pass(&filter, &end));
	filter.cpu_over_ns = 3; /* both */
	assert_true(end_filter__asked(&filter));
	assert_false(end_filter__pass(&filter, &end));
	end.cpu_ns = 3;
	assert_true(end_filter__pass(&filter, &end));
	end.cpu_ns = 2;
	assert_false(end_filter__pass(&filter, &end));
}

static bool status_passes(const struct end_filter *filter, int status)
{
	end = (struct program_end){ .status = status };
	return end_filter__pass(filter, &end);
}

static void test_filter_status(void **state)
{
	struct end_filter filter = { .status = true };

	assert_true(end_filter__asked(&filter));
	assert_false(status_passes(&filter, 0));
	filter.codes[0] = 1;
	filter.codes[3] = 1ULL << 63;
	filter.signals = 1ULL << 9 | 1; /* SIGKILL, and 64 */
	assert_true(status_passes(&filter, 0));
	assert_true(status_passes(&filter, 255 << 8));
	assert_false(status_passes(&filter, 254 << 8));
	assert_false(status_passes(&filter, 9 << 8)); /* exit code 9 */
	assert_true(status_passes(&filter, 9));
	assert_true(status_passes(&filter, 9 | 0x80)); /* dumped core */
	assert_true(status_passes(&filter, 64));
	assert_false(status_passes(&filter, 15));
	end = (struct program_end){ .replaced = true };
	assert_false(end_filter__pass(&filter, &end)); /* it has no status */
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_differences),	  TEST(test_unknown),
		TEST(test_cpu),		  TEST(test_cpu_wraps),
		TEST(test_cpu_at_least),  TEST(test_cpu_long),
		TEST(test_cpu_unknown),	  TEST(test_parts),
		TEST(test_memory),	  TEST(test_no_begin),
		TEST(test_flags),	  TEST(test_filter_limits),
		TEST(test_filter_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
