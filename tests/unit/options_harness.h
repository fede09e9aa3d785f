/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Command lines in and options out, for the unit tests; included before anything else. */
#ifndef OPTIONS_HARNESS_H
#define OPTIONS_HARNESS_H

#include "harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/util.h"
#include "cli/options.h"

#define TRY "\nTry 'execsnoop --help'.\n"

static struct options opts;

static inline int free_options(void **state)
{
	options__free(&opts);
	opts = (struct options){};
	return 0;
}

/* Replaces the options of the call before. Does not modify words. */
static inline int parse_words(const char *const *words, int n)
{
	char *argv[72] = { (char *)"execsnoop" };

	for (int i = 0; i < n; i++)
		argv[i + 1] = (char *)words[i];
	free_options(NULL);
	return options__parse(&opts, n + 1, argv);
}

#define parse(...)                                        \
	parse_words((const char *const[]){ __VA_ARGS__ }, \
		    ARRAY_SIZE(((const char *const[]){ __VA_ARGS__ })))

#define assert_good(...) assert_int_equal(parse(__VA_ARGS__), 0)

/* Rejected with exactly this one message. */
#define assert_bad(message, ...)                                \
	do {                                                    \
		struct capture c_;                              \
		int err_;                                       \
		capture_begin(&c_);                             \
		err_ = parse(__VA_ARGS__);                      \
		capture_end(&c_);                               \
		assert_int_equal(err_, -EINVAL);                \
		assert_message(&c_, "execsnoop: " message TRY); \
		assert_no_message(&c_);                         \
	} while (0)

/* Rejected with one message that contains text. */
#define assert_bad_with(text, ...)                                     \
	do {                                                           \
		struct capture c_;                                     \
		const char *message_;                                  \
		int err_;                                              \
		capture_begin(&c_);                                    \
		err_ = parse(__VA_ARGS__);                             \
		capture_end(&c_);                                      \
		assert_int_equal(err_, -EINVAL);                       \
		message_ = next_message(&c_);                          \
		assert_non_null(message_);                             \
		if (!strstr(message_, text) || !strstr(message_, TRY)) \
			fail_msg("no '%s' in '%s'", text, message_);   \
		assert_no_message(&c_);                                \
	} while (0)

#define TEST(name) cmocka_unit_test_teardown(name, free_options)

#endif
