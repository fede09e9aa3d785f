// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The columns ancestors and parent_args in each format. */
#include "event_harness.h"

#include "base/util.h"
#include "show/format.h"

static struct format_context ctx = SAMPLE_CONTEXT;
static struct event ev;

static int setup(void **state)
{
	event__free(&ev);
	make_event(&ev, (struct exec_record)SAMPLE_HEAD, BYTES("ls\0"), NULL, SIZE_MAX);
	ctx.columns.n = 0;
	column_list__add(&ctx.columns, column__find("parent_args"));
	column_list__add(&ctx.columns, column__find("ancestors"));
	return 0;
}

static int teardown(void **state)
{
	event__free(&ev);
	return 0;
}

/* Append the next ancestor, further from the event. */
static void add(const char *comm, const char *args, size_t len, bool cut)
{
	struct ancestor *a = &ev.ancestors[ev.own_ancestry.n];

	ev.ancestry = &ev.own_ancestry;
	*a = (struct ancestor){ .state.id.pid = 100 - ev.own_ancestry.n++,
				.args = args,
				.args_len = len,
				.args_cut = cut };
	memcpy(a->state.comm, comm,
	       strnlen(comm, ANCESTRY_COMM_SIZE)); /* may lack its NUL */
}

static void assert_line(const struct formatter *format, const char *expected)
{
	struct strbuf out = {};

	format->event(&out, &ctx, &ev);
	assert_strbuf(&out, expected);
	strbuf__free(&out);
}

static void test_none_collected(void **state)
{
	assert_line(&format_table, "-                    -\n");
	assert_line(&format_json,
		    "{\"type\":\"exec\",\"parent_args\":null,\"ancestors\":null}\n");
}

static void test_no_ancestor(void **state)
{
	ev.ancestry = &ev.own_ancestry;
	assert_line(&format_table, "-                    -\n");
	assert_line(&format_json,
		    "{\"type\":\"exec\",\"parent_args\":null,\"ancestors\":[]}\n");
}

/* More have been collected than are to be shown. */
static void test_limited(void **state)
{
	add("make", NULL, 0, false);
	add("bash", NULL, 0, false);
	ctx.ancestors = 2;
	assert_line(&format_table, "-                    bash>make\n");
	ctx.ancestors = 1;
	assert_line(&format_table, "-                    ...>make\n");
	assert_line(&format_json,
		    "{\"type\":\"exec\",\"parent_args\":null,\"ancestors\":["
		    "{\"pid\":100,\"comm\":\"make\",\"args\":null}],"
		    "\"ancestors_truncated\":true}\n");
	ctx.ancestors = 0;
}

static void test_chain(void **state)
{
	add("make", BYTES("make\0-j2\0\0"), false);
	add("bash", NULL, 0, false);
	add("0123456789abcdef", BYTES(""), false);
	assert_line(&format_table, "make\\x20-j2\\x20''    0123456789abcdef>bash>make\n");
	assert_line(
		&format_json,
		"{\"type\":\"exec\",\"parent_args\":[\"make\",\"-j2\",\"\"],\"ancestors\":["
		"{\"pid\":100,\"comm\":\"make\",\"args\":[\"make\",\"-j2\",\"\"]},"
		"{\"pid\":99,\"comm\":\"bash\",\"args\":null},"
		"{\"pid\":98,\"comm\":\"0123456789abcdef\",\"args\":[]}]}\n");
	assert_line(
		&format_kv,
		"[1] PID=12345 PPID=12340 UID=1000 CMD=ls ARGS=[ls] RetVal=0 "
		"PARENT_ARGS=make\\x20-j2\\x20'' ANCESTORS=0123456789abcdef>bash>make\n");
}

static void test_cut(void **state)
{
	add("make", BYTES("make\0-j"), true);
	ev.own_ancestry.more = 1;
	assert_line(&format_table, "make\\x20-j...        ...>make\n");
	assert_line(&format_json,
		    "{\"type\":\"exec\",\"parent_args\":[\"make\",\"-j\"],"
		    "\"parent_args_truncated\":true,\"ancestors\":[{\"pid\":100,"
		    "\"comm\":\"make\",\"args\":[\"make\",\"-j\"],\"truncated\":true}],"
		    "\"ancestors_truncated\":true}\n");
}

static void test_origin(void **state)
{
	ctx.columns.n = 0;
	column_list__add(&ctx.columns, column__find("origin"));
	assert_line(&format_json, "{\"type\":\"exec\",\"origin\":null}\n");
	ev.ancestry = &ev.own_ancestry;
	ev.origin_known = true;
	ev.origin = (struct ancestor){ .state = { .id.pid = 9, .comm = "a b" } };
	assert_line(&format_table, "a\\x20b:9\n");
	assert_line(&format_json,
		    "{\"type\":\"exec\",\"origin\":{\"pid\":9,\"comm\":\"a b\","
		    "\"args\":null}}\n");
	ev.origin.args = "sh\0x";
	ev.origin.args_len = 5;
	ev.origin.args_cut = true;
	ev.origin.state.flags = PROCESS_FORKED;
	assert_line(&format_json,
		    "{\"type\":\"exec\",\"origin\":{\"pid\":9,\"comm\":\"a b\","
		    "\"args\":[\"sh\",\"x\"],\"truncated\":true,"
		    "\"forked\":true}}\n");
	ev.origin_is_new = true;
	assert_line(&format_json,
		    "{\"type\":\"exec\",\"origin\":{\"pid\":9,\"comm\":\"a b\","
		    "\"args\":[\"ls\"]}}\n");
	ev.origin_known = ev.origin_is_new = false;
}

static void test_exe(void **state)
{
	ctx.columns.n = 0;
	column_list__add(&ctx.columns, column__find("parent_exe"));
	column_list__add(&ctx.columns, column__find("ancestors"));
	assert_line(&format_json,
		    "{\"type\":\"exec\",\"parent_exe\":null,\"ancestors\":null}\n");
	add("sh", BYTES("sh\0"), false);
	add("b", NULL, 0, false);
	ev.exes_known = true;
	ev.ancestors[0].exe = "/bin/sh (deleted)";
	ev.ancestors[0].exe_len = 17;
	ev.ancestors[0].exe_deleted = true;
	assert_line(
		&format_json,
		"{\"type\":\"exec\",\"parent_exe\":\"/bin/sh (deleted)\","
		"\"parent_exe_deleted\":true,\"ancestors\":[{\"pid\":100,\"comm\":\"sh\","
		"\"args\":[\"sh\"],\"exe\":\"/bin/sh (deleted)\",\"exe_deleted\":true},"
		"{\"pid\":99,\"comm\":\"b\",\"args\":null,\"exe\":null}]}\n");
	ev.exes_known = false;
}

static void test_forked(void **state)
{
	add("bash", BYTES("sh\0"), false);
	ev.ancestors[0].state.flags = PROCESS_FORKED;
	assert_line(&format_json,
		    "{\"type\":\"exec\",\"parent_args\":[\"sh\"],"
		    "\"parent_args_forked\":true,\"ancestors\":[{\"pid\":100,"
		    "\"comm\":\"bash\",\"args\":[\"sh\"],\"forked\":true}]}\n");
}

/* No name can look like two or none, or control a terminal. */
static void test_forged(void **state)
{
	add("a>b c>", BYTES("\033[2J\n \0"), false);
	add("", BYTES("\0"), false);
	add("\n\xff>", NULL, 0, false);
	assert_line(&format_table, "\\x1b[2J\\n\\x20        "
				   "\\n\\xff\\x3e>''>a\\x3eb\\x20c\\x3e\n");
	assert_line(
		&format_json,
		"{\"type\":\"exec\",\"parent_args\":[\"\\u001b[2J\\n \"],\"ancestors\":["
		"{\"pid\":100,\"comm\":\"a>b c>\",\"args\":[\"\\u001b[2J\\n \"]},"
		"{\"pid\":99,\"comm\":\"\",\"args\":[\"\"]},"
		"{\"pid\":98,\"comm\":\"\\n\xef\xbf\xbd>\",\"args\":null}]}\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_none_collected),
		TEST(test_no_ancestor),
		TEST(test_limited),
		TEST(test_chain),
		TEST(test_cut),
		TEST(test_origin),
		TEST(test_exe),
		TEST(test_forked),
		TEST(test_forged),
	};

	return cmocka_run_group_tests_name("ancestry columns", tests, NULL, NULL);
}
