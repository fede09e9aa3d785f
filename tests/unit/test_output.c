// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "show/output.h"

#define SIZE OUTPUT_SIZE_MIN

static struct output out;

static int setup(void **state)
{
	alarm(60);
	assert_int_equal(output__open(&out, SIZE), 0);
	return 0;
}

static int teardown(void **state)
{
	output__close(&out);
	return 0;
}

static void put(const char *text)
{
	strbuf__adds(&out.buf, text);
	output__flush(&out);
	assert_int_equal(out.buf.len, 0);
}

/* Write up to `n` bytes, as the writer does, and append them to `to`. */
static void write_bytes(struct strbuf *to, size_t n)
{
	const char *bytes;
	size_t some;

	while (n && (some = output__next_bytes(&out, &bytes))) {
		some = some < n ? some : n;
		strbuf__add(to, bytes, some);
		output__wrote(&out, bytes, some);
		n -= some;
	}
}

static void test_in_order(void **state)
{
	struct strbuf got = {};

	assert_true(output__is_written(&out));
	put("one\n");
	put("two\n");
	assert_false(output__is_written(&out));
	write_bytes(&got, SIZE_MAX);
	assert_true(output__is_written(&out));
	assert_strbuf(&got, "one\ntwo\n");
	put("three\n");
	write_bytes(&got, SIZE_MAX);
	assert_strbuf(&got, "three\n");
	strbuf__free(&got);
}

/* Lines of all lengths, written in pieces of all lengths, across the end of the queue. */
static void test_across_the_end(void **state)
{
	struct strbuf sent = {}, got = {};

	srand(1);
	for (int i = 0; i < 20000; i++) {
		strbuf__fill(&out.buf, (char)('a' + i % 26), (size_t)(rand() % 300));
		strbuf__addc(&out.buf, '\n');
		if (!output__fits(&out, false)) {
			out.buf.len = 0;
			write_bytes(&got, (size_t)(rand() % (SIZE / 2)));
			continue;
		}
		strbuf__add(&sent, out.buf.data, out.buf.len);
		output__flush(&out);
		if (rand() % 8 == 0)
			write_bytes(&got, (size_t)(rand() % 1000));
	}
	write_bytes(&got, SIZE_MAX);
	assert_true(sent.len > 10 * SIZE);
	assert_int_equal(sent.len, got.len);
	assert_memory_equal(sent.data, got.data, sent.len);
	strbuf__free(&sent);
	strbuf__free(&got);
}

static void test_fits(void **state)
{
	struct strbuf got = {};

	strbuf__fill(&out.buf, 'x', SIZE - 1);
	strbuf__addc(&out.buf, '\n');
	assert_true(output__fits(&out, false));
	output__flush(&out);
	strbuf__addc(&out.buf, '\n');
	assert_false(output__fits(&out, false));
	assert_true(output__fits(&out, true));
	strbuf__fill(&out.buf, 'y', OUTPUT_RESERVE);
	assert_false(output__fits(&out, true));
	out.buf.len = 1;
	/* A part of a line leaves no room: if it fails, the whole line is counted. */
	write_bytes(&got, SIZE - 1);
	assert_false(output__fits(&out, false));
	write_bytes(&got, 1);
	assert_true(output__fits(&out, false));
	strbuf__free(&got);
}

/* An output in step needs the start of the queue only. */
static void test_little_memory(void **state)
{
	struct strbuf got = {};

	for (int i = 0; i < 100000; i++) {
		put("some line\n");
		put("some other line\n");
		write_bytes(&got, SIZE_MAX);
	}
	assert_in_range(out.touched, 1, 100);
	strbuf__free(&got);
}

/* Number of pages in memory, in KiB. */
static size_t resident(void)
{
	char line[256];
	size_t kib = 0;
	FILE *f = fopen("/proc/self/status", "re");

	while (fgets(line, sizeof(line), f))
		sscanf(line, "RssShmem: %zu", &kib);
	fclose(f);
	return kib;
}

static void test_gives_back(void **state)
{
	struct strbuf got = {};
	size_t before = resident(), much;

	output__close(&out);
	assert_int_equal(output__open(&out, 64 << 20), 0);
	assert_in_range(resident(), 0, before + 100);
	while (strbuf__fill(&out.buf, '\n', 1 << 20), output__fits(&out, false))
		output__flush(&out);
	much = resident();
	assert_true(much > before + 60 * 1024);
	/* Not before it is written. */
	assert_true(output__give_back(&out));
	assert_int_equal(resident(), much);
	write_bytes(&got, SIZE_MAX);
	for (int i = 0; i < 20 && output__give_back(&out); i++)
		assert_in_range(resident(), 0, much - 3 * 1024 * i);
	assert_false(output__give_back(&out));
	assert_in_range(resident(), 0, before + 2048);
	strbuf__reset(&got);
	strbuf__reset(&out.buf);
	put("line\n");
	write_bytes(&got, SIZE_MAX);
	assert_strbuf(&got, "line\n");
	strbuf__free(&got);
}

static void test_lines(void **state)
{
	struct strbuf got = {};
	uint64_t end = 0;
	char begin[6];

	assert_false(output__next_line(&out, &end, begin, sizeof(begin)));
	strbuf__fill(&got, 'x', SIZE - 10);
	strbuf__addc(&got, '\n');
	put(strbuf__cstr(&got));
	put("one\n");
	write_bytes(&got, SIZE - 7);
	/* The second line is begun; the others go on at the start of the queue. */
	put("two\n");
	put("three and more\n");
	end = 0;
	assert_true(output__next_line(&out, &end, begin, sizeof(begin)));
	assert_string_equal(begin, "one\n");
	assert_true(output__next_line(&out, &end, begin, sizeof(begin)));
	assert_string_equal(begin, "two\n");
	assert_true(output__next_line(&out, &end, begin, sizeof(begin)));
	assert_string_equal(begin, "three");
	assert_false(output__next_line(&out, &end, begin, sizeof(begin)));
	strbuf__free(&got);
}

/* Bytes in a writer's way through the wake-ups of a tracer: none is missed. */
static void test_wakes(void **state)
{
	struct strbuf got = {};
	int fds[2];
	char byte;
	pid_t tracer;

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	out.wake_fd = fds[1];
	tracer = fork();
	if (!tracer) {
		for (int i = 0; i < 200000; i++) {
			strbuf__adds(&out.buf, "line\n");
			while (!output__fits(&out, false))
				;
			output__flush(&out);
		}
		_exit(0);
	}
	while (got.len < 1000000) {
		write_bytes(&got, SIZE_MAX);
		if (got.len < 1000000 && output__may_sleep(&out, 1))
			assert_int_equal(read(fds[0], &byte, 1), 1);
		output__awake(&out);
	}
	assert_int_equal(waitpid(tracer, NULL, 0), tracer);
	assert_int_equal(got.len, 1000000);
	strbuf__free(&got);
	close(fds[0]);
	close(fds[1]);
}

/* A writer that collects lines is woken when the queue holds enough, and once. */
static void test_wakes_for_enough(void **state)
{
	int fds[2];
	char bytes[2];

	assert_int_equal(pipe2(fds, O_CLOEXEC | O_NONBLOCK), 0);
	out.wake_fd = fds[1];
	assert_true(output__may_sleep(&out, 10));
	put("one\n");
	put("two\n");
	assert_true(output__may_sleep(&out, 10));
	assert_int_equal(read(fds[0], bytes, 2), -1);
	put("three\n");
	put("four\n");
	assert_int_equal(read(fds[0], bytes, 2), 1);
	assert_false(output__may_sleep(&out, 10));
	output__awake(&out);
	put("five\n");
	assert_int_equal(read(fds[0], bytes, 2), -1);
	close(fds[0]);
	close(fds[1]);
}

/* Numbers of a writer that has been taken over lead to no other memory. */
static void test_false_numbers(void **state)
{
	static const uint64_t numbers[] = { 0, 1, 7, SIZE, 1ULL << 40, UINT64_MAX };
	uint64_t end = 0;
	char begin[8];

	put("one\ntwo\n");
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		out.queue->whole = out.queue->written = out.queue->queued = numbers[i];
		strbuf__adds(&out.buf, "three\n");
		output__flush(&out);
		output__give_back(&out);
		end = 0;
		while (output__next_line(&out, &end, begin, sizeof(begin)))
			;
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_in_order),	  TEST(test_across_the_end),
		TEST(test_fits),	  TEST(test_little_memory),
		TEST(test_gives_back),	  TEST(test_lines),
		TEST(test_wakes),	  TEST(test_wakes_for_enough),
		TEST(test_false_numbers),
	};

	return cmocka_run_group_tests_name("output", tests, NULL, NULL);
}
