// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "event_harness.h"

#include <errno.h>

#include "base/util.h"

static const struct exec_record sample = SAMPLE_HEAD;

static struct exec_record with_flags(unsigned int flags)
{
	struct exec_record head = sample;

	head.flags = (__u16)flags;
	return head;
}

static void assert_arg(const struct event *ev, size_t i, const char *text)
{
	assert_int_equal(ev->args[i].len, strlen(text));
	assert_memory_equal(ev->args[i].text, text, strlen(text));
	assert_false(ev->args[i].unreadable);
}

static int decode(const struct exec_record *head, const char *args, size_t args_len,
		  struct event *ev)
{
	struct record rec = { .head = *head, .args = args, .args_len = args_len };

	return event__decode(ev, &rec);
}

/* The path of a script follows its interpreters and their arguments. */
static void test_script(void **state)
{
	static const struct {
		const char *args;
		size_t len;
		unsigned int flags;
		int retval;
		bool is_script;
	} cases[] = {
		{ BYTES("/bin/sh\0./s\0a\0"), 0, 0, true },
		{ BYTES("/bin/sh\0-e\0./s\0"), 0, 0, true },
		{ BYTES("./s\0a\0"), 0, 0, false },
		{ BYTES("/bin/sh\0./s2\0./\0"), 0, 0, false },
		{ BYTES("/bin/sh\0./s\0"), 0, -2, false },
		{ BYTES("/bin/sh\0./s\0"), INTERPRETER_KNOWN, 0, false },
		{ BYTES("x\0"), INTERPRETER_KNOWN | INTERPRETER_USED, 0, true },
	};
	struct event ev = {};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct record rec = {
			.head = sample,
			.args = cases[i].args,
			.args_len = cases[i].len,
			.filename = "./s",
			.exe = "",
			.cwd = "",
			.interpreter = "",
			.details = { .interpreter_flags = (__u8)cases[i].flags },
		};

		rec.head.dirfd = AT_FDCWD;
		rec.head.flags = RECORD_DETAILED;
		rec.head.retval = cases[i].retval;
		assert_int_equal(event__decode(&ev, &rec), 0);
		assert_int_equal(ev.is_script, cases[i].is_script);
	}
	event__free(&ev);
}

static void test_all_known(void **state)
{
	struct event ev = {};

	make_event(&ev, sample, BYTES("ls\0-la\0\0/tmp\0"), "/bin/ls", SIZE_MAX);
	assert_int_equal(ev.head.pid, 12345);
	assert_int_equal(ev.head.ppid, 12340);
	assert_int_equal(ev.head.uid, 1000);
	assert_int_equal(ev.head.ktime_ns, SAMPLE_TIME);
	assert_int_equal(ev.comm_len, 2);
	assert_memory_equal(ev.comm, "ls", 2);
	assert_string_equal(ev.filename, "/bin/ls");
	assert_int_equal(ev.n_args, 4);
	assert_arg(&ev, 0, "ls");
	assert_arg(&ev, 1, "-la");
	assert_arg(&ev, 2, "");
	assert_arg(&ev, 3, "/tmp");
	assert_false(ev.truncated);
	assert_true(ev.argc_known);
	assert_true(ev.args_bytes_known);
	assert_int_equal(ev.argc, 4);
	assert_int_equal(ev.args_bytes, 13);
	event__free(&ev);
}

static void test_no_args(void **state)
{
	struct event ev = {};

	make_event(&ev, sample, "", 0, NULL, SIZE_MAX);
	assert_int_equal(ev.n_args, 0);
	assert_int_equal(ev.argc, 0);
	assert_true(ev.argc_known);
	assert_false(ev.truncated);
	assert_null(ev.filename);
	event__free(&ev);
}

static void test_tagged(void **state)
{
	const struct exec_record head = with_flags(RECORD_TAGGED);
	struct event ev = {};

	make_event(&ev, head, BYTES("ls\0\1part\0\2\0\1x\0\1"), "ls", SIZE_MAX);
	assert_int_equal(ev.n_args, 4);
	assert_arg(&ev, 0, "ls");
	assert_true(ev.args[1].unreadable);
	assert_int_equal(ev.args[1].len, 0);
	assert_arg(&ev, 2, "");
	assert_arg(&ev, 3, "x");
	assert_false(ev.truncated);
	assert_true(ev.argc_known);
	assert_int_equal(ev.argc, 4);
	/* The length of an unreadable argument is unknown. */
	assert_false(ev.args_bytes_known);
	event__free(&ev);
}

static void test_bad_tags(void **state)
{
	const struct exec_record head = with_flags(RECORD_TAGGED);
	struct event ev = {};
	char args[] = "ls\0?";

	for (int tag = 0; tag < 256; tag++) {
		args[3] = (char)tag;
		assert_int_equal(decode(&head, args, 4, &ev),
				 tag == 1 || tag == 2 ? 0 : -EBADMSG);
	}
	event__free(&ev);
}

static void test_tag_missing(void **state)
{
	const struct exec_record head = with_flags(RECORD_TAGGED);
	struct event ev = {};

	/* A valid tag after the end does not count. */
	assert_int_equal(decode(&head, "ls\0\1", 3, &ev), -EBADMSG);
	assert_int_equal(decode(&head, "ls\0\1x\0\1", 6, &ev), -EBADMSG);
	assert_int_equal(decode(&head, BYTES("ls\0-la\0\1"), &ev), -EBADMSG);
	event__free(&ev);
}

/* A block cut anywhere is decoded up to there or rejected; nothing after it is read. */
static void test_tagged_cut(void **state)
{
	static const char args[] = "ls\0\1-la\0\2\0\1/tmp\0\1";
	const struct exec_record head = with_flags(RECORD_TAGGED | RECORD_TRUNCATED);
	struct event ev = {};

	for (size_t len = 0; len < sizeof(args); len++) {
		char *copy = malloc(len ? len : 1);
		bool ends_in_nul = len && !args[len - 1];

		memcpy(copy, args, len);
		assert_int_equal(decode(&head, copy, len, &ev),
				 ends_in_nul ? -EBADMSG : 0);
		free(copy);
	}
	event__free(&ev);
}

static void test_truncated(void **state)
{
	struct event ev = {};

	make_event(&ev, with_flags(RECORD_TRUNCATED), BYTES("ls\0-l"), "ls", SIZE_MAX);
	assert_int_equal(ev.n_args, 2);
	assert_arg(&ev, 1, "-l");
	assert_true(ev.truncated);
	assert_false(ev.argc_known);
	assert_false(ev.args_bytes_known);
	event__free(&ev);
}

static void test_truncated_with_totals(void **state)
{
	struct exec_record head = with_flags(RECORD_TRUNCATED | RECORD_TOTALS);
	struct event ev = {};

	head.argc = 900;
	head.args_total = 70000;
	make_event(&ev, head, BYTES("ls\0-l"), "ls", SIZE_MAX);
	assert_true(ev.truncated);
	assert_true(ev.argc_known);
	assert_true(ev.args_bytes_known);
	assert_int_equal(ev.argc, 900);
	assert_int_equal(ev.args_bytes, 70000);
	event__free(&ev);
}

static void test_unreadable(void **state)
{
	struct event ev = {};

	make_event(&ev, with_flags(RECORD_UNREADABLE), "", 0, "ls", SIZE_MAX);
	assert_int_equal(ev.n_args, 1);
	assert_true(ev.args[0].unreadable);
	assert_int_equal(ev.args[0].len, 0);
	assert_true(ev.truncated);
	assert_false(ev.argc_known);
	assert_false(ev.args_bytes_known);
	event__free(&ev);
}

static void test_max_args(void **state)
{
	static const struct {
		size_t max, n;
		bool truncated;
	} cases[] = {
		{ 0, 0, true },	 { 1, 1, true },  { 2, 2, true },
		{ 3, 3, false }, { 4, 3, false },
	};
	struct event ev = {};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		make_event(&ev, sample, BYTES("a\0bb\0ccc\0"), "a", cases[i].max);
		assert_int_equal(ev.n_args, cases[i].n);
		assert_int_equal(ev.truncated, cases[i].truncated);
		assert_true(ev.argc_known);
		assert_int_equal(ev.argc, 3);
		assert_int_equal(ev.args_bytes, 9);
	}
	event__free(&ev);
}

static void test_many_args(void **state)
{
	struct strbuf args = {};
	struct event ev = {};

	for (int i = 0; i < 100000; i++)
		strbuf__add(&args, "a", 2);
	make_event(&ev, sample, args.data, args.len, "a", SIZE_MAX);
	assert_int_equal(ev.n_args, 100000);
	for (size_t i = 0; i < ev.n_args; i++)
		assert_arg(&ev, i, "a");
	/* Nothing of it remains in the next event. */
	make_event(&ev, sample, BYTES("b\0"), "b", SIZE_MAX);
	assert_int_equal(ev.n_args, 1);
	assert_arg(&ev, 0, "b");
	strbuf__free(&args);
	event__free(&ev);
}

static void test_comm_full(void **state)
{
	struct exec_record head = sample;
	struct event ev = {};

	memcpy(head.comm, "0123456789abcdef", COMM_SIZE);
	make_event(&ev, head, "", 0, "", SIZE_MAX);
	assert_int_equal(ev.comm_len, 16);
	assert_memory_equal(ev.comm, "0123456789abcdef", 16);
	memset(head.comm, 0, COMM_SIZE);
	make_event(&ev, head, "", 0, "", SIZE_MAX);
	assert_int_equal(ev.comm_len, 0);
	event__free(&ev);
}

/* As in alloc_bprm(), fs/exec.c of the kernel. */
static void test_filename_by_fd(void **state)
{
	static const struct {
		int dirfd;
		const char *asked, *named;
	} cases[] = {
		{ AT_FDCWD, "ls", "ls" },
		{ AT_FDCWD, "", "" },
		{ 3, "/bin/ls", "/bin/ls" },
		{ 3, "", "/dev/fd/3" },
		{ 3, "bin/ls", "/dev/fd/3/bin/ls" },
		{ 0, "x", "/dev/fd/0/x" },
		{ -1, "x", "/dev/fd/-1/x" },
	};
	struct exec_record head = sample;
	struct event ev = {};

	head.retval = -ENOENT;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		head.dirfd = cases[i].dirfd;
		make_event(&ev, head, "", 0, cases[i].asked, SIZE_MAX);
		assert_string_equal(ev.filename, cases[i].named);
	}
	make_event(&ev, head, "", 0, NULL, SIZE_MAX);
	assert_null(ev.filename);
	event__free(&ev);
}

/* A copy shares nothing with the event, and replaces an earlier copy. */
static void test_copy(void **state)
{
	struct exec_record head = sample;
	struct event ev = {}, copy = {};

	head.dirfd = 3;
	make_event(&ev, head, BYTES("ls\0\0-la\0"), "bin/ls", SIZE_MAX);
	assert_int_equal(event__size(&ev),
			 5 + 3 * sizeof(struct arg) + sizeof("/dev/fd/3/bin/ls"));
	assert_int_equal(event__copy(&copy, &ev), 0);
	head.pid++;
	memcpy(head.comm, "cat", 4);
	make_event(&ev, head, BYTES("cat\0x\0y\0z\0"), NULL, SIZE_MAX);
	assert_int_equal(copy.head.pid + 1, ev.head.pid);
	assert_memory_equal(copy.comm, "ls", copy.comm_len);
	assert_string_equal(copy.filename, "/dev/fd/3/bin/ls");
	assert_int_equal(copy.n_args, 3);
	assert_memory_equal(copy.args[0].text, "ls", copy.args[0].len);
	assert_int_equal(copy.args[1].len, 0);
	assert_memory_equal(copy.args[2].text, "-la", copy.args[2].len);
	assert_int_equal(event__copy(&copy, &ev), 0);
	event__free(&ev);
	assert_null(copy.filename);
	assert_int_equal(copy.n_args, 4);
	assert_memory_equal(copy.args[3].text, "z", copy.args[3].len);
	event__free(&copy);
}

/* The same for data that only some columns show. */
static void test_copy_of_details(void **state)
{
	char names[] = "a\0b\0cc";
	struct arg arg = {
		.text = names, .len = 1, .unreadable = true, .redacted = true
	};
	struct event ev = {
		.cgroups = { names, 1 },
		.exe = { names + 2, 2 },
		.cwd = { names + 4, 2 },
		.args = &arg,
		.n_args = 1,
		.probes = 3,
		.probes_known = true,
	};
	struct event copy = {};

	ev.details = &ev.own_details;
	ev.own_details.inode = 7;
	assert_int_equal(event__size(&ev), 6 + sizeof(arg));
	assert_int_equal(event__copy(&copy, &ev), 0);
	memset(names, 'x', sizeof(names));
	memset(&arg, 0, sizeof(arg));
	ev.own_details.inode = 8;
	assert_int_equal(copy.details->inode, 7);
	assert_int_equal(copy.cgroups.len, 1);
	assert_memory_equal(copy.cgroups.bytes, "a", 1);
	assert_int_equal(copy.exe.len, 2);
	assert_memory_equal(copy.exe.bytes, "b", 2);
	assert_int_equal(copy.cwd.len, 2);
	assert_memory_equal(copy.cwd.bytes, "cc", 2);
	assert_true(copy.args[0].unreadable && copy.args[0].redacted);
	assert_true(copy.probes_known && copy.probes == 3);
	ev = (struct event){};
	assert_int_equal(event__copy(&copy, &ev), 0);
	assert_null(copy.details);
	assert_int_equal(copy.exe.len, 0);
	event__free(&copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_script),
		cmocka_unit_test(test_all_known),
		cmocka_unit_test(test_no_args),
		cmocka_unit_test(test_tagged),
		cmocka_unit_test(test_bad_tags),
		cmocka_unit_test(test_tag_missing),
		cmocka_unit_test(test_tagged_cut),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_truncated_with_totals),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_max_args),
		cmocka_unit_test(test_many_args),
		cmocka_unit_test(test_comm_full),
		cmocka_unit_test(test_filename_by_fd),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_copy_of_details),
	};

	return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
