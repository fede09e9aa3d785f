// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "event_harness.h"

#include <errno.h>

#include "base/util.h"
#include "show/format.h"

static const struct exec_record sample = SAMPLE_HEAD;

static void assert_line(const struct exec_record *head, const char *args, size_t args_len,
			const char *expected)
{
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	struct event ev = {};

	make_event(&ev, *head, args, args_len, "/bin/ls", SIZE_MAX);
	format_kv.event(&sb, &ctx, &ev);
	assert_strbuf(&sb, expected);
	strbuf__free(&sb);
	event__free(&ev);
}

/* The line as documented. */
static void test_success(void **state)
{
	assert_line(&sample, BYTES("ls\0-la\0/tmp\0"),
		    "[1] PID=12345 PPID=12340 UID=1000 CMD=ls ARGS=[ls -la /tmp] "
		    "RetVal=0\n");
	assert_null(format_kv.begin);
	assert_null(format_kv.lost);
}

static void test_failure(void **state)
{
	struct exec_record head = sample;

	head.retval = -EACCES;
	assert_line(&head, "", 0,
		    "[1] PID=12345 PPID=12340 UID=1000 CMD=ls ARGS=[] RetVal=-13\n");
}

static void test_probes(void **state)
{
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	struct event ev = {};

	make_event(&ev, sample, BYTES("ls\0"), "ls", SIZE_MAX);
	ev.probes = 5;
	ev.probes_known = true;
	format_kv.event(&sb, &ctx, &ev);
	assert_strbuf(&sb, "[1] PID=12345 PPID=12340 UID=1000 CMD=ls ARGS=[ls] RetVal=0 "
			   "Probes=5\n");
	strbuf__reset(&sb);
	ev.probes_known = false;
	ev.undecided = 1 << SUBJECT_CWD | 1 << SUBJECT_LINE;
	format_kv.event(&sb, &ctx, &ev);
	assert_strbuf(&sb, "[1] PID=12345 PPID=12340 UID=1000 CMD=ls ARGS=[ls] RetVal=0 "
			   "UNDECIDED=line,cwd\n");
	strbuf__free(&sb);
	event__free(&ev);
}

/* Columns follow, by their names in capitals. */
static void test_columns(void **state)
{
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	struct event ev = {};

	/* The last three have a place of their own. */
	static const char *const names[] = { "seconds",	 "latency_us", "reason",
					     "filename", "uid",	       "probes",
					     "args" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		column_list__add(&ctx.columns, column__find(names[i]));
	ctx.clock.start_ns = SAMPLE_TIME - 1500000000;
	make_event(&ev, sample, BYTES("ls\0"), "/tmp/] RetVal=1", SIZE_MAX);
	format_kv.event(&sb, &ctx, &ev);
	assert_strbuf(&sb, "[1] PID=12345 PPID=12340 UID=1000 CMD=ls ARGS=[ls] RetVal=0 "
			   "SECONDS=1.500 LATENCY_US=1234 REASON=- "
			   "FILENAME=/tmp/]\\x20RetVal=1\n");
	strbuf__free(&sb);
	strbuf__free(&ctx.text);
	event__free(&ev);
}

static void test_number(void **state)
{
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	struct event ev = {};

	ctx.number = UINT64_MAX;
	make_event(&ev, sample, BYTES("ls\0"), "ls", SIZE_MAX);
	ev.head.pid = ev.head.ppid = ev.head.uid = UINT32_MAX;
	format_kv.event(&sb, &ctx, &ev);
	assert_strbuf(&sb, "[18446744073709551615] PID=4294967295 PPID=4294967295 "
			   "UID=4294967295 CMD=ls ARGS=[ls] RetVal=0\n");
	strbuf__free(&sb);
	event__free(&ev);
}

static void test_escaping(void **state)
{
	struct exec_record head = sample;

	memcpy(head.comm, "a b\n\033\xff", 7);
	assert_line(&head, BYTES("ls\0a\nb\0\0\xff\0] RetVal=0\n[2] PID=1\0"),
		    "[1] PID=12345 PPID=12340 UID=1000 CMD=a\\x20b\\n\\x1b\\xff "
		    "ARGS=[ls a\\nb '' \\xff ] RetVal=0\\n[2] PID=1] RetVal=0\n");
	memset(head.comm, 0, sizeof(head.comm));
	assert_line(&head, "", 0,
		    "[1] PID=12345 PPID=12340 UID=1000 CMD='' ARGS=[] RetVal=0\n");
}

static void test_mark(void **state)
{
	struct exec_record head = sample;

	head.flags = RECORD_TRUNCATED;
	assert_line(&head, BYTES("ls\0-l"),
		    "[1] PID=12345 PPID=12340 UID=1000 CMD=ls ARGS=[ls -l ...] "
		    "RetVal=0\n");
	assert_line(&sample, BYTES("ls\0-l\0...\0"),
		    "[1] PID=12345 PPID=12340 UID=1000 CMD=ls ARGS=[ls -l \\x2e..] "
		    "RetVal=0\n");
}

static void test_unreadable(void **state)
{
	struct exec_record head = sample;
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	struct event ev = {};

	ctx.quote = true;
	head.flags = RECORD_TAGGED;
	make_event(&ev, head, BYTES("ls\0\1\0\2"), "/bin/ls", SIZE_MAX);
	format_kv.event(&sb, &ctx, &ev);
	assert_strbuf(&sb, "[1] PID=12345 PPID=12340 UID=1000 CMD=ls "
			   "ARGS=[ls '<unreadable>'] RetVal=0\n");
	strbuf__free(&sb);
	event__free(&ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_success), cmocka_unit_test(test_failure),
		cmocka_unit_test(test_probes),	cmocka_unit_test(test_number),
		cmocka_unit_test(test_columns), cmocka_unit_test(test_escaping),
		cmocka_unit_test(test_mark),	cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests_name("format kv", tests, NULL, NULL);
}
