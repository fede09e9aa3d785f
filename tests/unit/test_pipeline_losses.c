// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Events that are lost: their lines and counts. */
#include "pipeline_harness.h"

#include <time.h>

#include "base/util.h"

/* An event that is written, then four lines of which two are events. */
static void send_with_losses(void)
{
	pipeline__batch_begin(&f.p);
	assert_int_equal(send(BYTES("ls\0")), 0);
	assert_int_equal(pipeline__batch_end(&f.p), 0);
	assert_int_equal(pipeline__events_left(&f.p), 1);
	written();
	assert_int_equal(pipeline__events_left(&f.p), 0);
	f.head.lost = 3;
	assert_int_equal(send(BYTES("ls\0")), 0);
	f.head.lost = 5;
	assert_int_equal(send(BYTES("ls\0")), 0);
	assert_int_equal(f.summary.shown, 3);
	assert_int_equal(pipeline__batch_end(&f.p), 0);
}

static void test_none_is_written(void **state)
{
	send_with_losses();
	write_bytes(10);
	assert_int_equal(pipeline__events_left(&f.p), 2);
}

static void test_some_are_written(void **state)
{
	send_with_losses();
	write_bytes(f.out.queued - f.out.queue->written - 10);
	assert_int_equal(pipeline__events_left(&f.p), 1);
	/* A loss at the end is still appended, though it is never written. */
	pipeline__end(&f.p, 7, 0);
	assert_int_equal(pipeline__events_left(&f.p), 1);
}

/* Send events with ids from *pid on until one is lost. Return how many were shown. */
static size_t send_until_full(__u32 *pid)
{
	const uint64_t lost = f.summary.lost[LOST_BACKLOG_FULL], shown = f.summary.shown;

	while (f.summary.lost[LOST_BACKLOG_FULL] == lost) {
		f.head.pid = (*pid)++;
		assert_int_equal(send(BYTES("ls\0-la\0")), 0);
	}
	return f.summary.shown - shown;
}

/* What finds no room is one line in its place. */
static void test_backlog_full(void **state)
{
	__u32 pid = 1;
	char program[128], expected[128];
	size_t shown;

	output__close(&f.out);
	assert_int_equal(output__open(&f.out, OUTPUT_SIZE_MIN), 0);
	shown = send_until_full(&pid);
	assert_in_range(shown, OUTPUT_SIZE_MIN / 400, OUTPUT_SIZE_MIN / 100);
	for (int i = 0; i < 6; i++)
		send_until_full(&pid);
	assert_int_equal(f.summary.shown, shown);
	pipeline__batch_end(&f.p);
	written();
	f.head.pid = 1000000;
	assert_int_equal(send(BYTES("ls\0")), 0);
	snprintf(program, sizeof(program),
		 "select(.reason or .pid >= %zu) | [.pid, .reason, .count]", shown);
	snprintf(expected, sizeof(expected),
		 "[%zu,null,null]\n[null,\"backlog_full\",7]\n[1000000,null,null]\n",
		 shown);
	assert_lines(program, expected);
}

/* The lines at the end have room of their own. */
static void test_backlog_full_at_the_end(void **state)
{
	__u32 pid = 1;

	output__close(&f.out);
	assert_int_equal(output__open(&f.out, OUTPUT_SIZE_MIN), 0);
	send_until_full(&pid);
	pipeline__end(&f.p, 7, 3);
	assert_lines("select(.type == \"lost\") | [.reason, .count]",
		     "[\"ring_full\",7]\n[\"skipped\",3]\n[\"backlog_full\",1]\n");
}

static void send_with_lost(__u32 pid, __u64 lost)
{
	f.head.pid = pid;
	f.head.lost = lost;
	assert_int_equal(send(BYTES("ls\0")), 0);
}

static void test_losses_in_their_place(void **state)
{
	send_with_lost(1, 0);
	send_with_lost(2, 3);
	send_with_lost(3, 3);
	send_with_lost(4, 2); /* from another CPU, which read the count earlier */
	send_with_lost(5, 4);
	pipeline__end(&f.p, 10, 7);
	assert_lines("[.pid, .reason, .count]", "[1,null,null]\n"
						"[null,\"ring_full\",3]\n"
						"[2,null,null]\n"
						"[3,null,null]\n"
						"[4,null,null]\n"
						"[null,\"ring_full\",1]\n"
						"[5,null,null]\n"
						"[null,\"ring_full\",6]\n"
						"[null,\"skipped\",7]\n");
	assert_int_equal(f.summary.shown, 5);
	assert_int_equal(f.summary.lost[LOST_RING_FULL], 10);
	assert_int_equal(f.summary.lost[LOST_SKIPPED], 7);
}

static void test_no_loss_no_line(void **state)
{
	send_with_lost(1, 5);
	pipeline__end(&f.p, 5, 0);
	pipeline__count_lost(&f.p, LOST_BAD_RECORD, 0, SAMPLE_TIME);
	assert_lines("[.pid, .count]", "[null,5]\n[1,null]\n");
}

/* A loss has the time of the record that carried its count. */
static void test_time_of_a_loss(void **state)
{
	send_with_lost(1, 5);
	assert_lines("select(.type == \"lost\") | .timestamp",
		     "\"2023-11-14T22:13:20.123456789Z\"\n");
}

/* A loss is shown even if the event that carries its count is not. */
static void test_loss_with_a_filtered_event(void **state)
{
	char error[64];

	assert_int_equal(patterns__add(&f.filter.name, "^cat$", error, sizeof(error)), 0);
	send_with_lost(1, 2);
	f.head.type = RECORD_ARGS;
	send_with_lost(1, 6);
	assert_lines("[.type, .count]", "[\"lost\",2]\n[\"lost\",4]\n");
	assert_int_equal(f.summary.filtered, 1);
}

static void test_losses_without_a_line(void **state)
{
	f.p.format = &format_table;
	show_columns(&f.p.format_ctx, COLUMN_ALWAYS);
	send_with_lost(1, 3);
	pipeline__end(&f.p, 9, 1);
	assert_int_equal(pipeline__batch_end(&f.p), 0);
	assert_int_equal(written(), strlen("ls               1       12340      0 ls\n"));
	assert_int_equal(f.summary.lost[LOST_RING_FULL], 9);
	assert_int_equal(f.summary.lost[LOST_SKIPPED], 1);
}

static void test_bad_records(void **state)
{
	struct strbuf bytes = {};
	char *copy;

	make_record(&bytes, f.head, BYTES("ls\0"), "/bin/ls");
	for (size_t len = 0; len < bytes.len; len++) {
		copy = malloc(len ? len : 1);
		memcpy(copy, bytes.data, len);
		assert_int_equal(pipeline__record(&f.p, copy, len), 0);
		free(copy);
	}
	assert_int_equal(f.summary.lost[LOST_BAD_RECORD], bytes.len);
	f.head.flags = RECORD_TAGGED;
	assert_int_equal(send(BYTES("ls\0\3")), 0);
	assert_int_equal(send(BYTES("ls\0")), 0);
	assert_int_equal(f.summary.lost[LOST_BAD_RECORD], bytes.len + 2);
	assert_int_equal(send(BYTES("ls\0\1")), 0);
	assert_int_equal(f.summary.shown, 1);
	assert_lines("select(.type == \"exec\" or .reason != \"bad_record\""
		     " or .count != 1) | .args",
		     "[\"ls\"]\n");
	strbuf__free(&bytes);
}

static void test_no_memory(void **state)
{
	assert_int_equal(send(BYTES("one\0")), 0);
	f.out.buf.failed = true; /* as strbuf__reserve() leaves it */
	assert_int_equal(send(BYTES("two\0")), 0);
	assert_int_equal(send(BYTES("three\0")), 0);
	assert_lines("[.args, .reason, .count]", "[[\"one\"],null,null]\n"
						 "[null,\"no_memory\",1]\n"
						 "[[\"three\"],null,null]\n");
	assert_int_equal(f.summary.shown, 2);
	assert_int_equal(f.summary.lost[LOST_NO_MEMORY], 1);
}

static int failures;

static void lost_or_fails(struct strbuf *out, struct format_context *ctx,
			  const struct loss *loss)
{
	strbuf__adds(out, failures > 0 ? "half a line" : "");
	if (failures-- > 0)
		out->failed = true;
	else
		format_json.lost(out, ctx, loss);
}

/* A loss that finds no memory is written before the next event. */
static void test_lost_without_memory(void **state)
{
	struct formatter fails = format_json;

	fails.lost = lost_or_fails;
	failures = 1;
	f.p.format = &fails;
	f.head.lost = 3;
	assert_int_equal(send(BYTES("ls\0")), 0);
	f.head.lost = 5;
	assert_int_equal(send(BYTES("cat\0")), 0);
	assert_lines("[.type, .count]",
		     "[\"lost\",3]\n[\"exec\",null]\n[\"lost\",2]\n[\"exec\",null]\n");
	assert_int_equal(f.summary.lost[LOST_RING_FULL], 5);
	assert_int_equal(f.summary.shown, 2);
}

/* Each reason has a count of its own, however often memory runs out. */
static void test_lost_without_memory_by_reason(void **state)
{
	struct formatter fails = format_json;

	fails.lost = lost_or_fails;
	failures = 3;
	f.p.format = &fails;
	pipeline__count_lost(&f.p, LOST_RING_FULL, 1, SAMPLE_TIME);
	pipeline__count_lost(&f.p, LOST_SKIPPED, 10, SAMPLE_TIME);
	pipeline__count_lost(&f.p, LOST_RING_FULL, 2, SAMPLE_TIME);
	assert_int_equal(f.out.buf.len, 0);
	assert_false(f.out.buf.failed);
	pipeline__count_lost(&f.p, LOST_BAD_RECORD, 5, SAMPLE_TIME);
	pipeline__count_lost(&f.p, LOST_RING_FULL, 4, SAMPLE_TIME);
	pipeline__count_lost(&f.p, LOST_RING_FULL, 8, SAMPLE_TIME);
	pipeline__count_lost(&f.p, LOST_SKIPPED, 20, SAMPLE_TIME);
	assert_lines("[.reason, .count]", "[\"bad_record\",5]\n"
					  "[\"ring_full\",7]\n"
					  "[\"ring_full\",8]\n"
					  "[\"skipped\",30]\n");
	assert_int_equal(f.summary.lost[LOST_RING_FULL], 15);
	assert_int_equal(f.summary.lost[LOST_SKIPPED], 30);
	assert_int_equal(f.summary.lost[LOST_NO_MEMORY], 0);
}

/* The date that a lost line had is in the next one. */
static void test_date_of_a_lost_line(void **state)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	f.p.format = &format_table;
	f.p.format_ctx.columns = (struct column_list){ { column__find("time") }, 1 };
	f.p.format_ctx.dates = true;
	assert_int_equal(send(BYTES("ls\0")), 0);
	f.head.ktime_ns += 24 * 3600 * NSEC_PER_SEC;
	f.out.buf.failed = true; /* as strbuf__reserve() leaves it */
	assert_int_equal(send(BYTES("ls\0")), 0);
	assert_int_equal(f.summary.lost[LOST_NO_MEMORY], 1);
	assert_int_equal(send(BYTES("ls\0")), 0);
	assert_int_equal(send(BYTES("ls\0")), 0);
	pipeline__batch_end(&f.p);
	written();
	assert_strbuf(&f.written,
		      "22:13:20.123\n2023-11-15T22:13:20.123\n22:13:20.123\n");
}

/* A header without room begins no screen; lost lines fill none. */
static void test_lines_of_a_screen(void **state)
{
	__u32 pid = 1;
	size_t lines;

	output__close(&f.out);
	assert_int_equal(output__open(&f.out, OUTPUT_SIZE_MIN), 0);
	f.p.format = &format_table;
	/* Lines that are shorter than the header. */
	f.p.format_ctx.columns =
		(struct column_list){ { column__find("container"), column__find("comm") },
				      2 };
	lines = send_until_full(&pid);
	assert_int_equal(f.p.format_ctx.lines, lines);
	f.p.format_ctx.terminal.rows = 5;
	send_until_full(&pid);
	assert_int_equal(f.p.format_ctx.lines, lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_none_is_written),
		TEST(test_some_are_written),
		TEST(test_backlog_full),
		TEST(test_backlog_full_at_the_end),
		TEST(test_losses_in_their_place),
		TEST(test_no_loss_no_line),
		TEST(test_time_of_a_loss),
		TEST(test_loss_with_a_filtered_event),
		TEST(test_losses_without_a_line),
		TEST(test_bad_records),
		TEST(test_no_memory),
		TEST(test_date_of_a_lost_line),
		TEST(test_lines_of_a_screen),
		TEST(test_lost_without_memory),
		TEST(test_lost_without_memory_by_reason),
	};

	return cmocka_run_group_tests_name("pipeline losses", tests, NULL, NULL);
}
