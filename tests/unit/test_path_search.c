// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Events in, and which of them come out, with how many probes. */
#include "event_harness.h"

#include <errno.h>

#include "base/util.h"
#include "select/path_search.h"

#define MS (NSEC_PER_SEC / 1000)

static struct fixture {
	struct path_search path_search;
	struct event event;
	struct exec_record head; /* of the next event */
	struct strbuf lines; /* "TID RETVAL FILENAME PROBES ARGS...\n" for each shown */
	size_t max_args;
} f;

static void show(void *ctx, struct event *ev)
{
	assert_ptr_equal(ctx, &f);
	strbuf__printf(&f.lines, "%u %d %s %u", ev->head.tid, ev->head.retval,
		       ev->filename ? ev->filename : "-", (unsigned int)ev->probes);
	for (size_t i = 0; i < ev->n_args; i++)
		strbuf__printf(&f.lines, " %.*s", (int)ev->args[i].len, ev->args[i].text);
	strbuf__addc(&f.lines, '\n');
}

static int setup(void **state)
{
	f = (struct fixture){ .path_search = { .show = show, .ctx = &f },
			      .head = SAMPLE_HEAD,
			      .max_args = SIZE_MAX };
	f.head.pid = f.head.tid = 1;
	f.head.ktime_ns = 1000 * MS;
	return 0;
}

static int teardown(void **state)
{
	path_search__free(&f.path_search);
	event__free(&f.event);
	strbuf__free(&f.lines);
	return 0;
}

static void send_args(int retval, const char *filename, const char *args, size_t len)
{
	f.head.retval = retval;
	make_event(&f.event, f.head, args, len, filename, f.max_args);
	path_search__event(&f.path_search, &f.event);
}

static void send(int retval, const char *filename)
{
	send_args(retval, filename, BYTES("x\0-a\0"));
}

static void send_as(__u32 pid, __u32 tid, int retval, const char *filename)
{
	f.head.pid = pid;
	f.head.tid = tid;
	send(retval, filename);
}

#define assert_shown(text)                                         \
	do {                                                       \
		assert_string_equal(strbuf__cstr(&f.lines), text); \
		strbuf__reset(&f.lines);                           \
	} while (0)

static void test_found_in_the_last(void **state)
{
	send(-ENOENT, "/1/x");
	send(-EACCES, "/2/x");
	send(-ENOTDIR, "/3/x");
	assert_shown("");
	assert_int_equal(f.path_search.n, 1);
	send(0, "/4/x");
	assert_shown("1 0 /4/x 3 x -a\n");
	assert_int_equal(f.path_search.n, 0);
	path_search__end(&f.path_search);
	assert_shown("");
}

static void test_found_in_the_first(void **state)
{
	send(0, "/1/x");
	assert_shown("1 0 /1/x 0 x -a\n");
}

static void test_found_nowhere(void **state)
{
	send(-ENOENT, "/1/x");
	send(-ENOTDIR, "/2/x");
	send(-ENOENT, "x"); /* an empty directory of PATH */
	path_search__end(&f.path_search);
	assert_shown("1 -2 x 2 x -a\n");
	path_search__end(&f.path_search);
	assert_shown("");
}

/* It is what execvp(3) returns. */
static void test_permission_is_not_hidden(void **state)
{
	send(-ENOENT, "/1/x");
	send(-EACCES, "/2/x");
	send(-EACCES, "/3/x");
	send(-ENOENT, "/4/x");
	path_search__end(&f.path_search);
	assert_shown("1 -13 /3/x 3 x -a\n");
}

/* After another error execvp() does not go on, but shells do. */
static void test_other_errors(void **state)
{
	send(-ENOENT, "/1/x");
	send(-ELOOP, "/2/x");
	send(-ENAMETOOLONG, "/3/x");
	send(-ENOENT, "/4/x");
	assert_shown("");
	path_search__end(&f.path_search);
	assert_shown("1 -36 /3/x 3 x -a\n");
	send(-ENOENT, "/1/x");
	send(-EPERM, "/2/x");
	send(0, "/3/x");
	assert_shown("1 0 /3/x 2 x -a\n");
	/* A second try, and execvp() that has a shell run the file. */
	send(-ENOENT, "/1/x");
	send(-ETXTBSY, "/2/x");
	send(-ETXTBSY, "/2/x");
	assert_shown("1 -26 /2/x 1 x -a\n");
	send_args(0, "/bin/sh", BYTES("/bin/sh\0/2/x\0-a\0"));
	assert_shown("1 -26 /2/x 0 x -a\n1 0 /bin/sh 0 /bin/sh /2/x -a\n");
}

/* Ksh tries "" in place of a directory. */
static void test_empty_name(void **state)
{
	send(-ENOENT, "");
	send(-ENOENT, "/1/x");
	send(-ENOENT, "");
	send(0, "/2/x");
	assert_shown("1 0 /2/x 3 x -a\n");
	send(-ENOENT, "");
	send(-ENOENT, "/1/x");
	send(-ENOENT, "");
	send(-ENOENT, "/1/y");
	path_search__end(&f.path_search);
	assert_shown("1 -2 /1/x 2 x -a\n1 -2 /1/y 0 x -a\n");
}

static void test_other_program(void **state)
{
	send(-ENOENT, "/1/x");
	send(-ENOENT, "/2/x");
	send(-ENOENT, "/1/xx");
	assert_shown("1 -2 /2/x 1 x -a\n");
	send(0, "/2/x");
	assert_shown("1 -2 /1/xx 0 x -a\n1 0 /2/x 0 x -a\n");
}

static void test_other_arguments(void **state)
{
	send(-ENOENT, "/1/x");
	send_args(-ENOENT, "/2/x", BYTES("x\0-b\0"));
	assert_shown("1 -2 /1/x 0 x -a\n");
	send_args(-ENOENT, "/3/x", BYTES("x\0-b\0more\0"));
	assert_shown("1 -2 /2/x 0 x -b\n");
	send_args(0, "/4/x", BYTES("x\0-b\0moer\0"));
	assert_shown("1 -2 /3/x 0 x -b more\n1 0 /4/x 0 x -b moer\n");
}

/* An argument that could not be read may be any. */
static void test_unreadable_arguments(void **state)
{
	f.head.flags = RECORD_TAGGED;
	send_args(-ENOENT, "/1/x", BYTES("x\0\1\0\2"));
	f.head.flags = 0;
	send(0, "/2/x");
	assert_shown("1 0 /2/x 1 x -a\n");
}

static void test_script(void **state)
{
	send(-ENOENT, "/1/x");
	send_args(0, "/2/x", BYTES("/bin/sh\0/2/x\0-a\0"));
	assert_shown("1 0 /2/x 1 /bin/sh /2/x -a\n");
	send(-ENOENT, "/1/x");
	send_args(0, "/2/x", BYTES("/bin/sh\0-e\0/2/x\0-a\0"));
	assert_shown("1 0 /2/x 1 /bin/sh -e /2/x -a\n");
	send(-ENOENT, "/1/x");
	send_args(0, "/2/x", BYTES("/bin/sh\0/2/x\0-b\0"));
	assert_shown("1 -2 /1/x 0 x -a\n1 0 /2/x 0 /bin/sh /2/x -b\n");
	send_args(-ENOENT, "/1/x", "", 0);
	send_args(0, "/2/x", BYTES("/bin/sh\0/2/x\0"));
	assert_shown("1 -2 /1/x 0\n1 0 /2/x 0 /bin/sh /2/x\n");
}

/* With flag P of binfmt_misc the interpreter gets argument 0 too. */
static void test_interpreter_gets_name(void **state)
{
	send(-ENOENT, "/1/x");
	send_args(0, "/2/x", BYTES("/qemu\0/2/x\0x\0-a\0"));
	assert_shown("1 0 /2/x 1 /qemu /2/x x -a\n");
	send(-ENOENT, "/1/x");
	send_args(0, "/2/x", BYTES("/qemu\0/2/x\0y\0-a\0"));
	assert_shown("1 -2 /1/x 0 x -a\n1 0 /2/x 0 /qemu /2/x y -a\n");
	send(-ENOENT, "/1/x");
	send_args(0, "/2/x", BYTES("/2/x\0x\0-a\0"));
	assert_shown("1 -2 /1/x 0 x -a\n1 0 /2/x 0 /2/x x -a\n");
	/* Of a script, the interpreter has its own path in place of a name. */
	send(-ENOENT, "/1/x");
	send_args(0, "/2/x", BYTES("/qemu\0/bin/sh\0/bin/sh\0/2/x\0-a\0"));
	assert_shown("1 0 /2/x 1 /qemu /bin/sh /bin/sh /2/x -a\n");
}

/* Of a success other bytes are left out than of a failure. */
static void test_truncated(void **state)
{
	f.max_args = 1;
	send(-ENOENT, "/1/x");
	send(-ENOENT, "/2/x");
	assert_shown("");
	send_args(0, "/3/x", BYTES("/bin/sh\0/3/x\0-a\0"));
	assert_shown("1 0 /3/x 2 /bin/sh\n");
}

/* The same directory again: PATH has it twice, or it is tried again. */
static void test_another_try(void **state)
{
	send(-ENOENT, "/1/x");
	f.head.ktime_ns += PATH_SEARCH_REPEAT - 1;
	send(-ENOENT, "/1/x");
	f.head.ktime_ns += PATH_SEARCH_REPEAT;
	send(-ENOENT, "/2/x");
	assert_shown("");
	f.head.ktime_ns += PATH_SEARCH_REPEAT;
	send(-ENOENT, "/1/x");
	assert_shown("1 -2 /2/x 2 x -a\n");
	f.head.ktime_ns += PATH_SEARCH_REPEAT;
	send(0, "/1/x");
	assert_shown("1 -2 /1/x 0 x -a\n1 0 /1/x 0 x -a\n");
}

static void test_interleaved(void **state)
{
	send_as(1, 1, -ENOENT, "/1/x");
	send_as(2, 2, -ENOENT, "/1/x");
	send_as(1, 1, -ENOENT, "/2/x");
	send_as(3, 3, 0, "/2/x");
	send_as(2, 2, -ENOENT, "/2/x");
	send_as(2, 2, 0, "/3/x");
	send_as(1, 1, 0, "/3/x");
	assert_shown("3 0 /2/x 0 x -a\n2 0 /3/x 2 x -a\n1 0 /3/x 2 x -a\n");
}

/* After the success of one the other threads are gone, and so is its tid. */
static void test_threads(void **state)
{
	send_as(1, 2, -ENOENT, "/1/x");
	send_as(1, 3, -ENOENT, "/1/x");
	send_as(1, 4, -ENOENT, "/1/y");
	send_as(1, 2, -ENOENT, "/2/x");
	assert_shown("");
	send_as(1, 1, 0, "/3/x");
	assert_shown("4 -2 /1/y 0 x -a\n2 -2 /2/x 1 x -a\n1 0 /3/x 1 x -a\n");
}

/* Another process that has the pid by now does not go on with the search. */
static void test_pid_of_another(void **state)
{
	send(-ENOENT, "/1/x");
	f.head.start_ns++;
	send(0, "/2/x");
	assert_shown("1 0 /2/x 0 x -a\n");
	path_search__end(&f.path_search);
	assert_shown("1 -2 /1/x 0 x -a\n");
}

static void test_idle(void **state)
{
	assert_int_equal(path_search__idle(&f.path_search, 1), -1);
	send_as(1, 1, -ENOENT, "/1/x");
	f.head.ktime_ns += 20 * MS;
	send_as(2, 2, -ENOENT, "/1/x");
	assert_int_equal(path_search__idle(&f.path_search, 1080 * MS), 20);
	f.head.ktime_ns += 10 * MS;
	send_as(1, 1, -ENOENT, "/2/x");
	assert_int_equal(path_search__idle(&f.path_search, 1119 * MS + 1), 1);
	assert_shown("");
	assert_int_equal(path_search__idle(&f.path_search, 1120 * MS), 10);
	assert_shown("2 -2 /1/x 0 x -a\n");
	assert_int_equal(path_search__idle(&f.path_search, 1129 * MS), 1);
	assert_int_equal(path_search__idle(&f.path_search, 1130 * MS), -1);
	assert_shown("1 -2 /2/x 1 x -a\n");
}

/* Clocks of CPUs differ, and a record may say anything. */
static void test_times_that_cannot_be(void **state)
{
	f.head.ktime_ns = UINT64_MAX / 2;
	send(-ENOENT, "/1/x");
	assert_int_equal(path_search__idle(&f.path_search, 1), 100);
	f.head.ktime_ns = UINT64_MAX;
	send(-ENOENT, "/2/x");
	assert_in_range(path_search__idle(&f.path_search, 1000 * MS) + 1, 0, 101);
}

static void test_too_many_searches(void **state)
{
	for (__u32 i = 1; i <= PATH_SEARCHES_MAX; i++)
		send_as(i, i, -ENOENT, "/1/x");
	send_as(1, 1, -ENOENT, "/2/x");
	assert_shown("");
	send_as(100, 100, -ENOENT, "/1/x");
	assert_shown("2 -2 /1/x 0 x -a\n");
	send_as(100, 100, 0, "/2/x");
	send_as(1, 1, 0, "/3/x");
	assert_shown("100 0 /2/x 1 x -a\n1 0 /3/x 2 x -a\n");
	assert_int_equal(f.path_search.n, PATH_SEARCHES_MAX - 2);
}

static void test_too_many_probes(void **state)
{
	char path[32];

	for (int i = 0; i <= PATH_SEARCH_PROBES_MAX; i++) {
		snprintf(path, sizeof(path), "/%d/x", i);
		send(-ENOENT, path);
	}
	assert_shown("");
	send(-ENOENT, "/one more/x");
	assert_shown("1 -2 /256/x 256 x -a\n");
}

static void test_not_held(void **state)
{
	char *big = calloc(1, PATH_SEARCH_EVENT_MAX);

	memset(big, 'b', PATH_SEARCH_EVENT_MAX - 1);
	send(-ENOENT, NULL);
	assert_shown("1 -2 - 0 x -a\n");
	f.head.dirfd = 7;
	send(-ENOENT, "x");
	assert_shown("1 -2 /dev/fd/7/x 0 x -a\n");
	f.head.dirfd = AT_FDCWD;
	send_args(-ENOENT, "/1/x", big, PATH_SEARCH_EVENT_MAX);
	assert_int_equal(f.path_search.n, 0);
	assert_int_equal(f.lines.len,
			 strlen("1 -2 /1/x 0 \n") + PATH_SEARCH_EVENT_MAX - 1);
	free(big);
}

static bool next_probe(struct path_probe *last, __u32 tid, int retval,
		       const char *filename)
{
	const struct event ev = { .head = { .tid = tid, .retval = retval },
				  .filename = filename };

	return path_probe__next(last, &ev);
}

static void test_probes_in_a_row(void **state)
{
	struct path_probe last = {};

	assert_false(next_probe(&last, 0, 0, "/1/x"));
	assert_false(next_probe(&last, 1, -ENOENT, "/1/x"));
	assert_true(next_probe(&last, 1, -EACCES, "/2/x"));
	assert_true(next_probe(&last, 1, 0, "/3/x"));
	assert_false(next_probe(&last, 1, -ENOENT, "/1/x"));
	assert_false(next_probe(&last, 1, -ENOENT, "/1/x"));
	assert_false(next_probe(&last, 1, -ENOENT, "/1/y"));
	assert_false(next_probe(&last, 2, -ENOENT, "/2/y"));
	assert_false(next_probe(&last, 2, -ENOENT, NULL));
	assert_false(next_probe(&last, 2, -ENOENT, "/3/y"));
	strbuf__free(&last.filename);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_found_in_the_last),
		TEST(test_found_in_the_first),
		TEST(test_found_nowhere),
		TEST(test_permission_is_not_hidden),
		TEST(test_other_errors),
		TEST(test_empty_name),
		TEST(test_other_program),
		TEST(test_other_arguments),
		TEST(test_unreadable_arguments),
		TEST(test_script),
		TEST(test_interpreter_gets_name),
		TEST(test_truncated),
		TEST(test_another_try),
		TEST(test_interleaved),
		TEST(test_threads),
		TEST(test_pid_of_another),
		TEST(test_idle),
		TEST(test_times_that_cannot_be),
		TEST(test_too_many_searches),
		TEST(test_too_many_probes),
		TEST(test_not_held),
		TEST(test_probes_in_a_row),
	};

	return cmocka_run_group_tests_name("path_search", tests, NULL, NULL);
}
