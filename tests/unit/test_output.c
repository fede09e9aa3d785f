// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "show/output.h"

/* More than a pipe holds. */
#define MUCH 300000

static int set_signals(void **state)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	/* A test that hangs fails. */
	alarm(60);
	return 0;
}

static void fill(struct strbuf *sb, size_t len)
{
	for (size_t i = 0; i < len; i++)
		strbuf__addc(sb, (char)('a' + i % 23));
}

static void assert_filled(const struct strbuf *sb, size_t len)
{
	assert_int_equal(sb->len, len);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(sb->data[i], 'a' + i % 23);
}

static void open_pipe(int fds[2])
{
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
}

static void close_pipe(int fds[2])
{
	close(fds[0]);
	close(fds[1]);
}

static size_t readable(int fd)
{
	int n;

	assert_int_equal(ioctl(fd, FIONREAD, &n), 0);
	return (size_t)n;
}

/* Append what is in the pipe now. */
static void drain(int fd, struct strbuf *to)
{
	size_t n = readable(fd);
	char *at = strbuf__reserve(to, n);

	if (!n)
		return;
	assert_int_equal(read(fd, at, n), n);
	to->len += n;
}

static void test_file(void **state)
{
	char path[] = "/tmp/test_output.XXXXXX", text[16];
	struct output out;
	struct stat st;
	int fd = mkstemp(path);

	assert_int_equal(write(fd, "what was there before", 21), 21);
	assert_int_equal(output__open(&out, path), 0);
	assert_true(out.owned);
	assert_true(out.is_file);
	output__begin(&out);
	strbuf__adds(&out.buf, "one\n");
	assert_int_equal(output__flush(&out), 0);
	assert_int_equal(out.buf.len, 0);
	strbuf__adds(&out.buf, "two\n");
	assert_int_equal(output__flush(&out), 0);
	output__close(&out);
	assert_int_equal(fcntl(out.fd, F_GETFD), -1);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 8);
	assert_int_equal(pread(fd, text, sizeof(text), 0), 8);
	assert_memory_equal(text, "one\ntwo\n", 8);
	unlink(path);
	close(fd);
}

static void test_stdout_stays_open(void **state)
{
	struct output out;

	assert_int_equal(output__open(&out, NULL), 0);
	output__begin(&out);
	output__close(&out);
	assert_int_not_equal(fcntl(STDOUT_FILENO, F_GETFD), -1);
}

/* Open the output with fd as stdout. */
static void open_as_stdout(struct output *out, int fd)
{
	int saved = dup(STDOUT_FILENO), err;

	dup2(fd, STDOUT_FILENO);
	err = output__open(out, NULL);
	output__begin(out);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	assert_int_equal(err, 0);
}

/* The caller may append to it. */
static void test_stdout_is_not_emptied(void **state)
{
	char path[] = "/tmp/test_output.XXXXXX";
	int fd = mkstemp(path);
	struct output out;
	struct stat st;

	assert_int_equal(write(fd, "precious", 8), 8);
	open_as_stdout(&out, fd);
	assert_true(out.is_file);
	assert_false(out.owned);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 8);
	output__close(&out);
	unlink(path);
	close(fd);
}

static void test_stdout_is_a_pipe(void **state)
{
	struct output out;
	int fds[2];

	open_pipe(fds);
	open_as_stdout(&out, fds[1]);
	assert_int_not_equal(out.fd, STDOUT_FILENO);
	assert_true(out.owned);
	assert_false(out.may_block);
	assert_true(fcntl(out.fd, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(out.fd, F_GETFD) & FD_CLOEXEC);
	assert_false(fcntl(fds[1], F_GETFL) & O_NONBLOCK);
	output__close(&out);
	assert_int_equal(fcntl(out.fd, F_GETFD), -1);
	close_pipe(fds);
}

static void test_cannot_open(void **state)
{
	struct output out;
	struct capture c;

	capture_begin(&c);
	assert_int_equal(output__open(&out, "/no/such\nfile"), -ENOENT);
	assert_int_equal(output__open(&out, "/tmp"), -EISDIR);
	capture_end(&c);
	assert_message(&c, "execsnoop: cannot write to /no/such\\nfile: "
			   "No such file or directory\n");
	assert_message(&c, "execsnoop: cannot write to /tmp: Is a directory\n");
	assert_no_message(&c);
}

static void test_nothing_to_write(void **state)
{
	struct output out = { .fd = -1, .stop_fd = -1, .may_block = true };

	assert_int_equal(output__flush(&out), 0);
	out.may_block = false;
	assert_int_equal(output__flush(&out), 0);
	output__close(&out);
}

static void test_pipe(void **state)
{
	struct output out = { .stop_fd = -1, .may_block = true };
	struct strbuf got = {};
	int fds[2];

	open_pipe(fds);
	out.fd = fds[1];
	fill(&out.buf, 60000);
	assert_int_equal(output__flush(&out), 0);
	assert_int_equal(out.buf.len, 0);
	drain(fds[0], &got);
	assert_filled(&got, 60000);
	strbuf__free(&got);
	output__close(&out);
	close_pipe(fds);
}

static void test_file_may_be_a_pipe(void **state)
{
	struct output out;
	char path[32];
	int fds[2];

	open_pipe(fds);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fds[1]);
	assert_int_equal(output__open(&out, path), 0);
	assert_false(out.is_file);
	assert_false(out.may_block);
	output__close(&out);
	close_pipe(fds);
}

/* A reader receives more than the pipe holds. */
static void test_reader_in_step(void **state)
{
	struct output out = { .stop_fd = -1, .may_block = true };
	struct strbuf got = {};
	char chunk[777];
	int fds[2], status;
	pid_t reader;
	ssize_t n;

	open_pipe(fds);
	reader = fork();
	if (!reader) {
		close(fds[1]);
		while ((n = read(fds[0], chunk, sizeof(chunk))) > 0)
			strbuf__add(&got, chunk, (size_t)n);
		for (size_t i = 0; i < got.len; i++)
			if (got.data[i] != (char)('a' + i % 23))
				_exit(1);
		_exit(got.len == MUCH ? 0 : 2);
	}
	out.fd = fds[1];
	fill(&out.buf, MUCH);
	assert_int_equal(output__flush(&out), 0);
	close_pipe(fds);
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_int_equal(status, 0);
	output__close(&out);
}

static void test_reader_has_gone(void **state)
{
	struct output out = { .stop_fd = -1, .may_block = true };
	int fds[2];

	open_pipe(fds);
	close(fds[0]);
	out.fd = fds[1];
	fill(&out.buf, 100);
	assert_int_equal(output__flush(&out), -EPIPE);
	assert_filled(&out.buf, 100);
	output__close(&out);
	close(fds[1]);
}

/* The reader closes before the write, or while the pipe is full. */
static void test_reader_leaves(void **state)
{
	struct output out = { .stop_fd = -1, .may_block = true };
	int fds[2], status;
	pid_t reader;
	char byte;

	open_pipe(fds);
	reader = fork();
	if (!reader)
		_exit(read(fds[0], &byte, 1) != 1);
	close(fds[0]);
	out.fd = fds[1];
	fill(&out.buf, MUCH);
	assert_int_equal(output__flush(&out), -EPIPE);
	assert_in_range(out.buf.len, MUCH - 65536 - 4096, MUCH - 4096);
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_int_equal(status, 0);
	output__close(&out);
	close(fds[1]);
}

static void test_device_full(void **state)
{
	struct output out;

	assert_int_equal(output__open(&out, "/dev/full"), 0);
	fill(&out.buf, 100);
	assert_int_equal(output__flush(&out), -ENOSPC);
	assert_int_equal(out.err, -ENOSPC);
	assert_false(out.is_file);
	assert_filled(&out.buf, 100);
	output__close(&out);
}

/* stop_fd interrupts a wait, not a write that is possible. */
static void test_stop_while_full(void **state)
{
	struct output out = { .may_block = true };
	struct strbuf got = {};
	int fds[2], stop[2], err, rounds = 0;

	open_pipe(fds);
	open_pipe(stop);
	assert_int_equal(write(stop[1], "x", 1), 1);
	out.fd = fds[1];
	out.stop_fd = stop[0];
	fill(&out.buf, MUCH);
	do {
		size_t before = out.buf.len;

		err = output__flush(&out);
		assert_int_equal(before - out.buf.len, readable(fds[0]));
		assert_int_equal(out.buf.len ? -EINTR : 0, err);
		drain(fds[0], &got);
		rounds++;
	} while (err);
	assert_in_range(rounds, MUCH / 65536, 10);
	assert_filled(&got, MUCH);
	/* stop_fd has not been read. */
	assert_int_equal(readable(stop[0]), 1);
	strbuf__free(&got);
	output__close(&out);
	close_pipe(fds);
	close_pipe(stop);
}

static void test_stop_while_it_fits(void **state)
{
	struct output out = { .may_block = true };
	struct strbuf got = {};
	int fds[2], stop[2];

	open_pipe(fds);
	open_pipe(stop);
	assert_int_equal(write(stop[1], "x", 1), 1);
	out.fd = fds[1];
	out.stop_fd = stop[0];
	fill(&out.buf, 10000);
	assert_int_equal(output__flush(&out), 0);
	drain(fds[0], &got);
	assert_filled(&got, 10000);
	strbuf__free(&got);
	output__close(&out);
	close_pipe(fds);
	close_pipe(stop);
}

/* A pipe is reopened: the open file description given must stay blocking. */
static void test_nonblocking(void **state)
{
	struct output out;
	char path[32];
	int fds[2], stop[2];

	open_pipe(fds);
	open_pipe(stop);
	assert_int_equal(write(stop[1], "x", 1), 1);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fds[1]);
	assert_int_equal(output__open(&out, path), 0);
	assert_true(fcntl(out.fd, F_GETFL) & O_NONBLOCK);
	assert_false(fcntl(fds[1], F_GETFL) & O_NONBLOCK);
	out.stop_fd = stop[0];
	fill(&out.buf, MUCH);
	assert_int_equal(output__flush(&out), -EINTR);
	assert_int_equal(MUCH - out.buf.len, readable(fds[0]));
	assert_int_equal(out.err, 0);
	output__close(&out);
	close_pipe(fds);
	close_pipe(stop);
}

/* poll() reports a terminal as writable that takes less than the buffer. */
static void test_terminal_that_stands_still(void **state)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), stop[2];
	struct output out;

	assert_true(master >= 0 && !grantpt(master) && !unlockpt(master));
	open_pipe(stop);
	assert_int_equal(write(stop[1], "x", 1), 1);
	assert_int_equal(output__open(&out, ptsname(master)), 0);
	out.stop_fd = stop[0];
	fill(&out.buf, MUCH);
	assert_int_equal(output__flush(&out), -EINTR);
	output__close(&out);
	close(master);
	close_pipe(stop);
}

/* A socket cannot be reopened and is written in small pieces. */
static void test_socket(void **state)
{
	struct output out = { .stop_fd = -1 };
	int fds[2], saved = dup(STDOUT_FILENO);
	char text[8] = "";

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	dup2(fds[0], STDOUT_FILENO);
	assert_int_equal(output__open(&out, NULL), 0);
	strbuf__adds(&out.buf, "line\n");
	assert_int_equal(output__flush(&out), 0);
	dup2(saved, STDOUT_FILENO);
	assert_true(out.may_block);
	assert_false(out.owned);
	assert_false(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
	assert_int_equal(read(fds[1], text, sizeof(text)), 5);
	assert_string_equal(text, "line\n");
	output__close(&out);
	close_pipe(fds);
	close(saved);
}

static void test_socket_nobody_reads(void **state)
{
	struct output out = { .may_block = true };
	int fds[2], stop[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	open_pipe(stop);
	assert_int_equal(write(stop[1], "x", 1), 1);
	out.fd = fds[0];
	out.stop_fd = stop[0];
	fill(&out.buf, 10 * MUCH);
	assert_int_equal(output__flush(&out), -EINTR);
	assert_in_range(out.buf.len, 1, 10 * MUCH - PIPE_BUF);
	output__close(&out);
	close_pipe(fds);
	close_pipe(stop);
}

static void test_not_emptied_before_it_begins(void **state)
{
	char path[] = "/tmp/test_output.XXXXXX";
	int fd = mkstemp(path);
	struct output out;
	struct stat st;

	assert_int_equal(write(fd, "precious", 8), 8);
	assert_int_equal(output__open(&out, path), 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 8);
	output__begin(&out);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 0);
	output__close(&out);
	unlink(path);
	close(fd);
}

/* Write to a file that may grow to 10 bytes. */
static void assert_too_large(struct output *out)
{
	struct rlimit old, small = { .rlim_cur = 10 };
	int err, again;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small.rlim_max = old.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	err = output__flush(out);
	again = output__flush(out);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(err, -EFBIG);
	assert_int_equal(again, -EFBIG);
	assert_int_equal(out->err, -EFBIG);
}

static void assert_file(int fd, const char *text)
{
	char got[64];
	ssize_t n = pread(fd, got, sizeof(got), 0);

	assert_int_equal(n, strlen(text));
	assert_memory_equal(got, text, n);
}

/* Write `first`, then `lines` with an error; compare what is left in file and buffer. */
static void assert_torn(const char *first, const char *lines, const char *file,
			const char *left, size_t lines_left)
{
	char path[] = "/tmp/test_output.XXXXXX";
	int fd = mkstemp(path);
	struct output out;

	assert_int_equal(output__open(&out, path), 0);
	strbuf__adds(&out.buf, first);
	assert_int_equal(output__flush(&out), 0);
	strbuf__adds(&out.buf, lines);
	assert_too_large(&out);
	assert_file(fd, file);
	assert_int_equal(output__lines_left(&out), lines_left);
	/* The next write leaves no hole. */
	assert_int_equal(lseek(out.fd, 0, SEEK_CUR), lseek(out.fd, 0, SEEK_END));
	assert_strbuf(&out.buf, left);
	output__close(&out);
	unlink(path);
	close(fd);
}

static void test_torn_line(void **state)
{
	assert_torn("", "one\ntwo\nthe\n", "one\ntwo\n", "the\n", 1);
	assert_torn("one\n", "two\nthe\nfour\n", "one\ntwo\n", "the\nfour\n", 2);
	/* No whole line fits; no byte fits; no line is partial. */
	assert_torn("one\n", "longer\nx\n", "one\n", "longer\nx\n", 2);
	assert_torn("123456789\n", "x\ny\n", "123456789\n", "x\ny\n", 2);
	assert_torn("", "1234\n6789\nx\n", "1234\n6789\n", "x\n", 1);
}

/* What others have written before is left in the file. */
static void test_torn_line_of_stdout(void **state)
{
	char path[] = "/tmp/test_output.XXXXXX";
	int fd = mkostemp(path, O_APPEND);
	struct output out;

	assert_int_equal(write(fd, "old", 3), 3);
	open_as_stdout(&out, fd);
	out.fd = fd;
	strbuf__adds(&out.buf, "one\ntwo\nthe\n");
	assert_too_large(&out);
	assert_file(fd, "oldone\n");
	assert_int_equal(output__lines_left(&out), 2);
	output__close(&out);
	unlink(path);
	close(fd);
}

static void test_lines_left(void **state)
{
	struct output out = {};

	assert_int_equal(output__lines_left(&out), 0);
	strbuf__adds(&out.buf, "half of one\ntwo\n");
	assert_int_equal(output__lines_left(&out), 2);
	output__close(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_stdout_stays_open),
		cmocka_unit_test(test_stdout_is_not_emptied),
		cmocka_unit_test(test_stdout_is_a_pipe),
		cmocka_unit_test(test_cannot_open),
		cmocka_unit_test(test_nothing_to_write),
		cmocka_unit_test(test_pipe),
		cmocka_unit_test(test_file_may_be_a_pipe),
		cmocka_unit_test(test_reader_in_step),
		cmocka_unit_test(test_reader_has_gone),
		cmocka_unit_test(test_reader_leaves),
		cmocka_unit_test(test_device_full),
		cmocka_unit_test(test_stop_while_full),
		cmocka_unit_test(test_stop_while_it_fits),
		cmocka_unit_test(test_nonblocking),
		cmocka_unit_test(test_terminal_that_stands_still),
		cmocka_unit_test(test_socket),
		cmocka_unit_test(test_socket_nobody_reads),
		cmocka_unit_test(test_not_emptied_before_it_begins),
		cmocka_unit_test(test_torn_line),
		cmocka_unit_test(test_torn_line_of_stdout),
		cmocka_unit_test(test_lines_left),
	};

	return cmocka_run_group_tests_name("output", tests, set_signals, NULL);
}
