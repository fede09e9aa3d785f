// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Buffers that cannot grow: the bytes of an earlier use are never taken for the content. */
#include "harness.h"

#include <errno.h>
#include <stdlib.h>

#include "base/log.h"
#include "redact/redact.h"
#include "select/filter.h"
#include "show/ancestry.h"
#include "show/summary.h"

/* The realloc(3) to come that fails, 1: the next; 0: none. */
static unsigned int fails_at;

/* The linker has these called for those of libc. */
void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);

void *__wrap_realloc(void *memory, size_t size)
{
	if (fails_at && !--fails_at)
		return NULL;
	return __real_realloc(memory, size);
}

/* Call use() until none of its allocations fails, after prepare(), none of which does. */
static void fail_each(void (*prepare)(void), void (*use)(void))
{
	bool failed = true;

	for (unsigned int n = 1; failed; n++) {
		prepare();
		fails_at = n;
		use();
		failed = !fails_at;
		fails_at = 0;
		assert_true(n < 100);
	}
}

/* More than a buffer has at first. */
#define LONG_TEXT                                                              \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define ARG(literal)                                        \
	{                                                   \
		.text = literal, .len = sizeof(literal) - 1 \
	}

static struct redactor redactor;

static void redact_short(void)
{
	struct arg arg = ARG("5555");
	struct strbuf out = {};

	strbuf__free(&redactor.secret);
	assert_int_equal(redact__list(&redactor, &out, &arg, 1), 0);
	strbuf__free(&out);
}

/* A secret is hidden, or the event is not shown. */
static void redact_long(void)
{
	static const char expected[] = LONG_TEXT REDACTED;
	struct arg args[] = { ARG("9876"), ARG(LONG_TEXT "1234") };
	struct strbuf out = {};

	if (!redact__list(&redactor, &out, args, 2)) {
		assert_int_equal(args[1].len, sizeof(expected) - 1);
		assert_memory_equal(args[1].text, expected, args[1].len);
	}
	strbuf__free(&out);
}

static void test_redact(void **state)
{
	char error[64];

	assert_int_equal(redact__add(&redactor, "[0-9]+$", error, sizeof(error)), 0);
	fail_each(redact_short, redact_long);
	redact__free(&redactor);
}

static struct filter filter;

static void match_short(void)
{
	struct arg arg = ARG("secret");
	struct event ev = { .args = &arg, .n_args = 1 };

	strbuf__free(&filter.text);
	assert_false(filter__match(&filter, &ev));
}

/* An event that would pass does so without memory, too. */
static void match_long(void)
{
	struct arg args[] = { ARG(LONG_TEXT), ARG(LONG_TEXT) };
	struct event ev = { .args = args, .n_args = 2 };

	assert_true(filter__match(&filter, &ev));
}

static void test_filter(void **state)
{
	char error[64];

	assert_int_equal(patterns__add(&filter.line, "!secret", error, sizeof(error)), 0);
	fail_each(match_short, match_long);
	filter__free(&filter);
}

static struct ancestry *ancestry;
static struct event event;

static const struct {
	struct program_id id;
	struct arg arg;
} programs[] = {
	{ { .pid = 1 }, ARG("sh") },
	{ { .pid = 2 }, ARG(LONG_TEXT) },
	{ { .pid = 3 }, ARG("cat") },
};

#define N_PROGRAMS (sizeof(programs) / sizeof(programs[0]))

static void resolve(size_t n)
{
	event.own_ancestry = (struct exec_ancestry){ .n = (uint32_t)n };
	event.ancestry = &event.own_ancestry;
	for (size_t i = 0; i < n; i++)
		event.ancestors[i] = (struct ancestor){ .program = programs[i].id };
	ancestry__resolve(ancestry, &event);
}

static void resolve_one(void)
{
	strbuf__free(&event.ancestor_args);
	resolve(1);
}

/* A command line is an ancestor's own, or unknown. */
static void resolve_all(void)
{
	resolve(N_PROGRAMS);
	for (size_t i = 0; i < N_PROGRAMS; i++) {
		const struct ancestor *a = &event.ancestors[i];

		if (a->args)
			assert_string_equal(a->args, programs[i].arg.text);
	}
}

static void test_ancestry(void **state)
{
	ancestry = ancestry__new(true);
	assert_non_null(ancestry);
	for (size_t i = 0; i < N_PROGRAMS; i++)
		ancestry__store(ancestry, &programs[i].id, &programs[i].arg, 1, false,
				true);
	fail_each(resolve_one, resolve_all);
	ancestry__free(ancestry);
	event__free(&event);
}

static struct summary summary;

static void begin_summary(void)
{
	summary__close(&summary);
	summary = (struct summary){ .shown = 12, .unreported = { 3 } };
	assert_int_equal(summary__open(&summary), 0);
}

/* The lines at the end come whole. */
static void print_summary(void)
{
	const struct final_counts final = { .untracked = 1 };
	struct capture c;

	capture_begin(&c);
	summary__count_lost(&summary, LOST_BAD_RECORD, 4);
	summary__print(&summary, &final);
	capture_end(&c);
	assert_message(&c, "execsnoop: lost 7 events (ring_full 3, bad_record 4); "
			   "a larger ring (-b 0K) or a filter may help\n");
	assert_message(&c, "execsnoop: 12 events shown, 4 lost (bad_record 4)\n");
	assert_message(&c, "execsnoop: 1 fork or exit was not seen: execs in followed "
			   "trees may be missing\n");
	assert_no_message(&c);
}

static void test_summary(void **state)
{
	fail_each(begin_summary, print_summary);
	summary__close(&summary);
}

static void nothing(void)
{
}

static void warn_number(void)
{
	struct capture c;

	capture_begin(&c);
	log_warn("the number is %d", 42);
	capture_end(&c);
	assert_message(&c, "execsnoop: the number is 42\n");
	assert_no_message(&c);
}

static void test_message(void **state)
{
	fail_each(nothing, warn_number);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_redact),	 cmocka_unit_test(test_filter),
		cmocka_unit_test(test_ancestry), cmocka_unit_test(test_summary),
		cmocka_unit_test(test_message),
	};

	return cmocka_run_group_tests_name("shortage", tests, NULL, NULL);
}
