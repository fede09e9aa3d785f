// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Bytes of records in, lines out. */
#include "event_harness.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/util.h"
#include "pipeline.h"

struct fixture {
	struct summary summary;
	struct filter filter;
	struct cgroup_filter cgroups;
	struct redactor redactor;
	struct output out;
	struct strbuf written; /* what the writer would have written */
	struct pipeline p;
	struct exec_record head; /* of the next record */
	struct capture stderr_lines;
};

static struct fixture f;

static int setup(void **state)
{
	f = (struct fixture){
		.p = { .format = &format_json,
		       .format_ctx = SAMPLE_CONTEXT,
		       .filter = &f.filter,
		       .cgroups = &f.cgroups,
		       .max_args = SIZE_MAX,
		       .count = UINT64_MAX,
		       .out = &f.out,
		       .summary = &f.summary },
		.head = SAMPLE_HEAD,
	};
	assert_int_equal(output__open(&f.out, 1 << 20), 0);
	show_columns(&f.p.format_ctx, COLUMN_JSON);
	capture_begin(&f.stderr_lines);
	return 0;
}

static int teardown(void **state)
{
	capture_end(&f.stderr_lines);
	while (next_message(&f.stderr_lines))
		;
	strbuf__free(&f.written);
	pipeline__free(&f.p);
	summary__close(&f.summary);
	filter__free(&f.filter);
	redact__free(&f.redactor);
	output__close(&f.out);
	return 0;
}

static int send(const char *args, size_t args_len)
{
	struct strbuf bytes = {};
	int err;

	make_record(&bytes, f.head, args, args_len,
		    f.head.type == RECORD_ARGS ? NULL : "/bin/ls");
	err = pipeline__record(&f.p, bytes.data, bytes.len);
	strbuf__free(&bytes);
	return err;
}

/* Write up to n bytes of the queue, as the writer does. */
static void write_bytes(size_t n)
{
	const char *bytes;
	size_t some;

	while (n && (some = output__next_bytes(&f.out, &bytes))) {
		some = some < n ? some : n;
		strbuf__add(&f.written, bytes, some);
		output__wrote(&f.out, bytes, some);
		n -= some;
	}
}

static size_t written(void)
{
	write_bytes(SIZE_MAX);
	return f.written.len;
}

/* Compare what the jq program prints of the lines written so far. */
static void assert_lines(const char *program, const char *expected)
{
	struct strbuf output = {};
	char command[256];

	assert_int_equal(pipeline__batch_end(&f.p), 0);
	written();
	snprintf(command, sizeof(command), "jq -c '%s'", program);
	assert_int_equal(run(command, &f.written, &output), 0);
	assert_strbuf(&output, expected);
	strbuf__free(&output);
}

static void test_events(void **state)
{
	pipeline__batch_begin(&f.p);
	assert_int_equal(send(BYTES("ls\0-la\0")), 0);
	assert_int_equal(written(), 0);
	f.head.pid++;
	assert_int_equal(send(BYTES("cat\0")), 0);
	assert_lines("[.pid, .args]", "[12345,[\"ls\",\"-la\"]]\n[12346,[\"cat\"]]\n");
	assert_int_equal(f.summary.shown, 2);
	assert_int_equal(f.summary.filtered, 0);
}

/* The header begins each screen, and is no event. */
static void test_header_on_terminal(void **state)
{
	static const char header[] = "COMM             PID     PPID     RET ARGS\n",
			  line[] = "ls               12345   12340      0 ls\n";
	struct strbuf expected = {}, lines = {};

	f.p.format = &format_table;
	show_columns(&f.p.format_ctx, COLUMN_ALWAYS);
	f.p.format_ctx.terminal.rows = 5;
	assert_int_equal(pipeline__begin(&f.p), 0);
	for (int i = 0; i < 7; i++) {
		if (i && i % 3 == 0)
			strbuf__adds(&expected, header);
		assert_int_equal(send(BYTES("ls\0")), 0);
		strbuf__adds(&expected, line);
	}
	assert_int_equal(f.summary.shown, 7);
	strbuf__add(&lines, f.out.buf.data, f.out.buf.len);
	assert_int_equal(pipeline__batch_end(&f.p), 0);
	assert_int_equal(pipeline__events_left(&f.p), 7);
	assert_strbuf(&lines, strbuf__cstr(&expected));
	strbuf__free(&lines);
	strbuf__free(&expected);
}

static void test_header_is_written_at_once(void **state)
{
	f.p.format = &format_table;
	show_columns(&f.p.format_ctx, COLUMN_ALWAYS);
	assert_int_equal(pipeline__begin(&f.p), 0);
	assert_int_equal(written(),
			 strlen("COMM             PID     PPID     RET ARGS\n"));
	f.p.format = &format_json;
	assert_int_equal(pipeline__begin(&f.p), 0);
	assert_int_equal(written(),
			 strlen("COMM             PID     PPID     RET ARGS\n"));
}

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

static void test_header_is_no_event(void **state)
{
	f.p.format = &format_table;
	show_columns(&f.p.format_ctx, COLUMN_ALWAYS);
	assert_int_equal(pipeline__begin(&f.p), 0);
	assert_int_equal(pipeline__events_left(&f.p), 0);
	assert_int_equal(send(BYTES("ls\0")), 0);
	assert_int_equal(pipeline__batch_end(&f.p), 0);
	assert_int_equal(pipeline__events_left(&f.p), 1);
}

/* An event may look like the header, which is repeated only on a terminal. */
static void test_event_like_the_header(void **state)
{
	f.p.format = &format_table;
	f.p.format_ctx.columns = (struct column_list){ { column__find("comm") }, 1 };
	strcpy(f.head.comm, "COMM");
	assert_int_equal(pipeline__begin(&f.p), 0);
	assert_int_equal(send(BYTES("ls\0")), 0);
	assert_int_equal(pipeline__batch_end(&f.p), 0);
	assert_int_equal(pipeline__events_left(&f.p), 1);
	assert_int_equal(written(), 2 * strlen("COMM\n"));
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

static void test_kv_is_numbered(void **state)
{
	f.p.format = &format_kv;
	show_columns(&f.p.format_ctx, 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(send(BYTES("ls\0")), 0);
	assert_int_equal(pipeline__batch_end(&f.p), 0);
	written();
	assert_strbuf(&f.written,
		      "[1] PID=12345 PPID=12340 UID=1000 CMD=ls ARGS=[ls] RetVal=0\n"
		      "[2] PID=12345 PPID=12340 UID=1000 CMD=ls ARGS=[ls] RetVal=0\n"
		      "[3] PID=12345 PPID=12340 UID=1000 CMD=ls ARGS=[ls] RetVal=0\n");
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

/* After the last event of `count`, nothing is shown or counted as lost. */
static void test_enough_events(void **state)
{
	char error[64];

	f.p.count = 2;
	assert_int_equal(patterns__add(&f.filter.line, "^ls", error, sizeof(error)), 0);
	send_with_lost(1, 0);
	assert_int_equal(send(BYTES("cat\0")), 0);
	f.head.lost = 3;
	assert_int_equal(send(BYTES("ls\0")), -ECANCELED);
	pipeline__end(&f.p, 7, 0);
	assert_lines("[.pid, .count]", "[1,null]\n[null,3]\n[1,null]\n");
	assert_int_equal(f.summary.shown, 2);
	assert_int_equal(f.summary.filtered, 1);
	assert_int_equal(f.summary.lost[LOST_RING_FULL], 3);
}

/* An event that could not be shown does not count. */
static void test_enough_without_memory(void **state)
{
	f.p.count = 1;
	f.out.buf.failed = true;
	assert_int_equal(send(BYTES("one\0")), 0);
	assert_int_equal(send(BYTES("two\0")), -ECANCELED);
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

static void test_filtered(void **state)
{
	char error[64];

	assert_int_equal(patterns__add(&f.filter.line, "-la", error, sizeof(error)), 0);
	assert_int_equal(send(BYTES("ls\0-la\0")), 0);
	assert_int_equal(send(BYTES("ls\0-a\0")), 0);
	assert_int_equal(send(BYTES("ls\0")), 0);
	assert_lines(".args", "[\"ls\",\"-la\"]\n");
	assert_int_equal(f.summary.shown, 1);
	assert_int_equal(f.summary.filtered, 2);
}

/* Filters see the arguments before redaction. */
static void test_redacted(void **state)
{
	char error[64];

	f.p.redactor = &f.redactor;
	assert_int_equal(patterns__add(&f.filter.line, "hunter2", error, sizeof(error)),
			 0);
	assert_int_equal(patterns__add(&f.filter.line, "!redacted", error, sizeof(error)),
			 0);
	f.p.max_args = 3;
	assert_int_equal(send(BYTES("x\0--token\0hunter2\xff\0y\0")), 0);
	assert_int_equal(send(BYTES("x\0--token\0other\0")), 0);
	assert_int_equal(send(BYTES("echo\0hunter2\0")), 0);
	assert_lines("[.args, .redacted, .args_base64, .args_bytes]",
		     "[[\"x\",\"--token\",\"[redacted]\"],[2],null,21]\n"
		     "[[\"echo\",\"hunter2\"],null,null,null]\n");
	assert_int_equal(f.summary.filtered, 1);
}

/* A pattern that takes too long hides the argument, and those after it. */
static void test_redacted_whole(void **state)
{
	char args[8000], error[64];

	memset(args, 'a', sizeof(args));
	args[1] = args[sizeof(args) - 3] = args[sizeof(args) - 1] = '\0';
	f.p.redactor = &f.redactor;
	assert_int_equal(redact__add(&f.redactor, "a(.*b)?", error, sizeof(error)), 0);
	assert_int_equal(send(args, sizeof(args)), 0);
	assert_int_equal(send(BYTES("a\0xaby\0")), 0);
	assert_lines("[.args, .redacted, .redacted_whole]",
		     "[[\"[redacted]\",\"[redacted]\",\"[redacted]\"],[0,1,2],[1,2]]\n"
		     "[[\"[redacted]\",\"xa[redacted]y\"],[0,1],null]\n");
	assert_int_equal(f.summary.redacted_whole, 2);
}

/* Send an environment, then the record of its event. */
static void send_with_env(const char *env, size_t len)
{
	struct exec_details details = { .env_len = (__u32)len };
	struct strbuf bytes = {};

	f.head.type = RECORD_ENV;
	make_record(&bytes, f.head, env, len, NULL);
	assert_int_equal(pipeline__record(&f.p, bytes.data, bytes.len), 0);
	f.head.type = RECORD_EXEC;
	f.head.flags = RECORD_DETAILED;
	make_record(&bytes, f.head, BYTES("ls\0"), NULL);
	strbuf__add(&bytes, &details, sizeof(details));
	assert_int_equal(pipeline__record(&f.p, bytes.data, bytes.len), 0);
	f.head.flags = 0;
	strbuf__free(&bytes);
}

static void test_environment(void **state)
{
	struct env_choice choice = {};

	column_list__add(&f.p.format_ctx.columns, column__find("env"));
	send_with_env(BYTES("A=1\0PASSWORD=hunter2\0A=2\0"));
	f.p.env = &choice;
	f.p.redactor = &f.redactor;
	send_with_env(BYTES("A=1\0PASSWORD=hunter2\0AWS_SECRET_ACCESS_KEY=x y\0"));
	assert_int_equal(env_choice__add(&choice, "GITHUB_TOKEN,A"), 0);
	send_with_env(BYTES("X=1\0PASSWORD=hunter2\0GITHUB_TOKEN=ghp\0A=2\0"));
	assert_lines(
		"[.env, .env_redacted, .env_truncated]",
		"[{\"A\":\"2\",\"PASSWORD\":\"hunter2\"},null,null]\n"
		"[{\"A\":\"1\",\"PASSWORD\":\"[redacted]\","
		"\"AWS_SECRET_ACCESS_KEY\":\"[redacted]\"},"
		"[\"PASSWORD\",\"AWS_SECRET_ACCESS_KEY\"],null]\n"
		"[{\"GITHUB_TOKEN\":\"[redacted]\",\"A\":\"2\"},[\"GITHUB_TOKEN\"],null]\n");
	env_choice__free(&choice);
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

static void test_pieces_joined(void **state)
{
	f.head.type = RECORD_ARGS;
	assert_int_equal(send(BYTES("ls\0-l")), 0);
	f.head.args_before = 5;
	assert_int_equal(send(BYTES("a\0/t")), 0);
	f.head.type = RECORD_EXEC;
	f.head.tid++; /* in between, another thread's */
	f.head.args_before = 0;
	assert_int_equal(send(BYTES("cat\0")), 0);
	f.head.tid--;
	f.head.args_before = 9;
	assert_int_equal(send(BYTES("mp\0")), 0);
	assert_lines("[.args, .truncated]", "[[\"cat\"],null]\n"
					    "[[\"ls\",\"-la\",\"/tmp\"],null]\n");
	assert_int_equal(f.summary.shown, 2);
}

static void test_piece_missing(void **state)
{
	f.head.type = RECORD_ARGS;
	assert_int_equal(send(BYTES("ls\0-l")), 0);
	f.head.type = RECORD_EXEC;
	f.head.args_before = 9;
	f.head.flags = RECORD_TOTALS;
	f.head.argc = 3;
	f.head.args_total = 12;
	assert_int_equal(send(BYTES("mp\0")), 0);
	assert_lines("[.args, .truncated, .argc, .args_bytes]",
		     "[[\"ls\",\"-l\"],true,3,12]\n");
	f.head.tid++;
	assert_int_equal(send(BYTES("mp\0")), 0);
	assert_int_equal(f.summary.shown, 2);
}

/* Filters see the arguments that are not shown. */
static void test_max_args(void **state)
{
	char error[64];

	assert_int_equal(patterns__add(&f.filter.line, "c", error, sizeof(error)), 0);
	f.p.max_args = 2;
	assert_int_equal(send(BYTES("a\0b\0c\0")), 0);
	assert_int_equal(send(BYTES("a\0b\0d\0")), 0);
	assert_lines("[.args, .argc]", "[[\"a\",\"b\"],3]\n");
}

/* An event that a filter cannot decide is shown, marked and counted. */
static void test_undecided(void **state)
{
	char error[64];

	assert_int_equal(patterns__add(&f.filter.line, "c", error, sizeof(error)), 0);
	f.head.flags = RECORD_TRUNCATED;
	assert_int_equal(send(BYTES("a\0b")), 0);
	assert_int_equal(send(BYTES("a\0c")), 0);
	f.head.flags = 0;
	assert_int_equal(send(BYTES("a\0b\0")), 0);
	assert_lines("[.args, .undecided]", "[[\"a\",\"b\"],[\"line\"]]\n"
					    "[[\"a\",\"c\"],null]\n");
	assert_int_equal(f.summary.shown, 2);
	assert_int_equal(f.summary.undecided, 1);
	assert_int_equal(f.summary.filtered, 1);
}

/* Within a batch, 64 KiB are written, and no less. */
static void test_flush(void **state)
{
	size_t before = 0, lines = 0;

	while (!written()) {
		assert_in_range(f.out.buf.len, 0, 65535);
		before = f.out.buf.len;
		assert_int_equal(send(BYTES("ls\0-la\0/tmp\0")), 0);
		lines++;
	}
	assert_int_equal(f.out.buf.len, 0);
	assert_int_equal(written() % lines, 0);
	assert_int_equal(written(), before + written() / lines);
	assert_in_range(written(), 65536, 65536 + written() / lines - 1);
	assert_int_equal(f.summary.shown, lines);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_events),
		TEST(test_header_is_written_at_once),
		TEST(test_header_on_terminal),
		TEST(test_kv_is_numbered),
		TEST(test_backlog_full),
		TEST(test_backlog_full_at_the_end),
		TEST(test_losses_in_their_place),
		TEST(test_enough_events),
		TEST(test_enough_without_memory),
		TEST(test_no_loss_no_line),
		TEST(test_time_of_a_loss),
		TEST(test_loss_with_a_filtered_event),
		TEST(test_filtered),
		TEST(test_redacted),
		TEST(test_redacted_whole),
		TEST(test_environment),
		TEST(test_losses_without_a_line),
		TEST(test_bad_records),
		TEST(test_no_memory),
		TEST(test_lost_without_memory),
		TEST(test_lost_without_memory_by_reason),
		TEST(test_pieces_joined),
		TEST(test_piece_missing),
		TEST(test_max_args),
		TEST(test_undecided),
		TEST(test_flush),
		TEST(test_none_is_written),
		TEST(test_some_are_written),
		TEST(test_header_is_no_event),
		TEST(test_event_like_the_header),
	};

	return cmocka_run_group_tests_name("pipeline", tests, NULL, NULL);
}
