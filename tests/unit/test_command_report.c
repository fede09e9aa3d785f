// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include "run/command_report.h"

#define CORE_DUMPED 0x80 /* bit of a wait status */

static void assert_line(const struct command *c, const struct command_counts *counts,
			const char *expected)
{
	struct capture messages;

	capture_begin(&messages);
	command_report__print(c, counts);
	capture_end(&messages);
	if (expected)
		assert_message(&messages, expected);
	assert_no_message(&messages);
}

static void test_exit_status(void **state)
{
	struct command c = { .name = "make",
			     .wait_status = 2 << 8,
			     .wall_ns = 12345999999,
			     .cpu_ns = 41203000000 };

	assert_line(&c, &(struct command_counts){ 812, 3, true, true },
		    "execsnoop: make: exit status 2; 12.345 s elapsed, 41.203 s of CPU; "
		    "812 programs started, 3 execs failed\n");
	c = (struct command){ .name = "true", .wall_ns = 2000000 };
	assert_line(&c, &(struct command_counts){ 1, 1, true, true },
		    "execsnoop: true: exit status 0; 0.002 s elapsed, 0.000 s of CPU; "
		    "1 program started, 1 exec failed\n");
}

static void test_signals(void **state)
{
	static const struct {
		int wait_status;
		const char *line;
	} cases[] = {
		{ 15, "execsnoop: a: killed by SIGTERM; 0.000 s elapsed, "
		      "0.000 s of CPU\n" },
		{ 11 | CORE_DUMPED,
		  "execsnoop: a: killed by SIGSEGV, core dumped; 0.000 s elapsed, "
		  "0.000 s of CPU\n" },
		{ 40, "execsnoop: a: killed by signal 40; 0.000 s elapsed, "
		      "0.000 s of CPU\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_line(&(struct command){ .name = "a",
					       .wait_status = cases[i].wait_status },
			    &(struct command_counts){}, cases[i].line);
}

static void test_partly_known(void **state)
{
	const struct command c = { .name = "a" };

	assert_line(&c, &(struct command_counts){ 2, 0, true, false },
		    "execsnoop: a: exit status 0; 0.000 s elapsed, 0.000 s of CPU; "
		    "2 programs started\n");
	assert_line(&c, &(struct command_counts){ 2, 0, false, true, true },
		    "execsnoop: a: exit status 0; 0.000 s elapsed, 0.000 s of CPU\n");
	assert_line(&c, &(struct command_counts){ 2, 0, true, true, true },
		    "execsnoop: a: exit status 0; 0.000 s elapsed, 0.000 s of CPU; "
		    "2 programs started, 0 execs failed until tracing ended\n");
}

static void test_not_run(void **state)
{
	assert_line(&(struct command){ .name = "a", .not_run = true },
		    &(struct command_counts){}, NULL);
}

static void test_name_is_escaped(void **state)
{
	assert_line(&(struct command){ .name = "a\n\x1b[1m" }, &(struct command_counts){},
		    "execsnoop: a\\n\\x1b[1m: exit status 0; 0.000 s elapsed, "
		    "0.000 s of CPU\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exit_status),	cmocka_unit_test(test_signals),
		cmocka_unit_test(test_partly_known),	cmocka_unit_test(test_not_run),
		cmocka_unit_test(test_name_is_escaped),
	};

	return cmocka_run_group_tests_name("command_report", tests, NULL, NULL);
}
