// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The programs that have begun and not ended. */
#include "event_harness.h"

#include "record/programs.h"

#define BEGIN_NS 1000
#define END_NS 5000
#define PID 300
#define START_NS 70

static struct programs *programs;
static struct event ev;

static int setup(void **state)
{
	programs = programs__new();
	return programs ? 0 : -1;
}

static int teardown(void **state)
{
	programs__free(programs);
	event__free(&ev);
	return 0;
}

static struct program_id id(uint64_t start_ns, uint32_t exec_id, uint32_t pid)
{
	return (struct program_id){ .start_ns = start_ns,
				    .exec_id = exec_id,
				    .pid = pid };
}

/* Make `ev` the exec that began the program, with `args`. */
static void make_exec(struct program_id program, const char *args, size_t args_len)
{
	const struct exec_record head = { .type = RECORD_EXEC,
					  .ktime_ns = BEGIN_NS,
					  .start_ns = program.start_ns,
					  .pid = program.pid,
					  .tid = program.pid,
					  .dirfd = AT_FDCWD,
					  .comm = "new" };

	make_event(&ev, head, args, args_len, "/bin/new", SIZE_MAX);
	ev.own_usage = (struct exec_usage){ .id = program, .threads_before = 4 };
	ev.usage = &ev.own_usage;
}

static void begin(struct program_id program, bool shown)
{
	make_exec(program, BYTES("new\0-a\0"));
	programs__begin(programs, &ev, shown);
}

static struct event *end(struct program_id program, unsigned int flags)
{
	const struct exit_record rec = { .type = RECORD_EXIT,
					 .flags = (__u16)flags,
					 .status = 2 << 8,
					 .ktime_ns = END_NS,
					 .id = program,
					 .ppid = 9,
					 .uid = 1000,
					 .threads = 3,
					 .comm = "gone" };

	return programs__end(programs, &rec);
}

/* An end with the arguments of its exec. */
static void assert_known(const struct event *event)
{
	assert_non_null(event);
	assert_non_null(event->end);
	assert_true(event->end->exec_seen);
	assert_int_equal(event->end->duration_ns, END_NS - BEGIN_NS);
	assert_int_equal(event->head.ktime_ns, END_NS);
	assert_int_equal(event->n_args, 2);
	assert_true(arg__is(&event->args[1], "-a"));
	assert_string_equal(event->filename, "/bin/new");
}

static void assert_unknown(const struct event *event)
{
	assert_non_null(event);
	assert_false(event->end->exec_seen);
	assert_null(event->usage);
	assert_int_equal(event->head.pid, PID);
	assert_int_equal(event->head.ppid, 9);
	assert_int_equal(event->head.uid, 1000);
	assert_int_equal(event->comm_len, 4);
	assert_memory_equal(event->comm, "gone", 4);
	assert_int_equal(event->n_args, 0);
	assert_int_equal(event->end->status, 2 << 8);
}

/* Each of two last threads may report the end. */
static void test_end(void **state)
{
	begin(id(START_NS, 1, PID), true);
	assert_known(end(id(START_NS, 1, PID), 0));
	assert_null(end(id(START_NS, 1, PID), 0));
	assert_int_equal(programs__evicted(programs), 0);
}

static void test_none(void **state)
{
	assert_int_equal(programs__evicted(NULL), 0);
	programs__free(NULL);
}

/* A filter has rejected the exec. */
static void test_rejected(void **state)
{
	begin(id(START_NS, 1, PID), false);
	assert_null(end(id(START_NS, 1, PID), 0));
	assert_int_equal(programs__evicted(programs), 0);
}

static void test_unknown(void **state)
{
	assert_unknown(end(id(START_NS, 1, PID), EXIT_BEFORE));
	assert_null(end(id(START_NS, 1, PID), EXIT_BEFORE));
	/* Nothing of the event before is left. */
	begin(id(START_NS + 1, 1, PID), true);
	assert_known(end(id(START_NS + 1, 1, PID), 0));
	assert_unknown(end(id(START_NS + 2, 1, PID), 0));
}

/* The record of an exec in between is lost. */
static void test_other_exec(void **state)
{
	begin(id(START_NS, 1, PID), true);
	assert_unknown(end(id(START_NS, 2, PID), 0));
	assert_unknown(end(id(START_NS, 1, PID), 0));
	assert_int_equal(programs__evicted(programs), 1);
	/* When the one before it ended is not known. */
	begin(id(START_NS, 4, PID), true);
	make_exec(id(START_NS, 6, PID), BYTES("two later\0"));
	assert_null(programs__replaced(programs, &ev));
	assert_int_equal(programs__evicted(programs), 2);
}

static void test_pid_reuse(void **state)
{
	begin(id(START_NS, 1, PID), true);
	begin(id(START_NS + 1, 1, PID), true);
	assert_known(end(id(START_NS + 1, 1, PID), 0));
	begin(id(START_NS + 2, 1, PID), true);
	assert_unknown(end(id(START_NS + 3, 1, PID), 0));
}

/* Pids in one chain of the table. */
static void test_chain(void **state)
{
	for (uint32_t i = 0; i < 3; i++)
		begin(id(START_NS, 1, PID + i * 4096), true);
	assert_known(end(id(START_NS, 1, PID + 4096), 0));
	assert_known(end(id(START_NS, 1, PID), 0));
	assert_known(end(id(START_NS, 1, PID + 2 * 4096), 0));
}

static void test_quiet(void **state)
{
	begin(id(START_NS, 1, PID), true);
	assert_null(end(id(START_NS, 1, PID), EXIT_QUIET));
	assert_null(end(id(START_NS + 1, 1, PID), EXIT_QUIET)); /* unknown */
	assert_unknown(end(id(START_NS, 1, PID), 0));
}

static void test_replaced(void **state)
{
	struct event *event;

	begin(id(START_NS, 1, PID), true);
	make_exec(id(START_NS, 2, PID), BYTES("next\0"));
	ev.head.ktime_ns = END_NS;
	event = programs__replaced(programs, &ev);
	assert_known(event);
	assert_true(event->end->replaced);
	assert_int_equal(event->end->threads, 4);
	assert_null(programs__replaced(programs, &ev));
}

static void test_not_replaced(void **state)
{
	begin(id(START_NS, 1, PID), true);
	make_exec(id(START_NS + 1, 1, PID), BYTES("other process\0"));
	assert_null(programs__replaced(programs, &ev));
	begin(id(START_NS, 1, PID), false);
	make_exec(id(START_NS, 2, PID), BYTES("rejected before\0"));
	assert_null(programs__replaced(programs, &ev));
}

static void test_sender(void **state)
{
	struct exit_record rec = { .type = RECORD_EXIT,
				   .flags = EXIT_KILLED,
				   .status = 9,
				   .ktime_ns = END_NS,
				   .id = id(START_NS, 1, PID),
				   .sender = { .id = id(START_NS, 1, PID + 1) } };
	struct event *event;

	begin(rec.sender.id, true); /* still runs */
	event = programs__end(programs, &rec);
	assert_int_equal(event->sender_args.len, sizeof("new\0-a"));
	assert_memory_equal(event->sender_args.bytes, "new\0-a", sizeof("new\0-a"));
	assert_false(event->sender_args_cut);

	assert_known(end(rec.sender.id, 0)); /* has ended */
	rec.id.exec_id++;
	event = programs__end(programs, &rec);
	assert_int_equal(event->sender_args.len, sizeof("new\0-a"));

	rec.id.exec_id++;
	rec.sender.id.exec_id++; /* is unknown */
	event = programs__end(programs, &rec);
	assert_null(event->sender_args.bytes);
}

/* Programs of 64 KiB: the oldest are forgotten, and only those with an event count. */
static void test_eviction(void **state)
{
	static char args[64 << 10];
	const uint32_t n = PROGRAMS_BYTES_MAX / sizeof(args);

	memset(args, 'x', sizeof(args) - 1);
	begin(id(START_NS, 1, PID), false);
	for (uint32_t i = 1; i <= n; i++) {
		make_exec(id(START_NS, 1, PID + i), args, sizeof(args));
		programs__begin(programs, &ev, true);
	}
	/* With the headers, all do not fit, but nearly all do. */
	assert_in_range(programs__evicted(programs), 1, n / 16);
	assert_unknown(end(id(START_NS, 1, PID), 0)); /* the first to be evicted */
	assert_false(end(id(START_NS, 1, PID + 1), 0)->end->exec_seen);
	assert_true(end(id(START_NS, 1, PID + n), 0)->end->exec_seen);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_end),		 TEST(test_rejected),	TEST(test_none),
		TEST(test_unknown),	 TEST(test_other_exec), TEST(test_pid_reuse),
		TEST(test_chain),	 TEST(test_quiet),	TEST(test_replaced),
		TEST(test_not_replaced), TEST(test_sender),	TEST(test_eviction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
