// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Bytes of records in, lines out. */
#include "pipeline_harness.h"

#include <errno.h>

#include "base/util.h"

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

/* Queue the header, as the start does. */
static void begin(void)
{
	assert_int_equal(pipeline__begin(&f.p), 0);
	output__flush(&f.out);
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
	begin();
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
	begin();
	assert_int_equal(written(),
			 strlen("COMM             PID     PPID     RET ARGS\n"));
	f.p.format = &format_json;
	begin();
	assert_int_equal(written(),
			 strlen("COMM             PID     PPID     RET ARGS\n"));
}

static void test_header_is_no_event(void **state)
{
	f.p.format = &format_table;
	show_columns(&f.p.format_ctx, COLUMN_ALWAYS);
	begin();
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
	begin();
	assert_int_equal(send(BYTES("ls\0")), 0);
	assert_int_equal(pipeline__batch_end(&f.p), 0);
	assert_int_equal(pipeline__events_left(&f.p), 1);
	assert_int_equal(written(), 2 * strlen("COMM\n"));
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

/* After the last event of `count`, nothing is shown or counted as lost. */
static void test_enough_events(void **state)
{
	char error[64];

	f.p.count = 2;
	assert_int_equal(patterns__add(&f.filter.line, "^ls", error, sizeof(error)), 0);
	f.head.pid = 1;
	assert_int_equal(send(BYTES("ls\0")), 0);
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

/* Those that are sent because their cgroup is to be looked at. */
static void test_hidden(void **state)
{
	f.p.hide_failed = f.p.hide_checks = true;
	f.head.flags = RECORD_UNDECIDED;
	assert_int_equal(send(BYTES("ls\0")), 0);
	f.head.flags |= RECORD_CHECK;
	assert_int_equal(send(BYTES("check\0")), 0);
	f.head.retval = -ENOENT;
	assert_int_equal(send(BYTES("check\0")), 0);
	f.head.flags = RECORD_UNDECIDED;
	assert_int_equal(send(BYTES("no\0")), 0);
	assert_lines(".args", "[\"ls\"]\n");
	assert_int_equal(f.summary.hidden, 1);
	assert_int_equal(f.summary.hidden_checks, 2);
	assert_int_equal(f.summary.filtered, 0);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_events),
		TEST(test_header_is_written_at_once),
		TEST(test_header_on_terminal),
		TEST(test_kv_is_numbered),
		TEST(test_enough_events),
		TEST(test_enough_without_memory),
		TEST(test_filtered),
		TEST(test_redacted),
		TEST(test_redacted_whole),
		TEST(test_environment),
		TEST(test_pieces_joined),
		TEST(test_piece_missing),
		TEST(test_max_args),
		TEST(test_undecided),
		TEST(test_hidden),
		TEST(test_flush),
		TEST(test_header_is_no_event),
		TEST(test_event_like_the_header),
	};

	return cmocka_run_group_tests_name("pipeline", tests, NULL, NULL);
}
