// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Requests for reasons: what goes in comes out, and nothing else is taken for one. */
#include "harness.h"

#include <errno.h>
#include <string.h>

#include "base/util.h"
#include "reason/request.h"

static struct arg args[REQUEST_ARGS_MAX];

static void test_event(void **state)
{
	const struct exec_details details = { .gid = 7, .cwd_flags = PATH_DELETED };
	const struct arg given[] = { { .text = "x", .len = 1 },
				     { .text = "", .len = 131072 } };
	const struct event ev = {
		.head = { .retval = -E2BIG, .tid = 5, .comm = "sh" },
		.details = &details,
		.cwd = { BYTES("tmp\0\0"), PATH_DELETED },
		.filename = "./gone",
		.args = (struct arg *)given,
		.n_args = ARRAY_SIZE(given),
		.truncated = true,
		.argc = 9,
		.argc_known = true,
	};
	struct strbuf request = {};
	struct event got;

	reason_request__encode(&request, &ev);
	assert_true(reason_request__decode(&got, args, request.data, request.len));
	assert_memory_equal(&got.head, &ev.head, sizeof(ev.head));
	assert_memory_equal(got.details, &details, sizeof(details));
	assert_string_equal(got.filename, "./gone");
	assert_int_equal(got.comm_len, 2);
	assert_int_equal(got.cwd.len, 5);
	assert_memory_equal(got.cwd.bytes, "tmp\0", 5);
	assert_int_equal(got.cwd.flags, PATH_DELETED);
	assert_int_equal(got.n_args, 2);
	assert_int_equal(got.args[1].len, 131072);
	assert_true(got.truncated && got.argc_known && !got.args_bytes_known);
	assert_int_equal(got.argc, 9);
	for (size_t len = 0; len < request.len; len++)
		assert_false(reason_request__decode(&got, args, request.data, len));
	strbuf__free(&request);
}

/* Lengths of arguments are needed for one error only, and are limited. */
static void test_without(void **state)
{
	struct arg many[REQUEST_ARGS_MAX + 1] = {};
	struct event ev = { .head = { .retval = -ENOENT },
			    .args = many,
			    .n_args = ARRAY_SIZE(many),
			    .truncated = true };
	struct strbuf request = {};
	struct event got;

	reason_request__encode(&request, &ev);
	assert_true(reason_request__decode(&got, args, request.data, request.len));
	assert_null(got.details);
	assert_null(got.filename);
	assert_int_equal(got.n_args + got.cwd.len, 0);
	ev.head.retval = -E2BIG;
	reason_request__encode(&request, &ev);
	assert_true(reason_request__decode(&got, args, request.data, request.len));
	assert_int_equal(got.n_args, REQUEST_ARGS_MAX);
	assert_false(got.truncated); /* not the last one */
	strbuf__free(&request);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_event),
		cmocka_unit_test(test_without),
	};

	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
