// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "base/util.h"

static int set_default_level(void **state)
{
	log_level = LOG_WARN;
	return 0;
}

static void test_one_write(void **state)
{
	struct capture c;

	capture_begin(&c);
	log_warn("%d of %s", 3, "them");
	log_error("failed");
	capture_end(&c);
	assert_message(&c, "execsnoop: 3 of them\n");
	assert_message(&c, "execsnoop: failed\n");
	assert_no_message(&c);
}

static void test_own_line_breaks_stay(void **state)
{
	struct capture c;

	capture_begin(&c);
	log_warn("one\ntwo");
	log_warn("%s", "");
	log_warn("three\n");
	capture_end(&c);
	assert_message(&c, "execsnoop: one\ntwo\n");
	assert_message(&c, "execsnoop: \n");
	assert_message(&c, "execsnoop: three\n");
	assert_no_message(&c);
}

static void test_values_forge_no_line(void **state)
{
	struct capture c;

	capture_begin(&c);
	log_error("no file %s\ntry %s", "a\nexecsnoop: b", "c\n");
	log_warn("%s", "\n\n");
	log_error("no file %s\ntry", "\1\n\2");
	log_error("no file %s\ntry", "\1\2");
	capture_end(&c);
	assert_message(&c, "execsnoop: no file a\\nexecsnoop: b\\ntry c\\n\n");
	assert_message(&c, "execsnoop: \\n\\n\n");
	assert_message(&c, "execsnoop: no file \\x01\\n\\x02\\ntry\n");
	assert_message(&c, "execsnoop: no file \\x01\\x02\ntry\n");
	assert_no_message(&c);
}

static void print_as_library(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_vprint(LOG_WARN, fmt, args);
	va_end(args);
}

static void test_line_breaks_of_libraries_stay(void **state)
{
	struct capture c;

	capture_begin(&c);
	print_as_library("verifier:\n%s", "0: r0\n1: exit\033\n");
	capture_end(&c);
	assert_message(&c, "execsnoop: verifier:\n0: r0\n1: exit\\x1b\n");
	assert_no_message(&c);
}

static void test_escapes(void **state)
{
	struct capture c;

	capture_begin(&c);
	log_error("%s", "\033[2J\r\t\177 C:\\x \xc2\x9b \u202e é \xff");
	capture_end(&c);
	assert_message(
		&c, "execsnoop: \\x1b[2J\\x0d\\t\\x7f C:\\x \\u{9b} \\u{202e} é \\xff\n");
	assert_no_message(&c);
}

static void test_every_byte(void **state)
{
	char bytes[256] = {};
	const char *message;
	struct capture c;

	for (int i = 1; i < 256; i++)
		bytes[i - 1] = (char)i;
	capture_begin(&c);
	log_warn("%s\n", bytes);
	capture_end(&c);
	message = next_message(&c);
	for (; *message != '\n'; message++)
		assert_true(*message >= ' ' && *message <= '~');
	assert_string_equal(message, "\n");
	assert_no_message(&c);
}

static void print_each_level(struct capture *c)
{
	capture_begin(c);
	log_error("error");
	log_warn("warn");
	log_verbose("verbose");
	capture_end(c);
}

static void test_levels(void **state)
{
	struct capture c;

	print_each_level(&c);
	assert_message(&c, "execsnoop: error\n");
	assert_message(&c, "execsnoop: warn\n");
	assert_no_message(&c);

	log_level = LOG_VERBOSE;
	print_each_level(&c);
	assert_message(&c, "execsnoop: error\n");
	assert_message(&c, "execsnoop: warn\n");
	assert_message(&c, "execsnoop: verbose\n");
	assert_no_message(&c);

	log_level = LOG_ERROR;
	print_each_level(&c);
	assert_message(&c, "execsnoop: error\n");
	assert_no_message(&c);
}

static void test_stderr_closed(void **state)
{
	int saved = dup(STDERR_FILENO);

	close(STDERR_FILENO);
	log_error("nobody reads this");
	dup2(saved, STDERR_FILENO);
	close(saved);
}

static void test_failure(void **state)
{
	struct capture c;

	capture_begin(&c);
	log_failure("cannot read", -EIO);
	log_failure("cannot read", -ENOMEM);
	capture_end(&c);
	assert_message(&c, "execsnoop: cannot read: Input/output error\n");
	assert_non_null(
		strstr(next_message(&c), "execsnoop: out of memory: cannot start"));
	assert_no_message(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_one_write, set_default_level),
		cmocka_unit_test_setup(test_own_line_breaks_stay, set_default_level),
		cmocka_unit_test_setup(test_values_forge_no_line, set_default_level),
		cmocka_unit_test_setup(test_line_breaks_of_libraries_stay,
				       set_default_level),
		cmocka_unit_test_setup(test_escapes, set_default_level),
		cmocka_unit_test_setup(test_every_byte, set_default_level),
		cmocka_unit_test_setup(test_levels, set_default_level),
		cmocka_unit_test_setup(test_stderr_closed, set_default_level),
		cmocka_unit_test_setup(test_failure, set_default_level),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, set_default_level);
}
