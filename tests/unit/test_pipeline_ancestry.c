// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Command lines that the pipeline stores for later events. */
#include "event_harness.h"

#include <errno.h>

#include "base/util.h"
#include "pipeline.h"
#include "record/collect.h"

struct fixture {
	struct summary summary;
	struct filter filter;
	struct cgroup_filter cgroups;
	struct redactor redactor;
	struct output out;
	struct pipeline p;
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
	};
	assert_int_equal(output__open(&f.out, 1 << 20), 0);
	assert_int_equal(pipeline__open(&f.p, COLLECT_PARENT), 0);
	column_list__add(&f.p.format_ctx.columns, column__find("parent_args"));
	return 0;
}

static int teardown(void **state)
{
	pipeline__free(&f.p);
	summary__close(&f.summary);
	filter__free(&f.filter);
	redact__free(&f.redactor);
	output__close(&f.out);
	return 0;
}

/* Send an exec of a process with this pid, whose parent has the pid before. */
static void send(uint32_t number, const char *args, size_t len, int retval)
{
	const struct exec_ancestor parent = { .program = { 1, 1, number - 1 } };
	const struct exec_ancestry end = { .id = { 1, 1, number }, .n = 1 };
	struct exec_record head = SAMPLE_HEAD;
	struct strbuf bytes = {};

	head.flags = RECORD_ANCESTRY;
	head.retval = retval;
	make_record(&bytes, head, args, len, NULL);
	strbuf__add(&bytes, &parent, sizeof(parent));
	strbuf__add(&bytes, &end, sizeof(end));
	assert_int_equal(pipeline__record(&f.p, bytes.data, bytes.len), 0);
	strbuf__free(&bytes);
}

static void assert_lines(const char *expected)
{
	assert_strbuf(&f.out.buf, expected);
	strbuf__reset(&f.out.buf);
}

#define UNKNOWN "{\"type\":\"exec\",\"parent_args\":null}\n"
#define KNOWN(args) "{\"type\":\"exec\",\"parent_args\":[" args "]}\n"

static void test_stores(void **state)
{
	send(2, BYTES("sh\0-c\0"), 0);
	send(3, BYTES("ls\0"), 0);
	send(3, BYTES("nosuch\0"), -2);
	send(4, BYTES("rm\0"), 0);
	assert_lines(UNKNOWN KNOWN("\"sh\",\"-c\"") KNOWN("\"sh\",\"-c\"")
			     KNOWN("\"ls\""));
}

/* The command line of an event that is not shown is stored too. */
static void test_stores_filtered(void **state)
{
	char error[64];

	assert_int_equal(patterns__add(&f.filter.line, "^ls", error, sizeof(error)), 0);
	send(2, BYTES("sh\0"), 0);
	send(3, BYTES("ls\0"), 0);
	assert_lines(KNOWN("\"sh\""));
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
		send(2, args, sizeof(args), 0);
		strbuf__reset(&f.out.buf);
		send(3, BYTES("ls\0"), 0);
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
	send(2, args, sizeof(args), 0);
	assert_int_equal(fails_at, 0);
	assert_int_equal(f.summary.lost[LOST_NO_MEMORY], 1);
	strbuf__reset(&f.out.buf);
	send(3, BYTES("ls\0"), 0);
	assert_lines(UNKNOWN);
}
#endif

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_stores),
		TEST(test_stores_filtered),
		TEST(test_redacts),
#ifndef SANITIZED
		TEST(test_drops_what_cannot_be_redacted),
#endif
	};

	return cmocka_run_group_tests_name("pipeline ancestry", tests, NULL, NULL);
}
