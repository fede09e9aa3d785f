// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options about the ends of programs: --exit, --status, --slower, --cpu-over. */
#include "options_harness.h"

#include <signal.h>

#include "record/collect.h"
#include "show/format.h"

static const struct end_filter *ends = &opts.kernel.ends;

static void test_exit(void **state)
{
	assert_good("-n", "ls");
	assert_int_equal(opts.exits, 0);
	assert_false(opts.kernel.collect & COLLECT_EXITS);
	assert_good("--exit");
	assert_int_equal(opts.exits, EXIT_ENDS);
	assert_true(opts.kernel.collect & COLLECT_EXITS);
	assert_false(opts.kernel.exits_of_forks);
	assert_false(end_filter__asked(ends));
	assert_good("--exit=both,forks");
	assert_int_equal(opts.exits, EXIT_ENDS | EXIT_BOTH | EXIT_FORKS);
	assert_true(opts.kernel.exits_of_forks);
	assert_good("--exit=both", "--exit=forks"); /* they add up */
	assert_int_equal(opts.exits, EXIT_ENDS | EXIT_BOTH | EXIT_FORKS);
	assert_bad_with("expected both", "--exit=boths");
	assert_bad_with("expected both", "--exit=bot");
	assert_bad_with("both", "--exit=both,only");
}

/* In a cluster, the next letter is an option, not a value. */
static void test_cluster(void **state)
{
	assert_good("-ex");
	assert_int_equal(opts.exits, EXIT_ENDS);
	assert_true(opts.kernel.show_failed);
	assert_good("-xe");
	assert_int_equal(opts.exits, EXIT_ENDS);
	assert_true(opts.kernel.show_failed);
}

static void test_hide_starts(void **state)
{
	assert_good("--exit");
	assert_true(opts.hide_starts);
	assert_good("--exit=both");
	assert_false(opts.hide_starts);
	assert_good("--exit", "-o", "json");
	assert_false(opts.hide_starts);
	assert_good("--exit=only", "-o", "json");
	assert_true(opts.hide_starts);
	assert_good("--status=1", "-o", "json");
	assert_true(opts.hide_starts);
	assert_good("--exit=both", "--status=1", "-o", "json");
	assert_false(opts.hide_starts);
}

static void assert_codes(uint64_t first, uint64_t others, uint64_t signals)
{
	assert_true(ends->status);
	assert_true(opts.kernel.collect & COLLECT_EXITS);
	assert_int_equal(ends->codes[0], first);
	for (int i = 1; i < 4; i++)
		assert_int_equal(ends->codes[i], others);
	assert_int_equal(ends->signals, signals);
}

static void test_status(void **state)
{
	assert_good("--status=0,63");
	assert_codes(1 | 1ULL << 63, 0, 0);
	assert_good("--status=0", "--status=63");
	assert_codes(1 | 1ULL << 63, 0, 0);
	assert_good("--status=255");
	assert_int_equal(ends->codes[3], 1ULL << 63);
	assert_good("--status=nonzero");
	assert_codes(~1ULL, ~0ULL, ~0ULL);
	assert_good("--status=signal");
	assert_codes(0, 0, ~0ULL);
	assert_good("--status=!0");
	assert_codes(~1ULL, ~0ULL, ~0ULL);
	assert_good("--status=nonzero", "--status=!1,SIGPIPE");
	assert_codes(~3ULL, ~0ULL, ~(1ULL << SIGPIPE));
	assert_bad_with("256", "--status=256");
	assert_bad_with("-1", "--status=-1");
}

static void test_signals(void **state)
{
	static const char *const kill[] = { "SIGKILL", "sigkill", "KILL", "Kill" };

	for (size_t i = 0; i < ARRAY_SIZE(kill); i++) {
		assert_good("--status", kill[i]);
		assert_codes(0, 0, 1ULL << SIGKILL);
	}
	assert_good("--status=SIGRTMIN+3");
	assert_codes(0, 0, 1ULL << (SIGRTMIN + 3));
	assert_good("--status=rtmin+3");
	assert_codes(0, 0, 1ULL << (SIGRTMIN + 3));
	assert_bad_with("SIGSEGV", "--status=SIGSEGVX");
}

static void test_limits(void **state)
{
	assert_good("--slower=100ms", "--cpu-over=2s");
	assert_true(opts.kernel.collect & COLLECT_EXITS);
	assert_int_equal(ends->slower_ns, 100000000);
	assert_int_equal(ends->cpu_over_ns, 2000000000);
	assert_bad_with("5ms or 5s", "--slower=5");
}

static void assert_duration(uint64_t ns, const char *text)
{
	struct strbuf sb = {};

	format_duration(&sb, ns);
	assert_strbuf(&sb, text);
	strbuf__free(&sb);
}

/* Rounded down, so that a unit never shows the next one's value. */
static void test_duration(void **state)
{
	assert_duration(0, "0.00ms");
	assert_duration(9999, "0.00ms");
	assert_duration(10000, "0.01ms");
	assert_duration(9999999, "9.99ms");
	assert_duration(10000000, "10ms");
	assert_duration(999999999, "999ms");
	assert_duration(NSEC_PER_SEC, "1.00s");
	assert_duration(60 * NSEC_PER_SEC - 1, "59.99s");
	assert_duration(60 * NSEC_PER_SEC, "1m00s");
	assert_duration(3600 * NSEC_PER_SEC - 1, "59m59s");
	assert_duration(3600 * NSEC_PER_SEC, "1h00m");
	assert_duration(100 * 3600 * NSEC_PER_SEC, "100h00m");
}

static void assert_kilobytes(uint64_t kb, const char *text)
{
	struct strbuf sb = {};

	format_kilobytes(&sb, kb);
	assert_strbuf(&sb, text);
	strbuf__free(&sb);
}

static void test_kilobytes(void **state)
{
	assert_kilobytes(0, "0K");
	assert_kilobytes(1023, "1023K");
	assert_kilobytes(1024, "1.0M");
	assert_kilobytes(100 * 1024 - 1, "99.9M");
	assert_kilobytes(100 * 1024, "100M");
	assert_kilobytes(1024 * 1024 - 1, "1023M");
	assert_kilobytes(1024 * 1024, "1.0G");
	assert_kilobytes(1024ULL << 20, "1.0T");
	assert_kilobytes(5000ULL << 30, "5000T");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_exit),     TEST(test_cluster),   TEST(test_hide_starts),
		TEST(test_status),   TEST(test_signals),   TEST(test_limits),
		TEST(test_duration), TEST(test_kilobytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
