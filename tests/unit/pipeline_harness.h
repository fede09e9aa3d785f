/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A pipeline: bytes of records in, lines out. */
#ifndef PIPELINE_HARNESS_H
#define PIPELINE_HARNESS_H

#include "event_harness.h"

#include "pipeline.h"

struct fixture {
	struct summary summary;
	struct filter filter;
	struct cgroup_filter cgroups;
	struct redactor redactor;
	struct output out;
	struct strbuf written; /* what the writer would have written */
	struct pipeline p;
	struct exec_record head; /* of the next record */
	struct capture stderr_lines;
};

static struct fixture f;

static inline int setup(void **state)
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
		.head = SAMPLE_HEAD,
	};
	assert_int_equal(output__open(&f.out, 1 << 20), 0);
	show_columns(&f.p.format_ctx, COLUMN_JSON);
	capture_begin(&f.stderr_lines);
	return 0;
}

static inline int teardown(void **state)
{
	capture_end(&f.stderr_lines);
	while (next_message(&f.stderr_lines))
		;
	strbuf__free(&f.written);
	pipeline__free(&f.p);
	summary__close(&f.summary);
	filter__free(&f.filter);
	redact__free(&f.redactor);
	output__close(&f.out);
	return 0;
}

static inline int send(const char *args, size_t args_len)
{
	struct strbuf bytes = {};
	int err;

	make_record(&bytes, f.head, args, args_len,
		    f.head.type == RECORD_ARGS ? NULL : "/bin/ls");
	err = pipeline__record(&f.p, bytes.data, bytes.len);
	strbuf__free(&bytes);
	return err;
}

/* Write up to n bytes of the queue, as the writer does. */
static inline void write_bytes(size_t n)
{
	const char *bytes;
	size_t some;

	while (n && (some = output__next_bytes(&f.out, &bytes))) {
		some = some < n ? some : n;
		strbuf__add(&f.written, bytes, some);
		output__wrote(&f.out, bytes, some);
		n -= some;
	}
}

static inline size_t written(void)
{
	write_bytes(SIZE_MAX);
	return f.written.len;
}

/* Compare what the jq program prints of the lines written so far. */
static inline void assert_lines(const char *program, const char *expected)
{
	struct strbuf output = {};
	char command[256];

	assert_int_equal(pipeline__batch_end(&f.p), 0);
	written();
	snprintf(command, sizeof(command), "jq -c '%s'", program);
	assert_int_equal(run(command, &f.written, &output), 0);
	assert_strbuf(&output, expected);
	strbuf__free(&output);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
