// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "event_harness.h"

#include <errno.h>

#include "base/text.h"
#include "base/util.h"
#include "show/format.h"

#define BEFORE \
	"{\"type\":\"exec\",\"timestamp\":\"2023-11-14T22:13:20.123456789Z\",\"uid\":1000,"
#define IDS "\"pid\":12345,\"ppid\":12340,"
#define SUCCEEDED BEFORE "\"comm\":\"ls\"," IDS "\"retval\":0,\"latency_us\":1234.567,"

static const struct exec_record sample = SAMPLE_HEAD;

static void print(struct strbuf *sb, const struct exec_record *head, const char *args,
		  size_t args_len, const char *filename, size_t max_args)
{
	struct format_context ctx = SAMPLE_CONTEXT;
	struct event ev = {};

	make_event(&ev, *head, args, args_len, filename, max_args);
	show_columns(&ctx, COLUMN_JSON);
	format_json.event(sb, &ctx, &ev);
	event__free(&ev);
}

/* jq must parse the line as one object for which the condition is true. */
static void assert_jq(const struct strbuf *line, const char *condition)
{
	struct strbuf output = {};
	char command[512];

	snprintf(command, sizeof(command), "jq -e '%s'", condition);
	assert_int_equal(run(command, line, &output), 0);
	assert_strbuf(&output, "true\n");
	strbuf__free(&output);
}

static void test_success(void **state)
{
	struct strbuf sb = {};

	print(&sb, &sample, BYTES("ls\0-la\0\0"), "/bin/ls", SIZE_MAX);
	assert_jq(&sb, ".args == [\"ls\", \"-la\", \"\"] and .latency_us == 1234.567");
	assert_strbuf(&sb, SUCCEEDED
		      "\"filename\":\"/bin/ls\",\"args\":[\"ls\",\"-la\",\"\"]}\n");
	print(&sb, &sample, "", 0, "", SIZE_MAX);
	assert_strbuf(&sb, SUCCEEDED "\"filename\":\"\",\"args\":[]}\n");
	strbuf__free(&sb);
}

static void test_failure(void **state)
{
	struct exec_record head = sample;
	struct strbuf sb = {};

	head.retval = -ENOENT;
	head.flags = RECORD_TAGGED;
	head.dirfd = 5;
	print(&sb, &head, BYTES("x\0\1"), "x", SIZE_MAX);
	assert_strbuf(&sb,
		      BEFORE "\"comm\":\"ls\"," IDS
			     "\"retval\":-2,\"error\":\"ENOENT\",\"latency_us\":1234.567,"
			     "\"filename\":\"/dev/fd/5/x\",\"args\":[\"x\"]}\n");
	strbuf__free(&sb);
}

static void test_error_names(void **state)
{
	static const struct {
		int err;
		const char *name;
	} cases[] = {
		{ 1, "\"EPERM\"" },
		{ 13, "\"EACCES\"" },
		{ 512, "\"ERESTARTSYS\"" },
		{ 513, "\"ERESTARTNOINTR\"" },
		{ 514, "\"ERESTARTNOHAND\"" },
		{ 516, "\"ERESTART_RESTARTBLOCK\"" },
		{ 515, "null" },
		{ 4095, "null" },
	};
	struct exec_record head = sample;
	struct strbuf sb = {};
	char expected[64];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		head.retval = -cases[i].err;
		print(&sb, &head, BYTES("x\0"), "x", SIZE_MAX);
		snprintf(expected, sizeof(expected), "\"retval\":-%d,\"error\":%s,",
			 cases[i].err, cases[i].name);
		assert_non_null(strstr(strbuf__cstr(&sb), expected));
		assert_jq(&sb, "type == \"object\" and has(\"error\")");
		strbuf__reset(&sb);
	}
	strbuf__free(&sb);
}

static void test_unknown_is_null(void **state)
{
	struct exec_record head = sample;
	struct strbuf sb = {};

	head.latency_ns = NO_LATENCY;
	print(&sb, &head, BYTES("x\0"), NULL, SIZE_MAX);
	assert_jq(&sb, "has(\"latency_us\") and .latency_us == null"
		       " and has(\"filename\") and .filename == null");
	strbuf__free(&sb);
}

static void test_latency(void **state)
{
	static const struct {
		__u64 ns;
		const char *number;
	} cases[] = {
		{ 0, "0.000" },
		{ 1, "0.001" },
		{ 999, "0.999" },
		{ 1000, "1.000" },
		{ 60000000001, "60000000.001" },
	};
	struct exec_record head = sample;
	struct strbuf sb = {};
	char expected[64];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		head.latency_ns = cases[i].ns;
		print(&sb, &head, BYTES("x\0"), "x", SIZE_MAX);
		snprintf(expected, sizeof(expected), "\"latency_us\":%s,",
			 cases[i].number);
		assert_non_null(strstr(strbuf__cstr(&sb), expected));
		strbuf__reset(&sb);
	}
	strbuf__free(&sb);
}

static void test_largest_numbers(void **state)
{
	struct exec_record head = sample;
	struct strbuf sb = {};

	head.pid = head.ppid = head.uid = UINT32_MAX;
	print(&sb, &head, BYTES("x\0"), "x", SIZE_MAX);
	assert_jq(&sb, "[.pid, .ppid, .uid] == [range(3) | 4294967295]");
	strbuf__free(&sb);
}

static void test_truncated(void **state)
{
	struct exec_record head = sample;
	struct strbuf sb = {};

	head.flags = RECORD_TRUNCATED;
	print(&sb, &head, BYTES("ls\0-l"), "ls", SIZE_MAX);
	assert_strbuf(&sb, SUCCEEDED "\"filename\":\"ls\",\"args\":[\"ls\",\"-l\"],"
				     "\"truncated\":true}\n");
	head.flags = RECORD_TRUNCATED | RECORD_TOTALS;
	head.argc = 900;
	head.args_total = 70000;
	print(&sb, &head, BYTES("ls\0-l"), "ls", SIZE_MAX);
	assert_strbuf(&sb, SUCCEEDED
		      "\"filename\":\"ls\",\"args\":[\"ls\",\"-l\"],\"truncated\":true,"
		      "\"argc\":900,\"args_bytes\":70000}\n");
	print(&sb, &sample, BYTES("a\0bb\0ccc\0"), "a", 1);
	assert_strbuf(&sb, SUCCEEDED "\"filename\":\"a\",\"args\":[\"a\"],"
				     "\"truncated\":true,\"argc\":3,\"args_bytes\":9}\n");
	print(&sb, &sample, BYTES("\xff\0"), "a", 0);
	assert_strbuf(&sb, SUCCEEDED "\"filename\":\"a\",\"args\":[],"
				     "\"truncated\":true,\"argc\":1,\"args_bytes\":2}\n");
	strbuf__free(&sb);
}

static void test_unreadable(void **state)
{
	struct exec_record head = sample;
	struct strbuf sb = {};

	head.flags = RECORD_TAGGED;
	print(&sb, &head, BYTES("ls\0\1\0\2\0\1gone\0\2"), "ls", SIZE_MAX);
	assert_strbuf(&sb,
		      SUCCEEDED "\"filename\":\"ls\",\"args\":[\"ls\",\"\",\"\",\"\"],"
				"\"unreadable\":[1,3]}\n");
	print(&sb, &head, BYTES("ls\0\1\0\2x\0\1"), "ls", 2);
	assert_strbuf(&sb,
		      SUCCEEDED "\"filename\":\"ls\",\"args\":[\"ls\",\"\"],"
				"\"unreadable\":[1],\"truncated\":true,\"argc\":3}\n");
	head.flags = RECORD_UNREADABLE;
	print(&sb, &head, "", 0, "ls", SIZE_MAX);
	assert_strbuf(&sb, SUCCEEDED "\"filename\":\"ls\",\"args\":[\"\"],"
				     "\"unreadable\":[0],\"truncated\":true}\n");
	strbuf__free(&sb);
}

/* args are the redacted ones; args_bytes is the original size. */
static void test_redacted(void **state)
{
	struct event ev = {};
	struct strbuf sb = {};
	struct format_context ctx = SAMPLE_CONTEXT;

	show_columns(&ctx, COLUMN_JSON);
	make_event(&ev, sample, BYTES("a\0[redacted]\0b=\xff\0c\0"), "a", 3);
	ev.args[0].redacted = true;
	ev.args[2] = (struct arg){ "b=[redacted]", 12, .redacted = true };
	format_json.event(&sb, &ctx, &ev);
	assert_strbuf(
		&sb, SUCCEEDED
		"\"filename\":\"a\",\"args\":[\"a\",\"[redacted]\",\"b=[redacted]\"],"
		"\"redacted\":[0,2],\"truncated\":true,\"argc\":4,\"args_bytes\":19}\n");
	strbuf__free(&sb);
	event__free(&ev);
}

static void test_comm_and_filename(void **state)
{
	struct exec_record head = sample;
	struct strbuf sb = {};

	memcpy(head.comm, "a \"\\\n\xff\u202e", 10);
	print(&sb, &head, BYTES("x\0"), "/\xc3/\"\t\xe2\x80\xa8", SIZE_MAX);
	assert_true(text__valid_utf8(sb.data, sb.len));
	assert_jq(&sb, ".comm == \"a \\\"\\\\\\n\\ufffd\\u202e\""
		       " and .filename == \"/\\ufffd/\\\"\\t\\u2028\""
		       " and (has(\"args_base64\") | not)");
	strbuf__free(&sb);
}

static size_t decode_base64(const char *text, size_t len, char *to)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789+/";
	unsigned int bits = 0, v = 0;
	size_t n = 0;

	for (size_t i = 0; i < len && text[i] != '='; i++) {
		v = v << 6 | (unsigned int)(strchr(digits, text[i]) - digits);
		bits += 6;
		if (bits >= 8)
			to[n++] = (char)(v >> (bits -= 8));
	}
	return n;
}

/* Decode the string that jq prints, and compare the bytes. */
static void assert_base64(const struct strbuf *line, size_t i, const char *bytes,
			  size_t len)
{
	struct strbuf output = {};
	char command[64], decoded[512];

	snprintf(command, sizeof(command), "jq -er '.args_base64[%zu]'", i);
	assert_int_equal(run(command, line, &output), 0);
	assert_int_equal(output.data[output.len - 1], '\n');
	assert_int_equal((output.len - 1) % 4, 0);
	assert_int_equal(decode_base64(output.data, output.len - 1, decoded), len);
	assert_memory_equal(decoded, bytes, len);
	strbuf__free(&output);
}

/* Even NUL, which no argument contains. */
static void test_every_byte(void **state)
{
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	char bytes[256];
	struct arg arg = { .text = bytes, .len = sizeof(bytes) };
	struct event ev = { .comm = "", .args = &arg, .n_args = 1 };

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)i;
	show_columns(&ctx, COLUMN_JSON);
	format_json.event(&sb, &ctx, &ev);
	assert_true(text__valid_utf8(sb.data, sb.len));
	assert_ptr_equal(memchr(sb.data, '\n', sb.len), sb.data + sb.len - 1);
	assert_jq(&sb, "(.args[0] | explode) == [range(128)] + [range(128) | 65533]");
	assert_base64(&sb, 0, bytes, sizeof(bytes));
	strbuf__free(&sb);
}

static void test_base64_of_each(void **state)
{
	struct strbuf sb = {};

	print(&sb, &sample, BYTES("ls\0\0\xc3\xa9\0x\xff\0"), "ls", SIZE_MAX);
	assert_jq(&sb, ".args == [\"ls\", \"\", \"é\", \"x\\ufffd\"]"
		       " and (.args_base64 | length) == 4 and .args_base64[1] == \"\"");
	assert_base64(&sb, 0, "ls", 2);
	assert_base64(&sb, 2, "\xc3\xa9", 2);
	assert_base64(&sb, 3, "x\xff", 2);
	strbuf__reset(&sb);
	print(&sb, &sample, BYTES("ls\0\xc3\xa9\0"), "ls", SIZE_MAX);
	assert_jq(&sb, "has(\"args_base64\") | not");
	strbuf__free(&sb);
}

/* -q has no effect on JSON. */
static void test_display_options(void **state)
{
	struct format_context plain = SAMPLE_CONTEXT, quoted = SAMPLE_CONTEXT;
	struct strbuf one = {}, other = {};
	struct event ev = {};

	show_columns(&plain, COLUMN_JSON);
	show_columns(&quoted, COLUMN_JSON);
	quoted.quote = true;
	make_event(&ev, sample, BYTES("ls\0a b\0"), "ls", SIZE_MAX);
	format_json.event(&one, &plain, &ev);
	format_json.event(&other, &quoted, &ev);
	assert_strbuf(&one, strbuf__cstr(&other));
	assert_null(format_json.begin);
	strbuf__free(&one);
	strbuf__free(&other);
	event__free(&ev);
}

/* Null unless searches are folded. */
static void test_probes(void **state)
{
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	struct event ev = {};

	make_event(&ev, sample, BYTES("ls\0"), "ls", SIZE_MAX);
	show_columns(&ctx, COLUMN_JSON | COLUMN_PROBES);
	format_json.event(&sb, &ctx, &ev);
	assert_jq(&sb, "has(\"probes\") and .probes == null");
	strbuf__reset(&sb);
	ev.probes = 5;
	ev.probes_known = true;
	format_json.event(&sb, &ctx, &ev);
	assert_jq(&sb, ".probes == 5");
	strbuf__free(&sb);
	event__free(&ev);
}

static void test_lost(void **state)
{
	const struct loss loss = { SAMPLE_TIME, "ring_full", 17 };
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};

	format_json.lost(&sb, &ctx, &loss);
	assert_jq(&sb, ".count == 17");
	assert_strbuf(
		&sb,
		"{\"type\":\"lost\",\"timestamp\":\"2023-11-14T22:13:20.123456789Z\","
		"\"reason\":\"ring_full\",\"count\":17}\n");
	strbuf__free(&sb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_success),
		cmocka_unit_test(test_failure),
		cmocka_unit_test(test_error_names),
		cmocka_unit_test(test_unknown_is_null),
		cmocka_unit_test(test_latency),
		cmocka_unit_test(test_largest_numbers),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_redacted),
		cmocka_unit_test(test_comm_and_filename),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_base64_of_each),
		cmocka_unit_test(test_display_options),
		cmocka_unit_test(test_probes),
		cmocka_unit_test(test_lost),
	};

	return cmocka_run_group_tests_name("format json", tests, NULL, NULL);
}
