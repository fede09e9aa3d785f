// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which programs are stored, and that none is mistaken for another. */
#include "event_harness.h"

#include <errno.h>

#include "base/process.h"
#include "base/util.h"
#include "show/ancestry.h"
#include "show/ancestry_start.h"

static struct ancestry *table;
static struct event ev;

static int setup(void **state)
{
	table = ancestry__new(true);
	assert_non_null(table);
	return 0;
}

static int teardown(void **state)
{
	ancestry__free(table);
	event__free(&ev);
	return 0;
}

static struct program_id id_of(uint32_t pid, uint64_t start_ns, uint32_t exec_id)
{
	return (struct program_id){ start_ns, exec_id, pid };
}

/* Store a program with one argument. */
static void store(struct program_id id, const char *text, bool confirmed)
{
	const struct arg arg = { .text = text, .len = strlen(text) };

	ancestry__store(table, &id, &arg, 1, false, confirmed);
}

static void resolve(const struct program_id *ids, size_t n)
{
	ev.own_ancestry = (struct exec_ancestry){ .n = (uint32_t)n };
	ev.ancestry = &ev.own_ancestry;
	for (size_t i = 0; i < n; i++)
		ev.ancestors[i] = (struct ancestor){ .program = ids[i] };
	ancestry__resolve(table, &ev);
}

static void assert_known(struct program_id id, const char *args, size_t len, bool cut)
{
	resolve(&id, 1);
	assert_non_null(ev.ancestors[0].args);
	assert_int_equal(ev.ancestors[0].args_len, len);
	assert_memory_equal(ev.ancestors[0].args, args, len);
	assert_int_equal(ev.ancestors[0].args_cut, cut);
}

static void assert_unknown(struct program_id id)
{
	resolve(&id, 1);
	assert_null(ev.ancestors[0].args);
}

static void test_same_program(void **state)
{
	assert_unknown(id_of(7, 100, 1));
	store(id_of(7, 100, 1), "sh", true);
	assert_known(id_of(7, 100, 1), BYTES("sh\0"), false);
	/* The pid was recycled; an exec was not seen; another process. */
	assert_unknown(id_of(7, 101, 1));
	assert_unknown(id_of(7, 100, 2));
	assert_unknown(id_of(8, 100, 1));
	assert_unknown(id_of(0, 0, 0));
	assert_int_equal(ancestry__evicted(table), 0);
}

static void test_next_program(void **state)
{
	store(id_of(7, 100, 1), "sh", true);
	store(id_of(7 + ANCESTRY_PROGRAMS, 100, 1), "other", true);
	store(id_of(7, 100, 2), "make", true);
	store(id_of(7, 300, 2), "ls", true);
	/* A process forked before the exec may still run the first one. */
	assert_known(id_of(7, 100, 1), BYTES("sh\0"), false);
	assert_known(id_of(7, 100, 2), BYTES("make\0"), false);
	assert_known(id_of(7, 300, 2), BYTES("ls\0"), false);
	assert_known(id_of(7 + ANCESTRY_PROGRAMS, 100, 1), BYTES("other\0"), false);
}

static void test_chain(void **state)
{
	const struct program_id ids[] = { id_of(3, 1, 1), id_of(2, 1, 1),
					  id_of(1, 1, 1) };

	store(ids[0], "make", true);
	store(ids[2], "init", true);
	resolve(ids, 3);
	assert_string_equal(ev.ancestors[0].args, "make");
	assert_null(ev.ancestors[1].args);
	assert_string_equal(ev.ancestors[2].args, "init");
	assert_int_equal(ev.ancestors[2].args_len, 5);
}

static void test_args(void **state)
{
	const struct program_id id = id_of(7, 100, 1);
	char text[ANCESTRY_ARGS_SIZE + 10], stored[ANCESTRY_ARGS_SIZE];
	struct arg args[] = { { .text = "", .len = 0 }, { .text = text } };

	memset(text, 'a', sizeof(text));
	ancestry__store(table, &id, args, 0, false, true);
	assert_known(id, "", 0, false);
	ancestry__store(table, &id, args, 1, true, true);
	assert_known(id, BYTES("\0"), true);
	memset(stored, 'a', sizeof(stored));
	stored[0] = '\0';
	/* Just fits, and does not. */
	for (size_t len = ANCESTRY_ARGS_SIZE - 2; len < sizeof(text); len++) {
		const bool cut = len > ANCESTRY_ARGS_SIZE - 2;

		args[1].len = len;
		ancestry__store(table, &id, args, 2, false, true);
		stored[ANCESTRY_ARGS_SIZE - 1] = cut ? 'a' : '\0';
		assert_known(id, stored, ANCESTRY_ARGS_SIZE, cut);
	}
	/* An argument after a full entry is cut, even an empty one. */
	args[1].len = ANCESTRY_ARGS_SIZE - 1;
	ancestry__store(table, &id, (struct arg[]){ args[1], args[0] }, 2, false, true);
	resolve(&id, 1);
	assert_int_equal(ev.ancestors[0].args_len, ANCESTRY_ARGS_SIZE);
	assert_true(ev.ancestors[0].args_cut);
}

static void assert_exe(struct program_id id, const char *path, bool deleted)
{
	resolve(&id, 1);
	assert_true(ev.exes_known);
	assert_int_equal(ev.ancestors[0].exe_len, path ? strlen(path) : 0);
	if (path)
		assert_memory_equal(ev.ancestors[0].exe, path, strlen(path));
	else
		assert_null(ev.ancestors[0].exe);
	assert_int_equal(ev.ancestors[0].exe_deleted, deleted);
}

static void test_exe(void **state)
{
	const struct program_id id = id_of(7, 100, 1);
	char path[ANCESTRY_EXE_SIZE + 1];

	ancestry__store_exe(table, &id, "/bin/sh", 7, false);
	assert_unknown(id);
	store(id, "sh", true);
	assert_exe(id, NULL, false);
	ancestry__store_exe(table, &id, "/bin/sh (deleted)", 17, true);
	assert_exe(id, "/bin/sh (deleted)", true);
	assert_string_equal(ev.ancestors[0].args, "sh");
	store(id, "sh", true);
	memset(path, 'a', sizeof(path));
	ancestry__store_exe(table, &id, path, ANCESTRY_EXE_SIZE, false);
	assert_exe(id, NULL, false);
	path[ANCESTRY_EXE_SIZE - 1] = '\0';
	ancestry__store_exe(table, &id, path, ANCESTRY_EXE_SIZE - 1, false);
	assert_exe(id, path, false);
	ancestry__free(table);
	table = ancestry__new(false);
	store(id, "sh", true);
	ancestry__store_exe(table, &id, "/bin/sh", 7, false);
	resolve(&id, 1);
	assert_false(ev.exes_known);
}

/* Of an event the path is composed. */
static void test_event_exe(void **state)
{
	const struct program_id id = id_of(7, 100, 1);
	struct event own = { .own_ancestry = { .id = id },
			     .exe = { BYTES("ls\0bin\0\0"), PATH_DELETED } };

	own.ancestry = &own.own_ancestry;
	ancestry__store_event(table, &own);
	assert_exe(id, "/bin/ls (deleted)", true);
	own.exe.len = 0;
	ancestry__store_event(table, &own);
	assert_exe(id, NULL, false);
}

static void test_running_exe(void **state)
{
	char path[4096], expected[4096];
	const ssize_t len = readlink("/proc/self/exe", expected, sizeof(expected));
	bool deleted = true;

	assert_true(len > 0);
	assert_int_equal(process__exe((uint32_t)getpid(), path, sizeof(path), &deleted),
			 len);
	assert_memory_equal(path, expected, len);
	assert_false(deleted);
	assert_int_equal(process__exe((uint32_t)getpid(), path, (size_t)len, &deleted),
			 -ENAMETOOLONG);
	assert_int_equal(process__exe(1U << 30, path, sizeof(path), &deleted), -ENOENT);
}

static void test_store_event(void **state)
{
	const struct program_id id = id_of(7, 100, 1);
	struct event own = { .own_ancestry = { .id = id } };

	ancestry__store_event(table, &own); /* no ancestry was collected */
	assert_unknown(id);
	own.ancestry = &own.own_ancestry;
	own.head.retval = -2;
	ancestry__store_event(table, &own);
	assert_unknown(id);
	own.head.retval = 0;
	own.head.flags = RECORD_UNREADABLE;
	ancestry__store_event(table, &own);
	assert_unknown(id);
	own.head.flags = 0;
	ancestry__store_event(table, &own);
	assert_known(id, "", 0, false);
}

/* Programs that are resolved stay, others are evicted in turn; failed lookups of evicted
 * programs are counted. */
static void test_eviction(void **state)
{
	const struct program_id old = id_of(1, 1, 1), idle = id_of(2, 1, 1);
	const uint32_t n = 10 * ANCESTRY_PROGRAMS;

	store(old, "init", true);
	store(idle, "idle", true);
	assert_known(idle, BYTES("idle\0"), false);
	for (uint32_t pid = 10; pid < 10 + n; pid++) {
		store(id_of(pid, pid, 1), "cc1", true);
		if (pid % 1000 == 0)
			assert_known(old, BYTES("init\0"), false);
	}
	assert_known(idle, BYTES("idle\0"), false);
	assert_int_equal(ancestry__evicted(table), 0);
	/* The last ones are there. */
	for (uint32_t pid = 10 + n - ANCESTRY_PROGRAMS + 2; pid < 10 + n; pid++)
		assert_known(id_of(pid, pid, 1), BYTES("cc1\0"), false);
	assert_unknown(id_of(10 + n - ANCESTRY_PROGRAMS, 10 + n - ANCESTRY_PROGRAMS, 1));
	assert_int_equal(ancestry__evicted(table), 1);
	/* This one was never stored. */
	assert_unknown(id_of(10 + n - ANCESTRY_PROGRAMS, 1, 1));
	assert_int_equal(ancestry__evicted(table), 1);
}

static void test_all_are_resolved(void **state)
{
	for (uint32_t pid = 1; pid <= ANCESTRY_PROGRAMS; pid++) {
		store(id_of(pid, pid, 1), "sh", true);
		assert_known(id_of(pid, pid, 1), BYTES("sh\0"), false);
	}
	store(id_of(ANCESTRY_PROGRAMS + 1, 1, 1), "new", true);
	assert_known(id_of(ANCESTRY_PROGRAMS + 1, 1, 1), BYTES("new\0"), false);
	assert_unknown(id_of(1, 1, 1));
	assert_int_equal(ancestry__evicted(table), 1);
}

static void read_running(struct redactor *redactor, const struct strbuf *running)
{
	const struct helper_job job = { ancestry_start__answer };
	const struct helper_setup setup = { .jobs = &job, .n_jobs = 1, .limit_ms = 5000 };
	struct ancestry_start start = { .ancestry = table, .redactor = redactor };

	start.helper = helper__new(&setup);
	assert_non_null(start.helper);
	ancestry_start__read(&start, running);
	assert_int_equal(start.unanswered.len, 0);
	helper__free(start.helper);
}

static void list(struct strbuf *running, struct program_id id, uint32_t own_pid)
{
	const struct running_program p = { .process.id = id, .own_pid = own_pid };

	strbuf__add(running, &p, sizeof(p));
}

/* The command line from /proc is used once two lists have the process. */
static void test_running(void **state)
{
	const struct program_id us = id_of(77, 5, 3), gone = id_of(78, 5, 3);
	struct strbuf running = {};
	char cmdline[4096];
	int len = process__cmdline((uint32_t)getpid(), cmdline, sizeof(cmdline));

	assert_true(len > 0);
	list(&running, us, (uint32_t)getpid());
	list(&running, gone, 1U << 30);
	strbuf__adds(&running, "cut");
	read_running(NULL, &running);
	assert_unknown(us);
	read_running(NULL, &running);
	assert_known(us, cmdline,
		     (size_t)len < ANCESTRY_ARGS_SIZE ? (size_t)len : ANCESTRY_ARGS_SIZE,
		     len > ANCESTRY_ARGS_SIZE);
	assert_unknown(gone);
	strbuf__free(&running);
}

/* In the second list the process has run another program, or is another one. */
static void test_not_confirmed(void **state)
{
	struct strbuf running = {};

	for (uint32_t i = 0; i < 3; i++) {
		strbuf__reset(&running);
		list(&running, id_of(77, 5 + i / 2, i), (uint32_t)getpid());
		read_running(NULL, &running);
		for (uint32_t j = 0; j < 3; j++)
			assert_unknown(id_of(77, 5 + j / 2, j));
	}
	strbuf__free(&running);
}

static void test_running_redacted(void **state)
{
	struct redactor redactor = { .on = true };
	const struct program_id us = id_of(77, 5, 3);
	struct strbuf running = {};
	char error[64];

	assert_int_equal(redact__add(&redactor, ".+", error, sizeof(error)), 0);
	list(&running, us, (uint32_t)getpid());
	read_running(&redactor, &running);
	read_running(&redactor, &running);
	resolve(&us, 1);
	assert_string_equal(ev.ancestors[0].args, REDACTED);
	strbuf__free(&running);
	redact__free(&redactor);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_same_program),
		TEST(test_next_program),
		TEST(test_chain),
		TEST(test_args),
		TEST(test_store_event),
		TEST(test_exe),
		TEST(test_running_exe),
		TEST(test_event_exe),
		TEST(test_eviction),
		TEST(test_all_are_resolved),
		TEST(test_running),
		TEST(test_not_confirmed),
		TEST(test_running_redacted),
	};

	return cmocka_run_group_tests_name("ancestry", tests, NULL, NULL);
}
