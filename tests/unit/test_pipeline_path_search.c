// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Bytes of records in; with --fold-path, one line for each search along PATH. */
#include "pipeline_harness.h"

#include <errno.h>

#include "base/util.h"

static struct filter_values values;
static struct filter_value errors[2];

static int setup_search(void **state)
{
	setup(state);
	values = (struct filter_values){ .list = errors };
	f.p.fold_path = true;
	f.p.values = &values;
	show_columns(&f.p.format_ctx, COLUMN_JSON | COLUMN_PROBES);
	return 0;
}

static int send_exec(__u32 pid, int retval, const char *filename)
{
	struct strbuf bytes = {};
	int err;

	f.head.pid = f.head.tid = pid;
	f.head.retval = retval;
	make_record(&bytes, f.head, BYTES("x\0"), filename);
	err = pipeline__record(&f.p, bytes.data, bytes.len);
	/* After the call, the kernel may overwrite the record. */
	memset(bytes.data, 'x', bytes.len);
	strbuf__free(&bytes);
	return err;
}

static size_t count(const struct strbuf *sb, const char *text)
{
	const char *end = sb->data + sb->len, *p = sb->data;
	size_t n = 0;

	while ((p = memmem(p, (size_t)(end - p), text, strlen(text)))) {
		p++;
		n++;
	}
	return n;
}

/* Compare what jq prints of the lines in the buffer, and empty it. */
static void assert_events(const char *expected)
{
	struct strbuf output = {};

	assert_int_equal(
		run("jq -c '[.pid, .filename, .probes, .count]'", &f.out.buf, &output),
		0);
	assert_strbuf(&output, expected);
	strbuf__free(&output);
	strbuf__reset(&f.out.buf);
}

static void test_folded(void **state)
{
	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(1, -ENOENT, "/2/x"), 0);
	assert_int_equal(send_exec(2, 0, "/2/x"), 0);
	assert_int_equal(send_exec(1, 0, "/3/x"), 0);
	assert_events("[2,\"/2/x\",0,null]\n[1,\"/3/x\",2,null]\n");
	assert_int_equal(f.summary.shown, 2);
	assert_int_equal(f.summary.folded, 2);
}

static void test_off(void **state)
{
	f.p.fold_path = false;
	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(1, -ENOENT, "/2/x"), 0);
	assert_events("[1,\"/1/x\",null,null]\n[1,\"/2/x\",null,null]\n");
	assert_int_equal(f.summary.folded, 0);
}

/* --fold-path would fold probes, but not checks. */
static void test_foldable(void **state)
{
	f.p.fold_path = false;
	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(1, 0, "/2/x"), 0);
	assert_int_equal(f.summary.foldable, 1);
	f.head.flags = RECORD_CHECK;
	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(1, 0, "/2/x"), 0);
	assert_int_equal(f.summary.foldable, 1);
}

/* Filters apply to the result of a search, not to its probes. */
static void test_filtered(void **state)
{
	char error[64];

	assert_int_equal(patterns__add(&f.filter.name, "^x$", error, sizeof(error)), 0);
	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	strcpy(f.head.comm, "x");
	assert_int_equal(send_exec(1, 0, "/2/x"), 0);
	strcpy(f.head.comm, "y");
	assert_int_equal(send_exec(1, -ENOENT, "/1/y"), 0);
	assert_int_equal(send_exec(1, 0, "/2/y"), 0);
	assert_events("[1,\"/2/x\",1,null]\n");
	assert_int_equal(f.summary.folded, 1);
	assert_int_equal(f.summary.filtered, 2);
}

/* Only searches that failed are shown. */
static void test_only_failed(void **state)
{
	f.p.only_failed = true;
	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(2, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(2, -ENOENT, "/2/x"), 0);
	assert_int_equal(send_exec(1, 0, "/2/x"), 0);
	pipeline__end(&f.p, 0, 0);
	assert_events("[2,\"/2/x\",1,null]\n");
	assert_int_equal(f.summary.shown, 1);
	assert_int_equal(f.summary.folded, 1);
	assert_int_equal(f.summary.filtered, 2);
}

static void test_errors(void **state)
{
	f.p.only_failed = true;
	errors[0] = (struct filter_value){ FILTER_ERRNO, ENOENT, FILTER_WANTED };
	errors[1] = (struct filter_value){ FILTER_UID, EACCES, FILTER_WANTED };
	values.n = 2;
	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(2, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(1, -EACCES, "/2/x"), 0);
	assert_int_equal(send_exec(1, -ENOENT, "/3/x"), 0);
	assert_int_equal(send_exec(2, -ENOTDIR, "/2/x"), 0);
	assert_int_equal(send_exec(2, -ENOENT, "/3/x"), 0);
	pipeline__end(&f.p, 0, 0);
	assert_events("[2,\"/3/x\",2,null]\n");
	assert_int_equal(f.summary.filtered, 3);
	errors[0].verdict = FILTER_UNWANTED;
	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(2, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(2, -EACCES, "/2/x"), 0);
	pipeline__end(&f.p, 0, 0);
	assert_events("[2,\"/2/x\",1,null]\n");
}

/* Held events are compared before redaction, and redacted when shown. */
static void test_redacted(void **state)
{
	char error[64];

	assert_int_equal(redact__add(&f.redactor, "^x$", error, sizeof(error)), 0);
	f.p.redactor = &f.redactor;
	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(2, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(1, -ENOENT, "/2/x"), 0);
	assert_int_equal(send_exec(1, 0, "/3/x"), 0);
	assert_int_equal(send_exec(2, -ENOENT, "/2/x"), 0);
	pipeline__end(&f.p, 0, 0);
	assert_int_equal(
		count(&f.p.out->buf, "\"args\":[\"[redacted]\"],\"redacted\":[0]"), 2);
	assert_events("[1,\"/3/x\",2,null]\n[2,\"/2/x\",1,null]\n");
}

/* A loss comes after the events held before it. */
static void test_losses_in_their_place(void **state)
{
	char junk[8] = "";

	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(2, -ENOENT, "/1/x"), 0);
	f.head.lost = 3;
	assert_int_equal(send_exec(1, -ENOENT, "/2/x"), 0);
	assert_events("[1,\"/1/x\",0,null]\n[2,\"/1/x\",0,null]\n[null,null,null,3]\n");
	assert_int_equal(pipeline__record(&f.p, junk, sizeof(junk)), 0);
	assert_events("[1,\"/2/x\",0,null]\n[null,null,null,1]\n");
	assert_int_equal(send_exec(1, -ENOENT, "/3/x"), 0);
	pipeline__end(&f.p, 5, 7);
	assert_events("[1,\"/3/x\",0,null]\n[null,null,null,2]\n[null,null,null,7]\n");
	assert_int_equal(f.summary.shown, 4);
}

static void test_idle(void **state)
{
	int again_ms = 0;

	assert_int_equal(pipeline__idle(&f.p, &again_ms), 0);
	assert_int_equal(again_ms, -1);
	f.head.ktime_ns = clock__boot_ns(&f.p.format_ctx.clock);
	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	assert_int_equal(pipeline__idle(&f.p, &again_ms), 0);
	assert_in_range(again_ms, 1, 100);
	f.head.ktime_ns -= PATH_SEARCH_PAUSE;
	assert_int_equal(send_exec(1, -ENOENT, "/2/x"), 0);
	assert_int_equal(pipeline__idle(&f.p, &again_ms), 0);
	assert_int_equal(again_ms, -1);
	assert_events("[1,\"/2/x\",1,null]\n");
}

/* Memory of the queue is returned, whether a search is open or not. */
static void test_idle_gives_back(void **state)
{
	static char lines[10 << 20];
	const char *bytes;
	int again_ms = 0;
	size_t n;

	memset(lines, '\n', sizeof(lines));
	output__close(&f.out);
	assert_int_equal(output__open(&f.out, 16 << 20), 0);
	strbuf__add(&f.out.buf, lines, sizeof(lines));
	f.head.ktime_ns = clock__boot_ns(&f.p.format_ctx.clock) + NSEC_PER_SEC;
	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	output__flush(&f.out);
	assert_int_equal(pipeline__idle(&f.p, &again_ms), 0);
	assert_in_range(again_ms, 1, 100); /* the search ends */
	pipeline__end(&f.p, 0, 0);
	assert_int_equal(pipeline__idle(&f.p, &again_ms), 0);
	assert_int_equal(again_ms, 1000); /* the output is behind */
	pipeline__batch_end(&f.p);
	while ((n = output__next_bytes(&f.out, &bytes)))
		output__wrote(&f.out, bytes, n);
	f.head.ktime_ns -= NSEC_PER_SEC + PATH_SEARCH_PAUSE;
	assert_int_equal(send_exec(1, -ENOENT, "/1/y"), 0);
	for (int i = 0; i < 9 && again_ms >= 0; i++)
		assert_int_equal(pipeline__idle(&f.p, &again_ms), 0);
	assert_int_equal(again_ms, -1);
	assert_in_range(f.out.touched, 0, 1 << 20);
}

/* `count` is of lines, not events; held events are dropped. */
static void test_enough_events(void **state)
{
	int again_ms;

	f.p.count = 2;
	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(2, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(3, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(1, 0, "/2/x"), 0);
	f.head.lost = 3;
	assert_int_equal(send_exec(4, -ENOENT, "/1/x"), -ECANCELED);
	assert_int_equal(pipeline__idle(&f.p, &again_ms), -ECANCELED);
	pipeline__end(&f.p, 7, 0);
	assert_events("[1,\"/2/x\",1,null]\n[2,\"/1/x\",0,null]\n");
	assert_int_equal(f.summary.shown, 2);
	assert_int_equal(f.summary.lost[LOST_RING_FULL], 0);
}

/* Each event of the search is counted as lost. */
static void test_no_memory(void **state)
{
	assert_int_equal(send_exec(1, -ENOENT, "/1/x"), 0);
	assert_int_equal(send_exec(1, -ENOENT, "/2/x"), 0);
	f.out.buf.failed = true; /* as strbuf__reserve() leaves it */
	assert_int_equal(send_exec(1, 0, "/3/x"), 0);
	assert_events("[null,null,null,3]\n");
	assert_int_equal(f.summary.shown, 0);
	assert_int_equal(f.summary.folded, 0);
}

#define SEARCH_TEST(name) cmocka_unit_test_setup_teardown(name, setup_search, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SEARCH_TEST(test_folded),	 SEARCH_TEST(test_off),
		SEARCH_TEST(test_foldable),	 SEARCH_TEST(test_filtered),
		SEARCH_TEST(test_only_failed),	 SEARCH_TEST(test_errors),
		SEARCH_TEST(test_redacted),	 SEARCH_TEST(test_losses_in_their_place),
		SEARCH_TEST(test_idle),		 SEARCH_TEST(test_idle_gives_back),
		SEARCH_TEST(test_enough_events), SEARCH_TEST(test_no_memory),
	};

	return cmocka_run_group_tests_name("pipeline path search", tests, NULL, NULL);
}
