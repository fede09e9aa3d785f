// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include "base/log.h"
#include "base/util.h"
#include "show/summary.h"

/* A test that hangs fails. */
static int set_alarm(void **state)
{
	alarm(60);
	return 0;
}

static void assert_line(struct summary *s, const struct final_counts *final,
			const char *expected)
{
	struct capture c;

	capture_begin(&c);
	summary__print(s, final);
	summary__close(s);
	capture_end(&c);
	assert_message(&c, expected);
	assert_no_message(&c);
}

static void test_nothing(void **state)
{
	assert_line(&(struct summary){}, &(struct final_counts){},
		    "execsnoop: 0 events shown, 0 lost\n");
}

static void test_singular(void **state)
{
	assert_line(&(struct summary){ .shown = 1, .filtered = 1 },
		    &(struct final_counts){
			    .counters = { [COUNT_HIDDEN] = 1, [COUNT_CHECKS] = 1 } },
		    "execsnoop: 1 event shown, 1 filtered out, 0 lost, "
		    "1 failed exec hidden (-x shows it), "
		    "1 check hidden (--checks shows it)\n");
}

static void test_plural(void **state)
{
	assert_line(&(struct summary){ .shown = 2, .filtered = 3 },
		    &(struct final_counts){ .counters = { [COUNT_HIDDEN] = 5,
							  [COUNT_CHECKS] = 2,
							  [COUNT_FILTERED] = 4 } },
		    "execsnoop: 2 events shown, 7 filtered out, 0 lost, "
		    "5 failed execs hidden (-x shows them), "
		    "2 checks hidden (--checks shows them)\n");
}

static void test_folded(void **state)
{
	assert_line(
		&(struct summary){ .shown = 2, .folded = 1, .filtered = 1 },
		&(struct final_counts){},
		"execsnoop: 2 events shown, 1 probe folded, 1 filtered out, 0 lost\n");
	assert_line(&(struct summary){ .shown = 3, .undecided = 1 },
		    &(struct final_counts){},
		    "execsnoop: 3 events shown, 1 undecided, 0 lost\n");
	assert_line(&(struct summary){ .shown = 2, .folded = 5 },
		    &(struct final_counts){},
		    "execsnoop: 2 events shown, 5 probes folded, 0 lost\n");
	assert_line(&(struct summary){ .shown = 9, .foldable = 4 },
		    &(struct final_counts){}, "execsnoop: 9 events shown, 0 lost\n");
	assert_line(&(struct summary){ .shown = 9, .foldable = 5 },
		    &(struct final_counts){ .counters = { [COUNT_HIDDEN] = 1 } },
		    "execsnoop: 9 events shown, 0 lost, 1 failed exec hidden (-x shows "
		    "it), 5 probes along PATH (--fold-path folds them)\n");
}

static void test_lost_by_reason(void **state)
{
	struct summary s = { .shown = UINT64_MAX };

	s.lost[LOST_SKIPPED] = 4;
	assert_line(&s, &(struct final_counts){},
		    "execsnoop: 18446744073709551615 events shown, "
		    "4 lost (skipped 4)\n");
	s.lost[LOST_RING_FULL] = 10;
	s.lost[LOST_BAD_RECORD] = 1;
	s.lost[LOST_NO_MEMORY] = 2;
	s.redacted_whole = 1;
	assert_line(&s, &(struct final_counts){},
		    "execsnoop: 18446744073709551615 events shown, "
		    "17 lost (ring_full 10, skipped 4, bad_record 1, no_memory 2), "
		    "1 argument redacted whole\n");
}

/* One more line than the first. */
static void assert_final_line(struct final_counts final, const char *expected)
{
	struct summary s = {};
	struct capture c;

	capture_begin(&c);
	summary__print(&s, &final);
	summary__close(&s);
	capture_end(&c);
	assert_message(&c, "execsnoop: 0 events shown, 0 lost\n");
	assert_message(&c, expected);
	assert_no_message(&c);
}

#define FINAL(...) ((struct final_counts){ __VA_ARGS__ })

static void test_latency_unknown(void **state)
{
	assert_final_line(FINAL(.counters = { [COUNT_PENDING_FULL] = 2 }),
			  "execsnoop: 2 calls have no recorded start: "
			  "their latency is unknown\n");
	assert_final_line(FINAL(.counters = { [COUNT_PENDING_FULL] = 1 }),
			  "execsnoop: 1 call has no recorded start: "
			  "its latency is unknown\n");
}

static void test_evicted(void **state)
{
	assert_final_line(FINAL(.evicted = 1),
			  "execsnoop: 1 command line of an ancestor was forgotten: "
			  "more programs have run than are remembered\n");
	assert_final_line(FINAL(.evicted = 2),
			  "execsnoop: 2 command lines of ancestors were forgotten: "
			  "more programs have run than are remembered\n");
}

static void test_lineage(void **state)
{
	assert_final_line(FINAL(.counters = { [COUNT_FORKS_LOST] = 1 }),
			  "execsnoop: 1 fork was not recorded: "
			  "ancestors may be missing\n");
	assert_final_line(FINAL(.counters = { [COUNT_FORKS_LOST] = 2 }),
			  "execsnoop: 2 forks were not recorded: "
			  "ancestors may be missing\n");
	assert_final_line(FINAL(.unfollowed = 1),
			  "execsnoop: 1 process was forgotten: more run than are "
			  "remembered; ancestors may be missing\n");
	assert_final_line(FINAL(.unfollowed = 2),
			  "execsnoop: 2 processes were forgotten: more run than are "
			  "remembered; ancestors may be missing\n");
}

static void test_unanswered(void **state)
{
	assert_final_line(FINAL(.unanswered = 1),
			  "execsnoop: 1 question had no answer from a process or a file "
			  "system: what depends on it is unknown\n");
	assert_final_line(FINAL(.unanswered = 2),
			  "execsnoop: 2 questions had no answer from a process or a file "
			  "system: what depends on it is unknown\n");
}

static void test_untracked(void **state)
{
	assert_final_line(FINAL(.untracked = 1),
			  "execsnoop: 1 fork or exit was not seen: execs in "
			  "followed trees may be missing\n");
	assert_final_line(FINAL(.untracked = 2),
			  "execsnoop: 2 forks or exits were not seen: execs in "
			  "followed trees may be missing\n");
}

static void test_reason_names(void **state)
{
	assert_string_equal(lost_reason_name(LOST_RING_FULL), "ring_full");
	assert_string_equal(lost_reason_name(LOST_SKIPPED), "skipped");
	assert_string_equal(lost_reason_name(LOST_BAD_RECORD), "bad_record");
	assert_string_equal(lost_reason_name(LOST_NO_MEMORY), "no_memory");
	for (int i = 0; i < LOST_REASONS; i++)
		assert_non_null(lost_reason_name(i));
}

static void assert_warning(enum lost_reason reason, uint64_t count, const char *expected)
{
	struct summary s = { .ring_size = 1 << 20 };
	struct capture c;

	capture_begin(&c);
	summary__count_lost(&s, reason, count);
	capture_end(&c);
	summary__close(&s);
	assert_message(&c, expected);
	assert_no_message(&c);
	assert_int_equal(s.lost[reason], count);
}

static void test_warnings(void **state)
{
	assert_warning(LOST_RING_FULL, 7,
		       "execsnoop: lost 7 events (ring_full 7); "
		       "a larger ring (-b 4096K) or a filter may help\n");
	assert_warning(LOST_SKIPPED, 2, "execsnoop: lost 2 events (skipped 2)\n");
	assert_warning(LOST_BAD_RECORD, 3, "execsnoop: lost 3 events (bad_record 3)\n");
}

static void test_warning_of_one(void **state)
{
	assert_warning(LOST_SKIPPED, 1, "execsnoop: lost 1 event (skipped 1)\n");
}

/* The advice is a size that -b takes. */
static void test_largest_ring(void **state)
{
	struct summary s = { .ring_size = 1ULL << 29 },
		       largest = { .ring_size = 1ULL << 31 };
	struct capture c;

	capture_begin(&c);
	summary__count_lost(&s, LOST_RING_FULL, 2);
	summary__count_lost(&largest, LOST_RING_FULL, 2);
	capture_end(&c);
	summary__close(&s);
	summary__close(&largest);
	assert_message(&c, "execsnoop: lost 2 events (ring_full 2); "
			   "a larger ring (-b 2097152K) or a filter may help\n");
	assert_message(&c, "execsnoop: lost 2 events (ring_full 2); "
			   "a filter may help\n");
	assert_no_message(&c);
}

/* The test sets the clock back instead of waiting. */
static void test_one_warning_a_second(void **state)
{
	struct summary s = { .ring_size = 4096 };
	struct capture c;

	capture_begin(&c);
	summary__count_lost(&s, LOST_SKIPPED, 2);
	for (int i = 0; i < 1000; i++)
		summary__count_lost(&s, LOST_RING_FULL, 3);
	s.last_warning_ns -= NSEC_PER_SEC;
	summary__count_lost(&s, LOST_RING_FULL, 5);
	summary__count_lost(&s, LOST_SKIPPED, 1);
	capture_end(&c);
	summary__close(&s);
	assert_message(&c, "execsnoop: lost 2 events (skipped 2)\n");
	assert_message(&c, "execsnoop: lost 3005 events (ring_full 3005); "
			   "a larger ring (-b 16K) or a filter may help\n");
	assert_no_message(&c);
	assert_int_equal(s.lost[LOST_SKIPPED], 3);
	assert_int_equal(s.lost[LOST_RING_FULL], 3005);
}

/* Losses within a second of a warning are reported by the next one, once. */
static void test_warning_of_all_since(void **state)
{
	struct summary s = { .ring_size = 4096 };
	struct capture c;

	capture_begin(&c);
	summary__count_lost(&s, LOST_BAD_RECORD, 1);
	summary__count_lost(&s, LOST_RING_FULL, 3);
	summary__count_lost(&s, LOST_SKIPPED, 1);
	assert_int_equal(s.unreported[LOST_RING_FULL], 3);
	assert_int_equal(s.unreported[LOST_SKIPPED], 1);
	assert_int_equal(s.unreported[LOST_BAD_RECORD], 0);
	s.last_warning_ns -= NSEC_PER_SEC;
	summary__count_lost(&s, LOST_SKIPPED, 1);
	s.last_warning_ns -= NSEC_PER_SEC;
	summary__count_lost(&s, LOST_NO_MEMORY, 1);
	capture_end(&c);
	summary__close(&s);
	assert_message(&c, "execsnoop: lost 1 event (bad_record 1)\n");
	assert_message(&c, "execsnoop: lost 5 events (ring_full 3, skipped 2); "
			   "a larger ring (-b 16K) or a filter may help\n");
	assert_message(&c, "execsnoop: lost 1 event (no_memory 1)\n");
	assert_no_message(&c);
}

/* A full stderr does not block events. */
static void test_warning_nobody_reads(void **state)
{
	struct summary s = { .ring_size = 4096 };
	struct capture c;
	char page[4096];
	int flags, full = 0;

	memset(page, 'x', sizeof(page));
	capture_begin(&c);
	flags = fcntl(STDERR_FILENO, F_GETFL);
	fcntl(STDERR_FILENO, F_SETFL, flags | O_NONBLOCK);
	while (write(STDERR_FILENO, page, sizeof(page)) > 0)
		full++;
	fcntl(STDERR_FILENO, F_SETFL, flags);
	summary__count_lost(&s, LOST_SKIPPED, 2);
	log_warn_nowait("left out");
	for (int i = 0; i < full; i++)
		assert_int_equal(read(c.fd, page, sizeof(page)), sizeof(page));
	log_warn_nowait("there is room");
	capture_end(&c);
	summary__close(&s);
	assert_message(&c, "execsnoop: there is room\n");
	assert_no_message(&c);
	assert_int_equal(s.lost[LOST_SKIPPED], 2);
}

static void assert_cut(uint64_t n, const char *expected)
{
	const struct final_counts final = {
		.counters = { [COUNT_CUT] = n, [COUNT_PENDING_FULL] = 1 }
	};
	struct summary s = { .shown = 3 };
	struct capture c;

	capture_begin(&c);
	summary__print(&s, &final);
	summary__close(&s);
	capture_end(&c);
	assert_message(&c, "execsnoop: 3 events shown, 0 lost\n");
	assert_message(&c, expected);
	assert_message(&c, "execsnoop: 1 call has no recorded start: "
			   "its latency is unknown\n");
	assert_no_message(&c);
}

static void test_cut(void **state)
{
	assert_cut(2, "execsnoop: 2 events lack arguments: the ring buffer was full\n");
	assert_cut(1, "execsnoop: 1 event lacks arguments: the ring buffer was full\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_singular),
		cmocka_unit_test(test_plural),
		cmocka_unit_test(test_folded),
		cmocka_unit_test(test_lost_by_reason),
		cmocka_unit_test(test_latency_unknown),
		cmocka_unit_test(test_evicted),
		cmocka_unit_test(test_lineage),
		cmocka_unit_test(test_unanswered),
		cmocka_unit_test(test_untracked),
		cmocka_unit_test(test_reason_names),
		cmocka_unit_test(test_warnings),
		cmocka_unit_test(test_warning_of_one),
		cmocka_unit_test(test_largest_ring),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_one_warning_a_second),
		cmocka_unit_test(test_warning_of_all_since),
		cmocka_unit_test(test_warning_nobody_reads),
	};

	return cmocka_run_group_tests_name("summary", tests, set_alarm, NULL);
}
