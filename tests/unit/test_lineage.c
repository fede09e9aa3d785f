// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Who forked whom, whatever the kernel says by the time of an exec. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "show/lineage.h"

#define MANY (10 * LINEAGE_PROCESSES)

static struct lineage *table;
static struct event ev;

static int setup(void **state)
{
	table = lineage__new(ANCESTRY_LEVELS_MAX, true);
	assert_non_null(table);
	ev = (struct event){};
	return 0;
}

static int teardown(void **state)
{
	lineage__free(table);
	return 0;
}

/* A process with this pid, whose name is that too. Later pids start later. */
static struct process_state process(uint32_t pid, uint32_t exec_id)
{
	struct process_state p = { .id = { 1000 + pid, exec_id, pid },
				   .flags = pid == 1 ? PROCESS_INIT : 0,
				   .login_session = DETAIL_UNKNOWN };

	snprintf(p.comm, sizeof(p.comm), "%u", pid);
	return p;
}

static void forks(uint32_t parent, uint32_t child)
{
	const struct fork_record rec = { .parent = process(parent, 1),
					 .child_pid = child,
					 .child_start_ns = 1000 + child };

	lineage__fork(table, &rec);
}

static void ends(uint32_t pid)
{
	const struct gone_record rec = { .pid = pid, .start_ns = 1000 + pid };

	lineage__gone(table, &rec);
}

/* An exec of pid, with these real ancestors up to one without a parent. */
static void execs_below(uint32_t pid, uint32_t exec_id, const uint32_t *parents, size_t n)
{
	ev.own_ancestry = (struct exec_ancestry){ .id = process(pid, exec_id).id,
						  .login_session = DETAIL_UNKNOWN,
						  .n = (uint32_t)n };
	ev.ancestry = &ev.own_ancestry;
	for (size_t i = 0; i < n; i++)
		ev.ancestors[i] = (struct ancestor){ .state = process(parents[i], 1) };
	lineage__resolve(table, &ev);
}

#define execs(pid, exec_id, ...)                                   \
	execs_below((pid), (exec_id), (uint32_t[]){ __VA_ARGS__ }, \
		    ARRAY_SIZE(((uint32_t[]){ __VA_ARGS__ })))

static void assert_ancestors_are(bool more, const uint32_t *pids, size_t n)
{
	assert_int_equal(ev.ancestry->n, n);
	assert_int_equal(ev.ancestry->more, more);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(ev.ancestors[i].state.id.pid, pids[i]);
		assert_string_equal(ev.ancestors[i].state.comm, process(pids[i], 1).comm);
	}
}

#define assert_ancestors(more, ...)                               \
	assert_ancestors_are((more), (uint32_t[]){ __VA_ARGS__ }, \
			     ARRAY_SIZE(((uint32_t[]){ __VA_ARGS__ })))

/* Without forks, the ancestors are the real ones. */
static void test_real_parents(void **state)
{
	execs(9, 2, 7, 3, 1);
	assert_ancestors(false, 7, 3, 1);
	execs(11, 2, 9, 7, 3, 1);
	assert_ancestors(false, 9, 7, 3, 1);
	execs_below(1, 2, NULL, 0);
	assert_ancestors_are(false, NULL, 0);
	ev.ancestry = NULL;
	lineage__resolve(table, &ev);
}

static void test_orphan(void **state)
{
	execs(5, 2, 3, 1);
	forks(5, 6);
	forks(6, 7);
	ends(6);
	ends(5);
	execs(7, 2, 1);
	assert_ancestors(false, 6, 5, 3, 1);
	/* Adopted by a process that is an ancestor: it is there once. */
	execs(7, 3, 3, 1);
	assert_ancestors(false, 6, 5, 3, 1);
	/* A child of the orphan, the forks of which were not seen. */
	execs(9, 2, 7, 1);
	assert_ancestors(false, 7, 6, 5, 3, 1);
}

/* Who forked the oldest known one is not known: it is not who adopted it. */
static void test_unknown(void **state)
{
	forks(5, 6);
	ends(5);
	execs(6, 2, 1);
	assert_ancestors(true, 5);
}

static void test_pid_comes_again(void **state)
{
	const struct fork_record again = { .parent = process(3, 1),
					   .child_pid = 6,
					   .child_start_ns = 5000 };
	const struct exec_ancestry own = { .id = { 5000, 2, 6 }, .more = 1 };

	execs(5, 2, 3, 1);
	forks(5, 6);
	lineage__fork(table, &again);
	ev.own_ancestry = own;
	lineage__resolve(table, &ev);
	assert_ancestors(false, 3, 1);
	execs(6, 2, 1);
	assert_ancestors(false, 5, 3, 1);
}

/* The latest name is shown, also of one that has ended. */
static void test_names(void **state)
{
	struct fork_record rec = { .parent = process(5, 1),
				   .child_pid = 6,
				   .child_start_ns = 1006 };

	forks(5, 6);
	memcpy(rec.parent.comm, "new", 4);
	rec.child_pid = 7;
	rec.child_start_ns = 1007;
	lineage__fork(table, &rec);
	ends(5);
	execs(6, 2, 1);
	assert_string_equal(ev.ancestors[0].state.comm, "new");
	memcpy(ev.head.comm, "after", 6);
	execs(7, 2, 1);
	forks(7, 8);
	ends(7);
	execs(8, 2, 1);
	assert_string_equal(ev.ancestors[0].state.comm, "7");
}

static void assert_origin(uint32_t pid)
{
	assert_true(ev.origin_known);
	assert_int_equal(ev.origin.state.id.pid, pid);
}

static void forks_as(uint32_t parent, uint32_t child, uint32_t flags, uint32_t session)
{
	struct fork_record rec = { .parent = process(parent, 1),
				   .child_pid = child,
				   .child_start_ns = 1000 + child };

	rec.parent.flags |= flags;
	rec.parent.login_session = session;
	lineage__fork(table, &rec);
}

/* An exec of a process whose real ancestors are not sent. */
static void execs_orphan(uint32_t pid)
{
	ev.own_ancestry = (struct exec_ancestry){ .id = process(pid, 2).id,
						  .login_session = DETAIL_UNKNOWN,
						  .more = 1 };
	ev.ancestry = &ev.own_ancestry;
	lineage__resolve(table, &ev);
}

/* Below init, also if that is the parent of all by now; beyond what is shown. */
static void test_origin_below_init(void **state)
{
	forks(1, 1000);
	for (uint32_t pid = 1000; pid < 1100; pid++) {
		forks(pid, pid + 1);
		ends(pid);
	}
	execs(1100, 2, 1);
	assert_origin(1000);
	assert_false(ev.origin_is_new);
	/* A unit's main process. */
	forks(1, 2000);
	execs(2000, 2, 1);
	assert_origin(2000);
	assert_true(ev.origin_is_new);
	ev.head.retval = -2;
	execs(2000, 2, 1);
	assert_false(ev.origin_is_new);
	ev.head.retval = 0;
	/* Init itself, and a process of the kernel. */
	execs_below(1, 2, NULL, 0);
	assert_origin(1);
	execs(3001, 2, 2);
	assert_origin(2);
}

static void test_origin_unknown(void **state)
{
	forks(5, 6);
	ends(5);
	execs(6, 2, 1);
	assert_false(ev.origin_known);
}

/* Below a container's init; the init itself. */
static void test_origin_in_container(void **state)
{
	forks(1, 10);
	forks(10, 11);
	forks_as(11, 12, PROCESS_INIT, DETAIL_UNKNOWN);
	forks(12, 13);
	execs_orphan(13);
	assert_origin(12);
	ev.own_ancestry = (struct exec_ancestry){ .id = process(11, 2).id,
						  .flags = PROCESS_INIT,
						  .login_session = DETAIL_UNKNOWN,
						  .more = 1 };
	lineage__resolve(table, &ev);
	assert_origin(11);
}

/* Below a subreaper that init has started, not one that another has. */
static void test_origin_below_manager(void **state)
{
	forks(1, 10);
	forks_as(10, 11, PROCESS_SUBREAPER, DETAIL_UNKNOWN);
	forks_as(11, 12, PROCESS_SUBREAPER, DETAIL_UNKNOWN);
	forks(12, 13);
	ends(12);
	execs_orphan(13);
	assert_origin(11);
}

/* 10 is sshd; 11, which it forks, begins a login, and forks 12; 13 is the shell. */
static void test_origin_of_login(void **state)
{
	forks(1, 10);
	forks(10, 11);
	forks_as(11, 12, 0, 7);
	forks_as(12, 13, 0, 7);
	ev.ancestry = &ev.own_ancestry;
	ev.own_ancestry = (struct exec_ancestry){ .id = process(13, 2).id,
						  .login_session = 7,
						  .more = 1 };
	lineage__resolve(table, &ev);
	assert_origin(13);
	assert_true(ev.origin_is_new);
	forks_as(13, 14, 0, 7);
	ends(11);
	ends(12);
	ends(13);
	ev.own_ancestry.id = process(14, 3).id;
	lineage__resolve(table, &ev);
	assert_origin(13);
	/* A process that begins a session and execs is all there is of it. */
	ev.own_ancestry = (struct exec_ancestry){ .id = process(10, 4).id,
						  .login_session = 8,
						  .more = 1 };
	lineage__resolve(table, &ev);
	assert_origin(10);
}

static void assert_program(size_t i, uint32_t pid, uint32_t exec_id)
{
	assert_int_equal(ev.ancestors[i].program.pid, pid);
	assert_int_equal(ev.ancestors[i].program.exec_id, exec_id);
}

/* A process runs what its forker ran at the time, until it execs. */
static void test_programs(void **state)
{
	execs(5, 1, 1);
	forks(5, 6);
	forks(6, 7);
	execs(5, 2, 1);
	execs(8, 2, 7, 6, 1);
	assert_program(0, 5, 1);
	assert_program(1, 5, 1);
	assert_program(2, 5, 2);
	/* An exec that was not sent. */
	ev.own_ancestry.n = 0;
	ev.own_ancestry = (struct exec_ancestry){ .id = process(9, 2).id, .n = 1 };
	ev.ancestors[0].state = process(7, 3);
	lineage__resolve(table, &ev);
	assert_program(0, 7, 3);
	assert_program(1, 5, 1);
}

/* A failed exec begins no program. */
static void test_failed(void **state)
{
	execs(5, 1, 1);
	forks(5, 6);
	ev.head.retval = -2;
	execs(6, 1, 5, 1);
	ev.head.retval = 0;
	execs(7, 2, 6, 5, 1);
	assert_program(0, 5, 1);
}

static void test_chain_of_100(void **state)
{
	execs(1000, 2, 1);
	for (uint32_t pid = 1000; pid < 1100; pid++) {
		forks(pid, pid + 1);
		ends(pid);
	}
	execs(1100, 2, 1);
	assert_ancestors(true, 1099, 1098, 1097, 1096, 1095, 1094, 1093, 1092, 1091, 1090,
			 1089, 1088, 1087, 1086, 1085, 1084);
	lineage__free(table);
	table = lineage__new(2, true);
	forks(2, 3);
	execs(3, 2, 2, 1);
	assert_ancestors(false, 2, 1);
	forks(3, 4);
	execs(4, 2, 1);
	assert_ancestors(true, 3, 2);
}

/* Those that have ended take no room, except for ancestors of one that runs. */
static void test_ended(void **state)
{
	execs(5, 2, 1);
	forks(5, 6);
	forks(6, 7);
	ends(6);
	for (uint32_t i = 10; i < MANY; i++) {
		forks(5, i);
		ends(i);
		ends(i);
	}
	ends(5);
	execs(7, 2, 1);
	assert_ancestors(false, 6, 5, 1);
	assert_int_equal(lineage__evicted(table), 0);
}

/* One that forks and ends, for ever, neither fills the table nor loses its origin. */
static void test_endless_chain(void **state)
{
	execs(5, 2, 1);
	for (uint32_t pid = 5; pid < MANY; pid++) {
		forks(pid, pid + 1);
		ends(pid);
	}
	assert_int_equal(lineage__evicted(table), 0);
	execs(MANY, 2, 1);
	assert_int_equal(ev.ancestors[0].state.id.pid, MANY - 1);
	assert_int_equal(ev.ancestry->n, ANCESTRY_LEVELS_MAX);
}

/* More run than there is room for: who has descendants stays, and who was an ancestor. */
static void test_eviction(void **state)
{
	execs(5, 2, 1);
	forks(5, 6);
	ends(5);
	for (uint32_t i = 10; i < MANY; i++) {
		forks(6, i);
		if (i % 1000 == 0) {
			execs(i, 2, 6, 1);
			assert_ancestors(false, 6, 5, 1);
		}
	}
	assert_int_equal(lineage__evicted(table), MANY - 10 + 3 - LINEAGE_PROCESSES);
	/* By the kernel. */
	execs(10, 2, 1);
	assert_ancestors(false, 1);
}

/* A chain of processes that run, longer than the table: no room, and no loop. */
static void test_only_chain(void **state)
{
	for (uint32_t pid = 5; pid < MANY; pid++)
		forks(pid, pid + 1);
	execs(MANY, 2, MANY - 1, 1);
	assert_int_equal(ev.ancestors[0].state.id.pid, MANY - 1);
}

/* Records that no kernel sends. */
static void test_forged(void **state)
{
	forks(5, 5);
	forks(6, 5);
	forks(5, 6);
	forks(6, 5);
	forks(0, 7);
	forks(7, 0);
	execs(6, 2, 6, 5, 6, 5);
	execs(5, 2, 6, 5);
	ends(0);
	ends(99);
	execs(0, 0, 0, 0);
}

static void list(struct strbuf *running, uint32_t pid, uint32_t parent)
{
	const struct running_program r = { .process = process(pid, 1),
					   .parent = parent ? process(parent, 1).id :
							      (struct program_id){} };

	strbuf__add(running, &r, sizeof(r));
}

/* The first list has who forked an orphan; the second one who adopted it. */
static void test_running(void **state)
{
	struct strbuf running = {};

	list(&running, 7, 6); /* before its parent */
	list(&running, 1, 0);
	list(&running, 6, 5);
	list(&running, 5, 1);
	list(&running, 8, 1);
	lineage__list(table, &running);
	strbuf__reset(&running);
	list(&running, 7, 1);
	list(&running, 1, 0);
	list(&running, 9, 1);
	strbuf__adds(&running, "cut");
	lineage__list(table, &running);
	execs(7, 2, 1);
	assert_ancestors(false, 6, 5, 1);
	/* Forked between the lists, and listed when it was an orphan. */
	forks(7, 9);
	execs(9, 2, 1);
	assert_ancestors(false, 7, 6, 5, 1);
	/* It has ended before it was listed again. */
	for (uint32_t i = 10; i < LINEAGE_PROCESSES + 4; i++)
		forks(9, i);
	assert_int_equal(lineage__evicted(table), 0);
	strbuf__free(&running);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_real_parents),
		TEST(test_orphan),
		TEST(test_unknown),
		TEST(test_pid_comes_again),
		TEST(test_names),
		TEST(test_origin_below_init),
		TEST(test_origin_unknown),
		TEST(test_origin_in_container),
		TEST(test_origin_below_manager),
		TEST(test_origin_of_login),
		TEST(test_programs),
		TEST(test_failed),
		TEST(test_chain_of_100),
		TEST(test_ended),
		TEST(test_endless_chain),
		TEST(test_eviction),
		TEST(test_only_chain),
		TEST(test_forged),
		TEST(test_running),
	};

	return cmocka_run_group_tests_name("lineage", tests, NULL, NULL);
}
