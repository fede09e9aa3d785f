// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "event_harness.h"

#include <errno.h>
#include <time.h>

#include "base/util.h"
#include "show/format.h"

#define ALL (COLUMN_TIME | COLUMN_SECONDS | COLUMN_UID | COLUMN_LATENCY | COLUMN_PROBES)

static const struct exec_record sample = SAMPLE_HEAD;

static void assert_header(unsigned int shown, const char *expected)
{
	struct format_context ctx = {};
	struct strbuf sb = {};

	show_columns(&ctx, COLUMN_ALWAYS | shown);
	format_table.begin(&sb, &ctx);
	assert_strbuf(&sb, expected);
	strbuf__free(&sb);
}

static void test_header(void **state)
{
	assert_header(0, "COMM             PID     PPID     RET ARGS\n");
	assert_header(COLUMN_UID, "UID    COMM             PID     PPID     RET ARGS\n");
	assert_header(COLUMN_LATENCY,
		      "COMM             PID     PPID     RET  LAT(us) ARGS\n");
	assert_header(ALL, "TIME         TIME(s)  UID    COMM             PID     "
			   "PPID     RET  LAT(us) PROBES ARGS\n");
}

static void print(struct strbuf *sb, struct format_context *ctx,
		  const struct exec_record *head, const char *args, size_t args_len)
{
	struct event ev = {};

	if (!ctx->columns.n)
		show_columns(ctx, COLUMN_ALWAYS);
	make_event(&ev, *head, args, args_len, args, SIZE_MAX);
	format_table.event(sb, ctx, &ev);
	event__free(&ev);
	strbuf__free(&ctx->text);
}

static void test_row(void **state)
{
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};

	print(&sb, &ctx, &sample, BYTES("ls\0-la\0/tmp\0"));
	assert_strbuf(&sb, "ls               12345   12340      0 ls -la /tmp\n");
	strbuf__free(&sb);
}

static void test_row_of_all_columns(void **state)
{
	struct format_context ctx = SAMPLE_CONTEXT;
	struct exec_record head = sample;
	struct strbuf sb = {};

	setenv("TZ", "XST-01", 1);
	tzset();
	show_columns(&ctx, COLUMN_ALWAYS | ALL);
	ctx.clock.start_ns = SAMPLE_TIME - 61999999999;
	head.retval = -ENOENT;
	print(&sb, &ctx, &head, BYTES("x\0"));
	assert_strbuf(&sb, "23:13:20.123 61.999   1000   ls               12345   "
			   "12340     -2     1234      - x\n");
	/* Before the start: the record was in the ring when the clock was read. */
	show_columns(&ctx, COLUMN_ALWAYS | COLUMN_SECONDS);
	ctx.clock.start_ns = SAMPLE_TIME + 1;
	print(&sb, &ctx, &head, BYTES("x\0"));
	assert_strbuf(&sb, "0.000    ls               12345   12340     -2 x\n");
	strbuf__free(&sb);
}

/* The date is shown when it changes, in both directions. */
static void test_date(void **state)
{
	static const struct {
		__u64 seconds; /* since 2023-11-14T22:13:20Z */
		const char *cell;
	} cases[] = {
		{ 0, "22:13:20.123" },
		{ 6399, "23:59:59.123" },
		{ 6400, "2023-11-15T00:00:00.123" },
		{ 6401, "00:00:01.123" },
		{ 6399, "2023-11-14T23:59:59.123" },
		{ 6400 + 86400, "2023-11-16T00:00:00.123" },
	};
	struct format_context ctx = SAMPLE_CONTEXT;
	struct exec_record head = sample;
	struct strbuf sb = {};
	char expected[96];

	setenv("TZ", "UTC0", 1);
	tzset();
	show_columns(&ctx, COLUMN_ALWAYS | COLUMN_TIME);
	ctx.dates = format_table.dates;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		head.ktime_ns = SAMPLE_TIME + cases[i].seconds * NSEC_PER_SEC;
		snprintf(expected, sizeof(expected),
			 "%s ls               12345   12340      0 x\n", cases[i].cell);
		print(&sb, &ctx, &head, BYTES("x\0"));
		assert_strbuf(&sb, expected);
	}
	strbuf__free(&sb);
}

static void test_latency(void **state)
{
	static const struct {
		__u64 ns;
		const char *cell;
	} cases[] = {
		{ NO_LATENCY, "       -" },  { 0, "       0" },
		{ 999, "       0" },	     { 1000, "       1" },
		{ 99999999000, "99999999" }, { 123456789012, "123456789" },
	};
	struct exec_record head = sample;
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	char expected[96];

	show_columns(&ctx, COLUMN_ALWAYS | COLUMN_LATENCY);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		head.latency_ns = cases[i].ns;
		snprintf(expected, sizeof(expected),
			 "ls               12345   12340      0 %s x\n", cases[i].cell);
		print(&sb, &ctx, &head, BYTES("x\0"));
		assert_strbuf(&sb, expected);
	}
	strbuf__free(&sb);
}

static void test_comm(void **state)
{
	static const struct {
		const char *comm, *cell;
	} cases[] = {
		{ "", "''" },
		{ "a b", "a\\x20b" },
		{ " ", "\\x20" },
		{ "a\tb\n", "a\\tb\\n" },
		{ "\033[2J", "\\x1b[2J" },
		{ "\xff", "\\xff" },
		{ "\u202e", "\\u{202e}" },
		{ "COMM\\", "COMM\\" },
	};
	struct exec_record head = sample;
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	char expected[96];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(head.comm, 0, COMM_SIZE);
		memcpy(head.comm, cases[i].comm, strlen(cases[i].comm));
		snprintf(expected, sizeof(expected), "%-16s 12345   12340      0 x\n",
			 cases[i].cell);
		print(&sb, &ctx, &head, BYTES("x\0"));
		assert_strbuf(&sb, expected);
	}
	strbuf__free(&sb);
}

/* A blank follows each cell, however long. */
static void test_columns_never_merge(void **state)
{
	struct exec_record head = sample;
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};

	head.pid = head.ppid = head.uid = UINT32_MAX;
	head.retval = -4095;
	head.latency_ns = INT64_MAX;
	memset(head.comm, '\001', COMM_SIZE);
	show_columns(&ctx, COLUMN_ALWAYS | ALL);
	setenv("TZ", "UTC0", 1);
	tzset();
	print(&sb, &ctx, &head, BYTES("x\0"));
	assert_strbuf(
		&sb,
		"22:13:20.123 1700000000.123 4294967295 "
		"\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01 "
		"4294967295 4294967295 -4095 9223372036854775      - x\n");
	/* Exactly as wide as the column. */
	head.pid = head.ppid = 9999999;
	head.retval = -999;
	memcpy(head.comm, "0123456789abcdef", COMM_SIZE);
	show_columns(&ctx, COLUMN_ALWAYS);
	print(&sb, &ctx, &head, BYTES("x\0"));
	assert_strbuf(&sb, "0123456789abcdef 9999999 9999999 -999 x\n");
	strbuf__free(&sb);
}

static void assert_args(const struct exec_record *head, const char *args, size_t args_len,
			bool quote, const char *expected)
{
	struct format_context ctx = { .quote = quote };
	struct strbuf sb = {};
	struct event ev = {};

	make_event(&ev, *head, args, args_len, "/bin/ls", SIZE_MAX);
	format_args(&sb, &ctx, &ev);
	assert_strbuf(&sb, expected);
	strbuf__free(&sb);
	event__free(&ev);
}

static void test_args_escaped(void **state)
{
	assert_args(&sample, "", 0, false, "");
	assert_args(&sample, BYTES("\0"), false, "''");
	assert_args(&sample, BYTES("a\0\0b c\0\0"), false, "a '' b c ''");
	assert_args(&sample, BYTES("a\nb\0\t\0\033[0m\0\xff\0\u2028\0C:\\x\0"), false,
		    "a\\nb \\t \\x1b[0m \\xff \\u{2028} C:\\x");
}

static void test_args_quoted(void **state)
{
	assert_args(&sample, BYTES("A=B\0A=B\0\0a b\0a\nb\0\xff\0"), true,
		    "'A=B' A=B '' 'a b' $'a\\012b' $'\\377'");
}

static void test_args_unreadable(void **state)
{
	struct exec_record head = sample;

	head.flags = RECORD_TAGGED;
	assert_args(&head, BYTES("ls\0\1\0\2x\0\1"), false, "ls <unreadable> x");
	assert_args(&head, BYTES("ls\0\1\0\2x\0\1"), true, "ls '<unreadable>' x");
	head.flags = RECORD_UNREADABLE;
	assert_args(&head, "", 0, false, "<unreadable> ...");
	assert_args(&head, "", 0, true, "'<unreadable>' ...");
	/* An argument with this text differs from the mark. */
	assert_args(&sample, BYTES("ls\0<unreadable>\0"), true, "ls '<unreadable>'");
}

static void test_mark(void **state)
{
	struct exec_record head = sample;

	head.flags = RECORD_TRUNCATED;
	assert_args(&head, BYTES("ls\0-l"), false, "ls -l ...");
	assert_args(&head, BYTES("ls\0-l"), true, "ls -l ...");
	assert_args(&head, BYTES("ls\0...\0"), false, "ls ... ...");
	assert_args(&head, "", 0, false, " ...");
}

/* No argument at the end of a line looks like the mark of missing ones. */
static void test_mark_forged(void **state)
{
	static const struct {
		const char *arg, *escaped, *quoted;
	} cases[] = {
		{ "...", "\\x2e..", "'...'" },
		{ "foo ...", "foo \\x2e..", "'foo ...'" },
		{ " ...", " \\x2e..", "' ...'" },
		{ "... ...", "... \\x2e..", "'... ...'" },
		{ "\n ...", "\\n \\x2e..", "$'\\012 ...'" },
		{ "foo...", "foo...", "foo..." },
		{ "....", "....", "...." },
		{ "..", "..", ".." },
		{ "\t...", "\\t...", "$'\\011...'" },
		{ "... ", "... ", "'... '" },
	};
	char args[64], expected[64];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int len = snprintf(args, sizeof(args), "ls%c%s", 0, cases[i].arg) + 1;

		snprintf(expected, sizeof(expected), "ls %s", cases[i].escaped);
		assert_args(&sample, args, (size_t)len, false, expected);
		snprintf(expected, sizeof(expected), "ls %s", cases[i].quoted);
		assert_args(&sample, args, (size_t)len, true, expected);
	}
	/* As the only argument, and before others. */
	assert_args(&sample, BYTES("...\0"), false, "\\x2e..");
	assert_args(&sample, BYTES("...\0x\0"), false, "... x");
}

/* Any event is one line of printable characters. */
static void test_one_line(void **state)
{
	struct exec_record head = sample;
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	char args[256];

	for (size_t i = 0; i < 255; i++)
		args[i] = (char)(i + 1);
	args[255] = '\0';
	memcpy(head.comm, "\n\r\v\f\x85 \x9b[2J\033\n\n", 13);
	for (int quote = 0; quote < 2; quote++) {
		ctx.quote = quote;
		print(&sb, &ctx, &head, args, sizeof(args));
		assert_ptr_equal(memchr(sb.data, '\n', sb.len), sb.data + sb.len - 1);
		for (size_t i = 0; i < sb.len - 1; i++)
			assert_in_range((unsigned char)sb.data[i], ' ', '~');
		strbuf__reset(&sb);
	}
	strbuf__free(&sb);
}

static void test_find(void **state)
{
	assert_ptr_equal(formatter__find("table"), &format_table);
	assert_ptr_equal(formatter__find("json"), &format_json);
	assert_ptr_equal(formatter__find("kv"), &format_kv);
	for (const struct formatter *const *format = formatters; *format; format++)
		assert_ptr_equal(formatter__find((*format)->name), *format);
	assert_null(formatter__find("shell"));
	assert_null(formatter__find(""));
	assert_null(formatter__find("JSON"));
	assert_null(formatter__find("tables"));
}

/* Data that no column needs is not collected. */
static unsigned int needs(unsigned int asked)
{
	struct format_context ctx = {};

	show_columns(&ctx, asked);
	return column_list__needs(&ctx.columns);
}

static void test_needs(void **state)
{
	assert_int_equal(needs(COLUMN_UID), 0);
	assert_int_equal(needs(COLUMN_ALWAYS | COLUMN_UID), COLLECT_FILENAME);
	assert_int_equal(needs(COLUMN_TIME), COLLECT_TIME);
	assert_int_equal(needs(COLUMN_SECONDS), COLLECT_TIME);
	assert_int_equal(needs(COLUMN_LATENCY), COLLECT_ENTRY | COLLECT_TIME);
	assert_int_equal(needs(COLUMN_JSON),
			 COLLECT_ENTRY | COLLECT_FILENAME | COLLECT_TIME);
}

/* -O splits at commas and takes "+"; a heading is one word. */
static void test_columns(void **state)
{
	for (const struct column *col = columns; col->get; col++) {
		assert_null(strpbrk(col->name, ", +\""));
		assert_null(strchr(col->heading, ' '));
		assert_non_null(col->about);
		assert_ptr_equal(column__find(col->name), col);
	}
	assert_null(column__find("nonesuch"));
	assert_null(column__find("all"));
	assert_null(column__find("help"));
}

static void assert_columns(const struct column_list *list, const char *expected)
{
	struct strbuf names = {};

	for (size_t i = 0; i < list->n; i++)
		strbuf__printf(&names, "%s%s", i ? "," : "", list->list[i]->name);
	assert_strbuf(&names, expected);
	strbuf__free(&names);
}

/* In the order given, args last, each column once. */
static void test_column_lists(void **state)
{
	struct column_list given = {}, more = {}, list;

	column_list__make(&list, &given, &more, COLUMN_ALWAYS | COLUMN_UID);
	assert_columns(&list, "uid,comm,pid,ppid,retval,args");
	column_list__add(&more, column__find("tty"));
	column_list__add(&more, column__find("gid"));
	column_list__add(&more, column__find("tty"));
	assert_columns(&more, "tty,gid");
	column_list__make(&list, &given, &more, COLUMN_ALWAYS);
	assert_columns(&list, "gid,tty,comm,pid,ppid,retval,args");
	column_list__add(&given, column__find("args"));
	column_list__add(&given, column__find("pid"));
	column_list__add(&given, column__find("comm"));
	column_list__make(&list, &given, &more, COLUMN_ALWAYS | COLUMN_UID);
	assert_columns(&list, "pid,comm,uid,gid,tty,args");
	for (const struct column *col = columns; col->get; col++)
		column_list__add(&given, col);
	column_list__make(&list, &given, &more, COLUMN_ALWAYS);
	assert_int_equal(list.n, given.n);
	assert_string_equal(list.list[list.n - 1]->name, "args");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_row),
		cmocka_unit_test(test_row_of_all_columns),
		cmocka_unit_test(test_date),
		cmocka_unit_test(test_latency),
		cmocka_unit_test(test_comm),
		cmocka_unit_test(test_columns_never_merge),
		cmocka_unit_test(test_args_escaped),
		cmocka_unit_test(test_args_quoted),
		cmocka_unit_test(test_args_unreadable),
		cmocka_unit_test(test_mark),
		cmocka_unit_test(test_mark_forged),
		cmocka_unit_test(test_one_line),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_column_lists),
	};

	return cmocka_run_group_tests_name("format table", tests, NULL, NULL);
}
