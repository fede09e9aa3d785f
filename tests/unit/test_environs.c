// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* --env=changed: what differs, and which environments are stored. */
#include "event_harness.h"

#include "show/environs.h"
#include "show/environs_start.h"
#include "show/format.h"

static struct environs *table;
static struct env_choice choice;
static struct event ev;

static int setup(void **state)
{
	table = environs__new();
	assert_non_null(table);
	choice = (struct env_choice){};
	ev = (struct event){};
	return 0;
}

static int teardown(void **state)
{
	environs__free(table);
	env_choice__free(&choice);
	event__free(&ev);
	return 0;
}

static struct program_id id_of(uint32_t pid)
{
	return (struct program_id){ 1, 1, pid };
}

/* Decode an exec by process `pid`, whose parent is the process before. */
static void decode(uint32_t pid, const char *env, size_t len, __u32 flags)
{
	const struct process_state parent = { .id = id_of(pid - 1) };
	const struct record rec = {
		.head = { .type = RECORD_EXEC,
			  .flags = RECORD_DETAILED | RECORD_ANCESTRY,
			  .dirfd = AT_FDCWD },
		.details = { .env_len = (__u32)len, .env_flags = flags },
		.ancestry = { .id = id_of(pid), .n = 1 },
		.ancestors = (const char *)&parent,
		.args = "",
		.env = len ? env : NULL,
		.env_len = len,
	};

	assert_int_equal(event__decode(&ev, &rec), 0);
}

static void assert_shown(const struct formatter *format, const char *expected)
{
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};

	column_list__add(&ctx.columns, column__find("env"));
	format->event(&sb, &ctx, &ev);
	assert_strbuf(&sb, expected);
	strbuf__free(&sb);
}

#define assert_table(text) assert_shown(&format_table, text "\n")
#define assert_json(text) assert_shown(&format_json, "{\"type\":\"exec\"," text "}\n")

static void exec(uint32_t pid, const char *env, size_t len)
{
	decode(pid, env, len, 0);
	environs__event(table, &ev, &choice);
}

static void test_differences(void **state)
{
	exec(1, BYTES("A=1\0B=2\0C=3\0D\0E=,\0"));
	assert_table("-");
	assert_json("\"env\":null");
	exec(2, BYTES("B=2\0A=x\0F=\0E=,\0"));
	assert_table("A=x,F=,-C");
	assert_json("\"env\":{\"A\":\"x\",\"F\":\"\"},\"env_changed\":[\"A\"],"
		    "\"env_removed\":[\"C\"]");
	exec(3, BYTES("E=,\0F=\0A=x\0B=2\0"));
	assert_table("=");
	assert_json("\"env\":{},\"env_changed\":[],\"env_removed\":[]");
	exec(4, "", 0);
	assert_table("-A,-B,-E,-F");
	exec(5, BYTES("G=1\0g\0"));
	assert_table("G=1,g");
	exec(6, BYTES("G=1\0g\0"));
	assert_table("=");
}

/* Variables of one name are one thing: programs differ in which they take. */
static void test_same_names(void **state)
{
	exec(1, BYTES("A=1\0A=2\0B=1\0B=1\0,=\0,=\0"));
	exec(2, BYTES("A=2\0A=1\0B=1\0B=1\0"));
	assert_int_equal(env__choose(&choice, &ev), 0);
	assert_json("\"env\":{\"A\":[\"2\",\"1\"]},\"env_changed\":[\"A\"],"
		    "\"env_removed\":[\",\"]");
	assert_table("A=2,A=1,-\\x2c");
	exec(3, BYTES("A=2\0B=1\0B=1\0B=1\0"));
	assert_table("A=2,B=1,B=1,B=1");
}

static void test_chosen(void **state)
{
	assert_int_equal(env_choice__add(&choice, "changed,A,C"), 0);
	assert_true(choice.changed);
	exec(1, BYTES("A=1\0C=3\0D=4\0"));
	exec(2, BYTES("A=2\0B=3\0"));
	assert_int_equal(env__choose(&choice, &ev), 0);
	assert_table("A=2,-C");
	/* What is stored is all. */
	exec(3, BYTES("A=2\0B=3\0"));
	assert_table("=");
}

/* A variable that is missing is not one that was removed, and what is not whole is not
 * compared with. */
static void test_truncated(void **state)
{
	exec(1, BYTES("A=1\0B=1\0"));
	decode(2, BYTES("A=2\0"), RECORD_TRUNCATED);
	environs__event(table, &ev, &choice);
	assert_table("A=2,...");
	assert_json("\"env\":{\"A\":\"2\"},\"env_changed\":[\"A\"],\"env_removed\":null,"
		    "\"env_truncated\":true");
	exec(3, BYTES("A=2\0"));
	assert_json("\"env\":null");
	decode(4, "", 0, RECORD_UNREADABLE);
	environs__event(table, &ev, &choice);
	assert_json("\"env\":null");
	exec(5, BYTES("A=2\0"));
	assert_json("\"env\":null");
}

/* A failed exec is compared, but is nobody's parent. */
static void test_failed(void **state)
{
	exec(1, BYTES("A=1\0"));
	decode(2, BYTES("A=2\0"), 0);
	ev.head.retval = -2;
	environs__event(table, &ev, &choice);
	assert_table("A=2");
	exec(3, BYTES("A=2\0"));
	assert_table("-");
	decode(4, BYTES("A=2\0"), 0);
	ev.head.flags |= RECORD_CHECK;
	environs__event(table, &ev, &choice);
	assert_table("=");
	exec(5, BYTES("A=2\0"));
	assert_table("-");
}

static void test_copy(void **state)
{
	struct event copy = {};

	exec(1, BYTES("A=1\0B=2\0"));
	exec(2, BYTES("A=3\0"));
	assert_int_equal(event__copy(&copy, &ev), 0);
	exec(3, BYTES("X=1\0Y=2\0Z=3\0"));
	event__free(&ev);
	ev = copy;
	assert_table("A=3,-B");
}

/* Another program of a process has another environment, whichever is asked for first. */
static void test_ids(void **state)
{
	struct program_id id = id_of(1);

	environs__store(table, &id, BYTES("A=1\0"), false);
	exec(2, BYTES("A=1\0"));
	assert_table("-");
	assert_true(environs__confirm(table, &id));
	exec(2, BYTES("A=1\0"));
	assert_table("=");
	environs__store(table, &id, BYTES("A=2\0"), true);
	exec(2, BYTES("A=1\0"));
	assert_table("A=1");
	id.exec_id++;
	assert_false(environs__confirm(table, &id));
	id = id_of(0);
	environs__store(table, &id, BYTES("A=2\0"), true);
	assert_false(environs__confirm(table, &id));
}

/* Those that are parents stay while others come and go. */
static void test_bounds(void **state)
{
	char *many = calloc(1, ENVIRONS_ONE_MAX + 1);
	const struct program_id large = id_of(1000000);
	struct program_id id;
	uint32_t stored = 0;

	exec(1, BYTES("A=1\0"));
	for (uint32_t pid = 3; pid < 8 * ENVIRONS_PROGRAMS; pid++) {
		id = id_of(pid);
		environs__store(table, &id, BYTES("A=1\0"), true);
		if (pid % ENVIRONS_PROGRAMS)
			continue;
		exec(2, BYTES("A=1\0"));
		assert_table("=");
	}
	for (uint32_t pid = 3; pid < 8 * ENVIRONS_PROGRAMS; pid++) {
		id = id_of(pid);
		stored += environs__confirm(table, &id);
	}
	assert_in_range(stored, ENVIRONS_PROGRAMS - 3, ENVIRONS_PROGRAMS);
	memset(many, 'x', ENVIRONS_ONE_MAX);
	environs__store(table, &large, many, ENVIRONS_ONE_MAX + 1, true);
	assert_false(environs__confirm(table, &large));
	stored = 0;
	for (uint32_t pid = 3; pid < 103; pid++) {
		id = id_of(pid);
		environs__store(table, &id, many, ENVIRONS_ONE_MAX, true);
	}
	for (uint32_t pid = 3; pid < 103; pid++) {
		id = id_of(pid);
		stored += environs__confirm(table, &id);
	}
	assert_in_range(stored, 1, ENVIRONS_SIZE / ENVIRONS_ONE_MAX);
	free(many);
}

/* What /proc has of this process, and nothing of what was written over. */
static void test_answer(void **state)
{
	static char answer[HELPER_ANSWER_MAX], saved;
	const uint32_t self = (uint32_t)getpid(), none = 4194304;
	size_t len = environs_start__answer(NULL, &self, sizeof(self), answer);

	if (!len)
		skip(); /* its environment is empty, or already written over */
	assert_int_equal(answer[len - 1], '\0');
	saved = *environ[0];
	memset(environ[0], 0, 1);
	assert_int_equal(environs_start__answer(NULL, &self, sizeof(self), answer), 0);
	*environ[0] = saved;
	assert_int_equal(environs_start__answer(NULL, &self, sizeof(self), answer), len);
	assert_int_equal(environs_start__answer(NULL, &none, sizeof(none), answer), 0);
	assert_int_equal(environs_start__answer(NULL, &self, 3, answer), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_differences), TEST(test_same_names), TEST(test_chosen),
		TEST(test_truncated),	TEST(test_failed),     TEST(test_copy),
		TEST(test_ids),		TEST(test_bounds),     TEST(test_answer),
	};

	return cmocka_run_group_tests_name("environs", tests, NULL, NULL);
}
