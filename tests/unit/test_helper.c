// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Requests that are answered, and some that are not. */
#include "harness.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "base/helper.h"
#include "base/util.h"

enum { JOB_ECHO, JOB_LARGE, JOB_STALL, JOB_DIE, JOB_PID, JOB_LIE, JOB_SCRIBBLE };

#define LIMIT_MS 1000

static int *gate; /* shared; stalled requests go on when it is not 0 */

static size_t echo(void *ctx, const void *request, size_t len, char *answer)
{
	memcpy(answer, request, len);
	return len;
}

static size_t large(void *ctx, const void *request, size_t len, char *answer)
{
	memset(answer, *(const char *)request, HELPER_ANSWER_MAX);
	return HELPER_ANSWER_MAX;
}

static size_t stall(void *ctx, const void *request, size_t len, char *answer)
{
	while (!__atomic_load_n(gate, __ATOMIC_RELAXED))
		usleep(1000);
	return 0;
}

static size_t die(void *ctx, const void *request, size_t len, char *answer)
{
	_exit(1);
}

static size_t tell_pid(void *ctx, const void *request, size_t len, char *answer)
{
	const pid_t pid = getpid();

	memcpy(answer, &pid, sizeof(pid));
	return sizeof(pid);
}

static size_t lie(void *ctx, const void *request, size_t len, char *answer)
{
	return 1 << 20;
}

/* From now on claim to have finished, with all bits set in what precedes the requests. */
static size_t scribble(void *ctx, const void *request, size_t len, char *answer)
{
	const size_t before = (uintptr_t)request % (uintptr_t)sysconf(_SC_PAGESIZE);
	char order;

	do {
		memset((char *)request - before, 0xff, before);
		if (write(3, "", 1) != 1)
			break;
	} while (read(3, &order, 1) == 1 && order == 'g');
	_exit(0);
}

static int setup(void **state)
{
	static const struct helper_job jobs[] = {
		[JOB_ECHO] = { echo },	       [JOB_LARGE] = { large },
		[JOB_STALL] = { stall },       [JOB_DIE] = { die },
		[JOB_PID] = { tell_pid },      [JOB_LIE] = { lie },
		[JOB_SCRIBBLE] = { scribble },
	};
	const struct helper_setup how = { .jobs = jobs,
					  .n_jobs = ARRAY_SIZE(jobs),
					  .limit_ms = LIMIT_MS };

	gate = mmap(NULL, sizeof(*gate), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(gate, MAP_FAILED);
	*state = helper__new(&how);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	helper__free(*state);
	munmap(gate, sizeof(*gate));
	return 0;
}

static void add(struct helper *h, size_t job, const char *text)
{
	assert_true(helper__add(h, job, text, strlen(text)));
}

static void assert_answer(const struct helper *h, size_t i, const char *text)
{
	size_t len = 0;
	const char *answer = helper__answer(h, i, &len);

	assert_int_equal(!!answer, !!text);
	if (!text)
		return;
	assert_int_equal(len, strlen(text));
	assert_memory_equal(answer, text, len);
}

static void test_answers(void **state)
{
	struct helper *h = *state;

	for (int batch = 0; batch < 3; batch++) {
		add(h, JOB_ECHO, "a");
		add(h, JOB_ECHO, "");
		add(h, JOB_ECHO, "ccc");
		helper__run(h);
		assert_answer(h, 0, "a");
		assert_answer(h, 1, "");
		assert_answer(h, 2, "ccc");
		assert_answer(h, 3, NULL);
	}
	helper__run(h);
	assert_answer(h, 0, NULL);
	assert_int_equal(helper__unanswered(h), 0);
}

/* More answers than one batch has room for. */
static void test_room(void **state)
{
	struct helper *h = *state;
	size_t len;

	for (int i = 0; i < HELPER_REQUESTS_MAX; i++)
		assert_true(helper__add(h, JOB_LARGE, &(char){ (char)i }, 1));
	assert_false(helper__add(h, JOB_ECHO, "", 0));
	helper__run(h);
	for (size_t i = 0; i < HELPER_REQUESTS_MAX; i++) {
		const char *answer = helper__answer(h, i, &len);

		assert_int_equal(len, HELPER_ANSWER_MAX);
		assert_int_equal(answer[0], i);
		assert_int_equal(answer[len - 1], i);
	}
	assert_true(helper__add(h, JOB_ECHO, "", 0));
}

/* Only the request that stalls has no answer, until all processes are stuck. */
static void test_stall(void **state)
{
	struct helper *h = *state;
	struct capture c;

	capture_begin(&c);
	for (int i = 0; i < HELPER_PROCESSES - 1; i++) {
		add(h, JOB_ECHO, "before");
		add(h, JOB_STALL, "");
		add(h, JOB_ECHO, "after");
		helper__run(h);
		assert_answer(h, 0, "before");
		assert_answer(h, 1, NULL);
		assert_answer(h, 2, "after");
		assert_int_equal(helper__unanswered(h), i + 1);
	}
	add(h, JOB_STALL, "");
	add(h, JOB_ECHO, "nobody left");
	helper__run(h);
	assert_answer(h, 1, NULL);
	assert_int_equal(helper__unanswered(h), HELPER_PROCESSES + 1);
	capture_end(&c);
	assert_message(&c,
		       "execsnoop: no answer in 1000 ms from a process or a file system: "
		       "what depends on it is unknown\n");
	assert_no_message(&c);
	/* They come back, without what they had been asked. */
	*gate = 1;
	for (size_t len; !helper__answer(h, 0, &len); helper__run(h))
		add(h, JOB_ECHO, "again");
	assert_answer(h, 0, "again");
}

static void test_replace(void **state)
{
	struct helper *h = *state;
	struct capture c;

	capture_begin(&c);
	for (int i = 0; i < HELPER_PROCESSES; i++)
		add(h, i % 2 ? JOB_STALL : JOB_DIE, "");
	helper__run(h);
	add(h, JOB_ECHO, "a");
	helper__run(h);
	assert_answer(h, 0, NULL);
	helper__replace_stuck(h);
	add(h, JOB_ECHO, "a");
	helper__run(h);
	assert_answer(h, 0, "a");
	capture_end(&c);
}

/* Only the request that a process dies of has no answer; one that died before has none to
 * answer for. */
static void test_death(void **state)
{
	struct helper *h = *state;
	siginfo_t info;
	struct capture c;
	const char *answer;
	size_t len;
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	capture_begin(&c);
	add(h, JOB_ECHO, "before");
	add(h, JOB_DIE, "");
	add(h, JOB_ECHO, "after");
	add(h, JOB_PID, "");
	helper__run(h);
	assert_answer(h, 0, "before");
	assert_answer(h, 1, NULL);
	assert_answer(h, 2, "after");
	answer = helper__answer(h, 3, &len);
	assert_non_null(answer);
	memcpy(&pid, answer, sizeof(pid));
	kill(pid, SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	add(h, JOB_ECHO, "first");
	add(h, JOB_ECHO, "second");
	helper__run(h);
	assert_answer(h, 0, "first");
	assert_answer(h, 1, "second");
	assert_int_equal(helper__unanswered(h), 1);
	capture_end(&c);
	assert_no_message(&c);
}

/* A process may write anything to the memory that it shares. */
static void test_bounds(void **state)
{
	struct helper *h = *state;

	add(h, JOB_ECHO, "before");
	add(h, JOB_LIE, "");
	add(h, JOB_ECHO, "after");
	helper__run(h);
	assert_answer(h, 0, "before");
	assert_answer(h, 1, NULL);
	assert_answer(h, 2, "after");
	add(h, JOB_SCRIBBLE, "");
	add(h, JOB_ECHO, "");
	helper__run(h);
	assert_answer(h, 0, NULL);
	assert_answer(h, 1, NULL);
	assert_int_equal(helper__unanswered(h), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_answers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_room, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stall, setup, teardown),
		cmocka_unit_test_setup_teardown(test_replace, setup, teardown),
		cmocka_unit_test_setup_teardown(test_death, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bounds, setup, teardown),
	};

	return cmocka_run_group_tests_name("helper", tests, NULL, NULL);
}
