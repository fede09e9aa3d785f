// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table: which file was tried. */
#include "event_harness.h"

#include <errno.h>

#include "base/util.h"
#include "show/format.h"

static const struct exec_record sample = SAMPLE_HEAD;

static const struct {
	int retval;
	const char *file, *args, *expected;
} cases[] = {
	{ 0, "/bin/ls", "ls -l", "ls -l" },
	{ 0, "/bin/ls", "/bin/ls", "/bin/ls" },
	{ 0, "ls", "ls", "ls" },
	{ 0, "/bin/bash", "-bash", "-bash" },
	{ 0, "/bin/bash", "--bash", "{/bin/bash} --bash" },
	{ 0, "/bin/bash", "-", "{/bin/bash} -" },
	{ 0, "/bin/sleep", "sshd:\trx", "{/bin/sleep} sshd:\\trx" },
	{ 0, "/tmp/sshd", "/usr/sbin/sshd", "{/tmp/sshd} /usr/sbin/sshd" },
	{ 0, "/bin/ls", "l", "{/bin/ls} l" },
	{ 0, "/bin/ls", "lsl", "{/bin/ls} lsl" },
	{ 0, "/bin/", "", "{/bin/}" },
	{ 0, "/dev/fd/3", "ls", "{/dev/fd/3} ls" },
	{ 0, "/tmp/a b}{\n", "x", "{/tmp/a\\x20b\\x7d{\\n} x" },
	/* A script, or what looks like one. */
	{ 0, "./s.sh", "/bin/sh ./s.sh a", "/bin/sh ./s.sh a" },
	{ 0, "./s.sh", "/bin/sh -e ./s.sh", "/bin/sh -e ./s.sh" },
	{ 0, "./s.sh", "sh ./s.sh", "{./s.sh} sh ./s.sh" },
	{ 0, "./s.sh", "/bin/sh s.sh", "{./s.sh} /bin/sh s.sh" },
	{ 0, "./s.sh", "/1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 ./s.sh",
	  "/1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 ./s.sh" },
	{ 0, "./s.sh", "/1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 ./s.sh",
	  "{./s.sh} /1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 ./s.sh" },
	/* No argument looks like the mark. */
	{ 0, "{a}", "{a} b", "\\x7ba} b" },
	{ 0, "/bin/{", "{", "\\x7b" },
	{ 0, "/bin/ls", "{/bin/ls} -l", "{/bin/ls} {/bin/ls} -l" },
	/* After a failure only the whole path names it. */
	{ -ENOENT, "/bin/ls", "ls", "{/bin/ls} ls" },
	{ -ENOENT, "/bin/ls", "/bin/ls", "/bin/ls" },
	{ -ENOENT, "/bin/bash", "-bash", "{/bin/bash} -bash" },
	{ -ENOEXEC, "./s.sh", "/bin/sh ./s.sh", "{./s.sh} /bin/sh ./s.sh" },
	{ -ENOENT, "", "ls", "{''} ls" },
	{ -EFAULT, NULL, "ls", "ls" },
};

/* The file that was tried stands before arguments that do not name it. */
static void test_file(void **state)
{
	struct format_context ctx = SAMPLE_CONTEXT;
	static const char comm[] = "ls               ";
	struct exec_record head = sample;
	struct strbuf sb = {};
	struct event ev = {};

	column_list__add(&ctx.columns, column__find("comm"));
	column_list__add(&ctx.columns, column__find("args"));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char args[64] = "";
		size_t len = strlen(cases[i].args);

		for (size_t j = 0; j < len; j++)
			args[j] = cases[i].args[j] == ' ' ? '\0' : cases[i].args[j];
		head.retval = cases[i].retval;
		make_event(&ev, head, args, len ? len + 1 : 0, cases[i].file, SIZE_MAX);
		strbuf__reset(&sb);
		format_table.event(&sb, &ctx, &ev);
		assert_int_equal(sb.data[sb.len - 1], '\n');
		sb.len--;
		assert_memory_equal(sb.data, comm, strlen(comm));
		memmove(sb.data, sb.data + strlen(comm), sb.len -= strlen(comm));
		assert_strbuf(&sb, cases[i].expected);
	}
	event__free(&ev);
	strbuf__free(&sb);
}

/* Quoted arguments can be pasted, so nothing stands before them. */
static void test_file_quoted(void **state)
{
	struct format_context ctx = { .clock = { .second = INT64_MIN }, .quote = true };
	struct event ev = {};
	struct strbuf sb = {};

	column_list__add(&ctx.columns, column__find("args"));
	make_event(&ev, sample, BYTES("{x\0"), "/bin/ls", SIZE_MAX);
	format_table.event(&sb, &ctx, &ev);
	assert_strbuf(&sb, "'{x'\n");
	strbuf__free(&sb);
	event__free(&ev);
}

/* A secret in argument 0 is not shown as the file. */
static void test_file_redacted(void **state)
{
	struct format_context ctx = SAMPLE_CONTEXT;
	struct arg arg = { .text = "curl", .len = 4, .redacted = true };
	struct event ev = { .args = &arg, .n_args = 1, .filename = "curl -u a:b" };
	struct strbuf sb = {};

	column_list__add(&ctx.columns, column__find("args"));
	format_table.event(&sb, &ctx, &ev);
	assert_strbuf(&sb, "curl\n");
	strbuf__free(&sb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_file_quoted),
		cmocka_unit_test(test_file_redacted),
	};

	return cmocka_run_group_tests_name("format table file", tests, NULL, NULL);
}
