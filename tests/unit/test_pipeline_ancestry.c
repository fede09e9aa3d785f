// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Command lines that the pipeline stores for later events. */
#include "pipeline_harness.h"

#include <errno.h>

#include "base/util.h"
#include "record/collect.h"

static int setup_ancestry(void **state)
{
	setup(state);
	f.p.format_ctx.columns.n = 0;
	column_list__add(&f.p.format_ctx.columns, column__find("parent_args"));
	return pipeline__open(&f.p, COLLECT_PARENT | COLLECT_CMDLINES);
}

/* Send an exec of a process with this pid, whose parent has the pid before. */
static void send_exec(uint32_t number, const char *args, size_t len, int retval)
{
	const struct process_state parent = { .id = { 1, 1, number - 1 } };
	const struct exec_ancestry end = { .id = { 1, 1, number }, .n = 1 };
	struct strbuf bytes = {};

	f.head.flags = RECORD_ANCESTRY;
	f.head.retval = retval;
	make_record(&bytes, f.head, args, len, NULL);
	strbuf__add(&bytes, &parent, sizeof(parent));
	strbuf__add(&bytes, &end, sizeof(end));
	assert_int_equal(pipeline__record(&f.p, bytes.data, bytes.len), 0);
	strbuf__free(&bytes);
}

/* Compare the buffer, and empty it. */
static void assert_buffer(const char *expected)
{
	assert_strbuf(&f.out.buf, expected);
	strbuf__reset(&f.out.buf);
}

#define UNKNOWN "{\"type\":\"exec\",\"parent_args\":null}\n"
#define KNOWN(args) "{\"type\":\"exec\",\"parent_args\":[" args "]}\n"

static void test_stores(void **state)
{
	send_exec(2, BYTES("sh\0-c\0"), 0);
	send_exec(3, BYTES("ls\0"), 0);
	send_exec(3, BYTES("nosuch\0"), -2);
	send_exec(4, BYTES("rm\0"), 0);
	assert_buffer(UNKNOWN KNOWN("\"sh\",\"-c\"") KNOWN("\"sh\",\"-c\"")
			      KNOWN("\"ls\""));
}

/* The command line of an event that is not shown is stored too. */
static void test_stores_filtered(void **state)
{
	char error[64];

	assert_int_equal(patterns__add(&f.filter.line, "^ls", error, sizeof(error)), 0);
	send_exec(2, BYTES("sh\0"), 0);
	send_exec(3, BYTES("ls\0"), 0);
	assert_buffer(KNOWN("\"sh\""));
	assert_int_equal(f.summary.filtered, 1);
}

/* A secret across the end of the stored bytes is redacted, whether the event is shown or
 * not. */
static void test_redacts(void **state)
{
	char args[ANCESTRY_ARGS_SIZE + 20], error[64];

	f.p.redactor = &f.redactor;
	assert_int_equal(patterns__add(&f.filter.line, "^ls|^--", error, sizeof(error)),
			 0);
	for (size_t i = 1; i < 12; i++) {
		memset(args, 'a', sizeof(args));
		memcpy(args, i & 1 ? "sh" : "--", 2);
		memcpy(args + ANCESTRY_ARGS_SIZE - 12 - i, "\0--password=hunter2", 19);
		args[sizeof(args) - 1] = '\0';
		send_exec(2, args, sizeof(args), 0);
		strbuf__reset(&f.out.buf);
		send_exec(3, BYTES("ls\0"), 0);
		assert_non_null(memmem(f.out.buf.data, f.out.buf.len, "password=[", 10));
		assert_null(memmem(f.out.buf.data, f.out.buf.len, "=h", 2));
		strbuf__reset(&f.out.buf);
	}
}

#ifndef SANITIZED /* it has a realloc() of its own */
extern void *__libc_realloc(void *old, size_t size);

static size_t fails_at; /* realloc() fails once for this size; 0: never */

void *realloc(void *old, size_t size)
{
	if (!fails_at || size != fails_at)
		return __libc_realloc(old, size);
	fails_at = 0;
	errno = ENOMEM;
	return NULL;
}

/* After a failed redaction the event is not redacted again: an argument may already have
 * the length of its redacted text, but still its own bytes. */
static void test_drops_what_cannot_be_redacted(void **state)
{
	char args[4096] = "https://u:p@h/\0hunter2\0token=", error[64];

	f.p.redactor = &f.redactor;
	assert_int_equal(redact__add(&f.redactor, "^hunter2", error, sizeof(error)), 0);
	memset(args + 29, 'a', sizeof(args) - 30);
	fails_at = 4096; /* a copy of the last argument; the record is larger */
	send_exec(2, args, sizeof(args), 0);
	assert_int_equal(fails_at, 0);
	assert_int_equal(f.summary.lost[LOST_NO_MEMORY], 1);
	strbuf__reset(&f.out.buf);
	send_exec(3, BYTES("ls\0"), 0);
	assert_buffer(UNKNOWN);
}
#endif

#define ANCESTRY_TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup_ancestry, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ANCESTRY_TEST(test_stores),
		ANCESTRY_TEST(test_stores_filtered),
		ANCESTRY_TEST(test_redacts),
#ifndef SANITIZED
		ANCESTRY_TEST(test_drops_what_cannot_be_redacted),
#endif
	};

	return cmocka_run_group_tests_name("pipeline ancestry", tests, NULL, NULL);
}
