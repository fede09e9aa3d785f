// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Execs and ends of programs through the pipeline. */
#include "pipeline_harness.h"

#include <errno.h>

#define PID 12345

static struct end_filter ends;
static struct exec_usage usage;

static int setup_exits(void **state)
{
	setup(state);
	ends = (struct end_filter){};
	usage = (struct exec_usage){ .id = { .start_ns = 70, .exec_id = 1, .pid = PID } };
	f.p.end_filter = &ends;
	f.p.programs = programs__new();
	f.head.flags = RECORD_USAGE;
	f.head.start_ns = usage.id.start_ns;
	return f.p.programs ? 0 : -1;
}

/* Send an exec, the program of which has `usage` at its begin. */
static int send_exec(const char *args, size_t args_len)
{
	struct strbuf bytes = {};
	int err;

	make_record(&bytes, f.head, args, args_len, "/bin/ls");
	strbuf__add(&bytes, &usage, sizeof(usage));
	err = pipeline__record(&f.p, bytes.data, bytes.len);
	strbuf__free(&bytes);
	return err;
}

static int send_exit(int status)
{
	struct exit_record rec = { .type = RECORD_EXIT,
				   .status = status,
				   .ktime_ns = SAMPLE_TIME + 2000000,
				   .id = usage.id,
				   .usage = usage.usage,
				   .uid = 1000,
				   .comm = "old" };

	return pipeline__record(&f.p, &rec, sizeof(rec));
}

static void test_both(void **state)
{
	send_exec(BYTES("ls\0-l\0"));
	send_exit(1 << 8);
	assert_lines("[.type,.args]",
		     "[\"exec\",[\"ls\",\"-l\"]]\n[\"exit\",[\"ls\",\"-l\"]]\n");
	assert_int_equal(f.summary.shown, 2);
}

static void test_hide_starts(void **state)
{
	f.p.hide_starts = true;
	send_exec(BYTES("ls\0-l\0"));
	assert_int_equal(f.summary.shown, 0);
	send_exit(0);
	assert_lines("[.type,.args]", "[\"exit\",[\"ls\",\"-l\"]]\n");
	assert_int_equal(f.summary.shown, 1);
	assert_int_equal(f.summary.filtered, 0);
}

/* A failed exec begins no program. */
static void test_failed(void **state)
{
	f.p.hide_starts = true;
	f.head.flags = 0;
	f.head.retval = -2;
	send(BYTES("ls\0"));
	assert_lines(".type", "\"exec\"\n");
}

static void test_rejected(void **state)
{
	char error[64];

	assert_int_equal(patterns__add(&f.filter.line, "!secret", error, sizeof(error)),
			 0);
	send_exec(BYTES("secret\0"));
	assert_int_equal(f.summary.filtered, 1);
	send_exit(0);
	assert_int_equal(f.summary.shown, 0);
	assert_int_equal(f.summary.filtered, 1);
}

static void test_end_rejected(void **state)
{
	ends.slower_ns = 2000001;
	send_exec(BYTES("ls\0"));
	send_exit(0);
	assert_int_equal(f.summary.filtered, 1);
	ends.slower_ns--;
	usage.id.exec_id++;
	send_exec(BYTES("ls\0"));
	send_exit(0);
	assert_lines(".type", "\"exec\"\n\"exec\"\n\"exit\"\n");
}

static void test_replaced(void **state)
{
	f.p.hide_starts = true;
	send_exec(BYTES("sh\0"));
	usage.id.exec_id++;
	send_exec(BYTES("ls\0"));
	send_exit(0);
	assert_lines("[.type,.args[0]]", "[\"exit\",\"sh\"]\n[\"exit\",\"ls\"]\n");
}

/* Its exec is unknown: it passes, unless a filter lacks what it asks for. */
static void test_unknown(void **state)
{
	char error[64];

	send_exit(0);
	assert_lines("[.type,.pid,.comm,.args]", "[\"exit\",12345,\"old\",null]\n");
	assert_int_equal(patterns__add(&f.filter.line, "x", error, sizeof(error)), 0);
	usage.id.exec_id++;
	send_exit(0);
	assert_int_equal(f.summary.filtered, 1);
	assert_int_equal(f.summary.shown, 1);
}

static void test_count(void **state)
{
	f.p.hide_starts = true;
	f.p.count = 1;
	assert_int_equal(send_exec(BYTES("ls\0")), 0);
	assert_int_equal(send_exit(0), -ECANCELED);
	assert_int_equal(f.summary.shown, 1);
	usage.id.exec_id++;
	assert_int_equal(send_exit(0), -ECANCELED);
	assert_int_equal(f.summary.shown, 1);
}

static void test_redacted(void **state)
{
	char error[64];

	f.p.redactor = &f.redactor;
	f.p.hide_starts = true;
	assert_int_equal(redact__add(&f.redactor, "[0-9]+$", error, sizeof(error)), 0);
	send_exec(BYTES("ls\0pin=1234\0"));
	send_exit(0);
	assert_lines(".args[1]", "\"pin=" REDACTED "\"\n");
}

static void test_fold_path(void **state)
{
	f.p.fold_path = true;
	f.p.hide_starts = true;
	send_exec(BYTES("ls\0"));
	send_exit(0);
	assert_lines("[.type,.args[0]]", "[\"exit\",\"ls\"]\n");
}

/* Without --exit, or of a wrong size, it is lost as a bad record. */
static void test_bad(void **state)
{
	struct exit_record rec = { .type = RECORD_EXIT };

	pipeline__record(&f.p, &rec, sizeof(rec) - 1);
	pipeline__record(&f.p, &rec, EXIT_QUIET_SIZE);
	rec.flags = EXIT_QUIET;
	pipeline__record(&f.p, &rec, sizeof(rec));
	assert_int_equal(f.summary.lost[LOST_BAD_RECORD], 3);
	pipeline__record(&f.p, &rec, EXIT_QUIET_SIZE);
	assert_int_equal(f.summary.lost[LOST_BAD_RECORD], 3);
	send(BYTES("ls\0")); /* RECORD_USAGE, but it is missing */
	assert_int_equal(f.summary.lost[LOST_BAD_RECORD], 4);
	programs__free(f.p.programs);
	f.p.programs = NULL;
	send_exit(0);
	assert_int_equal(f.summary.lost[LOST_BAD_RECORD], 5);
}

#define EXITS_TEST(name) cmocka_unit_test_setup_teardown(name, setup_exits, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EXITS_TEST(test_both),	       EXITS_TEST(test_hide_starts),
		EXITS_TEST(test_failed),       EXITS_TEST(test_rejected),
		EXITS_TEST(test_end_rejected), EXITS_TEST(test_replaced),
		EXITS_TEST(test_unknown),      EXITS_TEST(test_count),
		EXITS_TEST(test_redacted),     EXITS_TEST(test_fold_path),
		EXITS_TEST(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
