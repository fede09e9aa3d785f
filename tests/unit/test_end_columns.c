// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Columns of the ends of programs. */
#include "event_harness.h"

#include <signal.h>

#include "base/util.h"
#include "show/format.h"

static const char *const names[] = { "exit_code", "signal",  "core_dumped", "duration_us",
				     "cpu_us",	  "user_us", "max_rss_kb",  "threads" };

static void assert_line(const struct formatter *format, const struct program_end *end,
			const char *expected)
{
	const struct exec_record head = SAMPLE_HEAD;
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	struct event ev = {};

	make_event(&ev, head, BYTES("ls\0"), "/bin/ls", SIZE_MAX);
	ev.own_end = *end;
	ev.end = &ev.own_end;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		column_list__add(&ctx.columns, column__find(names[i]));
	format->event(&sb, &ctx, &ev);
	assert_strbuf(&sb, expected);
	strbuf__free(&sb);
	event__free(&ev);
}

/* An exit code, and all numbers are exact. */
static void test_exact(void **state)
{
	const struct program_end end = { .exec_seen = true,
					 .status = 3 << 8,
					 .duration_ns = 2500000999,
					 .cpu_ns = 4999,
					 .user_ns = 2000,
					 .max_rss_kb = 2048,
					 .threads = 1 };

	assert_line(&format_json, &end,
		    "{\"type\":\"exit\",\"exit_code\":3,\"signal\":null,"
		    "\"core_dumped\":null,\"duration_us\":2500000.999,\"cpu_us\":4.999,"
		    "\"user_us\":2.000,\"max_rss_kb\":2048,\"threads\":1}\n");
}

/* Bounds are marked. */
static void test_bounds(void **state)
{
	const struct program_end end = { .exec_seen = true,
					 .status = SIGSEGV | 0x80,
					 .duration_ns = 1000,
					 .cpu_ns = 1000,
					 .cpu_at_least = true,
					 .user_ns = UINT64_MAX,
					 .max_rss_kb = 1,
					 .max_rss_at_most = true,
					 .threads = UINT64_MAX };

	assert_line(&format_json, &end,
		    "{\"type\":\"exit\",\"exit_code\":null,\"signal\":\"SIGSEGV\","
		    "\"core_dumped\":true,\"duration_us\":1.000,\"cpu_us\":1.000,"
		    "\"cpu_at_least\":true,\"user_us\":null,\"max_rss_kb\":1,"
		    "\"max_rss_at_most\":true,\"threads\":null}\n");
}

/* A bound of an unknown number is not. */
static void test_unknown(void **state)
{
	const struct program_end end = { .replaced = true,
					 .duration_ns = UINT64_MAX,
					 .cpu_ns = UINT64_MAX,
					 .cpu_at_least = true,
					 .user_ns = UINT64_MAX,
					 .max_rss_kb = 7,
					 .threads = UINT64_MAX };

	assert_line(&format_json, &end,
		    "{\"type\":\"exit\",\"exit_code\":null,\"signal\":null,"
		    "\"core_dumped\":null,\"duration_us\":null,\"cpu_us\":null,"
		    "\"user_us\":null,\"max_rss_kb\":7,\"threads\":null}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
