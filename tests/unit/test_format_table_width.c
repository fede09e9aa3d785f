// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table on a terminal. */
#include "event_harness.h"

#include "base/util.h"
#include "show/format.h"

static const struct exec_record sample = SAMPLE_HEAD;

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

/* Cells are as wide as a terminal shows them. */
static void test_width_of_cells(void **state)
{
	static const struct {
		const char *comm, *cell;
	} cases[] = {
		{ "caf\u00e9", "caf\u00e9             " },
		{ "cafe\u0301", "cafe\u0301             " },
		{ "\u65e5\u672c", "\u65e5\u672c             " },
		{ "\u1160\u200d", "\u1160\u200d                 " },
		{ "\xc3", "\\xc3             " },
		{ "\U0001f600", "\U0001f600               " },
	};
	struct format_context ctx = SAMPLE_CONTEXT;
	struct exec_record head = sample;
	struct strbuf sb = {};
	char expected[96];

	ctx.utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	assert_non_null(ctx.utf8);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(head.comm, 0, COMM_SIZE);
		memcpy(head.comm, cases[i].comm, strlen(cases[i].comm));
		snprintf(expected, sizeof(expected), "%s12345   12340      0 x\n",
			 cases[i].cell);
		print(&sb, &ctx, &head, BYTES("x\0"));
		assert_strbuf(&sb, expected);
	}
	freelocale(ctx.utf8);
	strbuf__free(&sb);
}

/* The last cell is cut, whatever it is, and retains 20 columns. */
static void test_width_of_line(void **state)
{
	static const struct {
		size_t width, columns;
		bool quote;
		const char *args, *expected;
	} cases[] = {
		{ WIDTH_AUTO, 0, false, "0123456789 abcdefghijkl", NULL },
		{ WIDTH_AUTO, 40, false, "0123456789 abcdefghijkl", NULL },
		{ WIDTH_AUTO, 39, false, "0123456789 abcdefghijkl",
		  "0123456789 abcdefg ..." },
		{ WIDTH_AUTO, 1, false, "0123456789 abcdefghijkl",
		  "0123456789 abcde ..." },
		{ WIDTH_AUTO, 39, true, "0123456789 abcdefghijkl", NULL },
		{ WIDTH_NONE, 39, false, "0123456789 abcdefghijkl", NULL },
		{ 39, 0, true, "0123456789 abcdefghijkl", "0123456789 abcdefg ..." },
		{ 39, 100, false, "0123456789 abcdefghijkl", "0123456789 abcdefg ..." },
		{ 40, 0, false, "0123456789 abcdefghijkl", NULL },
		/* Never half a character, nor one without its accents. */
		{ 40, 0, false, "012345678901234567\u65e5\u672c\u8a9e",
		  "012345678901234567 ..." },
		{ 39, 0, false, "01234567890123456e\u0301567890",
		  "01234567890123456e\u0301 ..." },
		{ 43, 0, false, "0123456789 abcdefgh ...",
		  "0123456789 abcdefgh \\x2e.." },
	};
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	char args[64], expected[96];

	ctx.utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	column_list__add(&ctx.columns, column__find("comm"));
	column_list__add(&ctx.columns, column__find("args"));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		size_t len = strlen(cases[i].args);

		for (size_t j = 0; j <= len; j++)
			args[j] = cases[i].args[j] == ' ' ? '\0' : cases[i].args[j];
		ctx.width = cases[i].width;
		ctx.terminal.columns = cases[i].columns;
		ctx.quote = cases[i].quote;
		snprintf(expected, sizeof(expected), "ls               %s\n",
			 cases[i].expected ? cases[i].expected : cases[i].args);
		print(&sb, &ctx, &sample, args, len + 1);
		assert_strbuf(&sb, expected);
	}
	freelocale(ctx.utf8);
	strbuf__free(&sb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_width_of_cells),
		cmocka_unit_test(test_width_of_line),
	};

	return cmocka_run_group_tests_name("format table width", tests, NULL, NULL);
}
