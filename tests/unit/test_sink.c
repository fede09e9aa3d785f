// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "show/sink.h"

static struct sink sink;
static char path[64];
static int file; /* for the others who use it */

static int setup(void **state)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	alarm(60);
	strcpy(path, "/tmp/test_sink.XXXXXX");
	file = mkostemp(path, O_APPEND | O_CLOEXEC);
	return 0;
}

static int teardown(void **state)
{
	close(file);
	unlink(path);
	return 0;
}

static void open_sink(bool append)
{
	assert_int_equal(sink__open(&sink, path, append), 0);
	sink__begin(&sink);
}

static void put(const char *text)
{
	assert_int_equal(sink__write(&sink, text, strlen(text)), strlen(text));
}

static void others_put(const char *text)
{
	assert_int_equal(write(file, text, strlen(text)), strlen(text));
}

/* Write to a file that may grow to `limit` bytes until that fails. */
static void fill_up(const char *text, size_t limit)
{
	struct rlimit old, small;
	size_t len = strlen(text);
	ssize_t n;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = limit;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	while ((n = sink__write(&sink, text, len)) > 0) {
		text += n;
		len -= (size_t)n;
	}
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(n, -EFBIG);
}

static void assert_file(const char *text)
{
	char got[256];
	ssize_t n = pread(file, got, sizeof(got) - 1, 0);

	got[n < 0 ? 0 : n] = '\0';
	assert_string_equal(got, text);
	close(sink.fd);
}

static void test_truncates(void **state)
{
	others_put("old\n");
	assert_int_equal(sink__open(&sink, path, false), 0);
	assert_true(sink.is_file);
	put(""); /* not before it begins */
	sink__begin(&sink);
	put("one\n");
	put("two\n");
	assert_file("one\ntwo\n");
}

static void test_appends(void **state)
{
	others_put("old\n");
	open_sink(true);
	put("one\n");
	others_put("theirs\n");
	put("two\n");
	assert_file("old\none\ntheirs\ntwo\n");
}

static void test_truncated_by_others(void **state)
{
	open_sink(false);
	put("one\n");
	assert_int_equal(ftruncate(file, 0), 0);
	put("two\n");
	assert_file("two\n");
}

/* Open the sink with fd as stdout. */
static void open_as_stdout(const char *name, int fd)
{
	int saved = dup(STDOUT_FILENO), err;

	dup2(fd, STDOUT_FILENO);
	err = sink__open(&sink, name, false);
	if (!err && sink.fd == STDOUT_FILENO)
		sink.fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	sink__begin(&sink);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	assert_int_equal(err, 0);
}

/* Whether it is opened by the caller for appending or not, it is not truncated here. */
static void test_stdout(void **state)
{
	static const char *const names[] = { NULL, "/dev/stdout", "/dev/fd/1",
					     "/proc/self/fd/1" };

	others_put("old\n");
	for (size_t i = 0; i < 4; i++) {
		open_as_stdout(names[i], file);
		put("one\n");
		close(sink.fd);
	}
	assert_file("old\none\none\none\none\n");
}

/* Truncated by others, who have no other way to start afresh, and opened without
 * O_APPEND: no hole. */
static void test_stdout_truncated(void **state)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	open_as_stdout(NULL, fd);
	assert_false(sink.append);
	put("one\n");
	assert_int_equal(ftruncate(file, 0), 0);
	put("two\n");
	others_put("theirs\n");
	put("3\n");
	close(fd);
	/* That they also write where we do is theirs to avoid. */
	assert_file("two\n3\neirs\n");
}

static void test_torn(void **state)
{
	static const struct {
		const char *first, *lines, *file;
	} rows[] = {
		{ "", "one\ntwo\nthe\n", "one\ntwo\n" },
		{ "one\n", "two\nthe\nfour\n", "one\ntwo\n" },
		/* No whole line fits; no byte fits; no line is partial. */
		{ "one\n", "longer\nx\n", "one\n" },
		{ "123456789\n", "x\ny\n", "123456789\n" },
		{ "", "1234\n6789\nx\n", "1234\n6789\n" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		open_sink(false);
		put(rows[i].first);
		fill_up(rows[i].lines, 10);
		sink__end_line(&sink);
		/* The next write leaves no hole. */
		assert_int_equal(lseek(sink.fd, 0, SEEK_CUR),
				 lseek(sink.fd, 0, SEEK_END));
		assert_file(rows[i].file);
	}
}

/* A line in several pieces. */
static void test_torn_in_pieces(void **state)
{
	open_sink(false);
	put("one\n");
	put("tw");
	fill_up("o and three\n", 10);
	sink__end_line(&sink);
	assert_file("one\n");
}

/* After what was there before, in a file that the caller has opened. */
static void test_torn_stdout(void **state)
{
	for (int append = 0; append < 2; append++) {
		int fd = open(path, O_WRONLY | O_CLOEXEC | (append ? O_APPEND : 0));

		assert_int_equal(ftruncate(file, 0), 0);
		others_put("old");
		lseek(fd, 0, SEEK_END);
		open_as_stdout(NULL, fd);
		fill_up("one\ntwo\nthe\n", 10);
		sink__end_line(&sink);
		close(fd);
		assert_file("oldone\n");
	}
}

/* What others wrote is not cut, in whatever order. */
static void test_torn_and_others(void **state)
{
	open_sink(false);
	put("one\n");
	put("tw"); /* torn, then */
	others_put("theirs\n");
	sink__end_line(&sink);
	assert_file("one\ntwtheirs\n\n");

	open_sink(false);
	put("tw");
	others_put("theirs\n");
	put("o"); /* ends the file, but its line began before theirs */
	sink__end_line(&sink);
	assert_file("twtheirs\no\n");

	open_sink(false);
	put("one\ntw");
	assert_int_equal(ftruncate(file, 0), 0);
	others_put("other\n"); /* as long as we remember */
	others_put("x");
	sink__end_line(&sink);
	assert_file("other\nx\n");

	open_sink(false);
	put("one\ntw");
	assert_int_equal(ftruncate(file, 1), 0);
	sink__end_line(&sink);
	assert_file("o\n");
}

static void test_mode(void **state)
{
	struct stat st;
	mode_t old = umask(0);

	unlink(path);
	open_sink(false);
	umask(old);
	assert_int_equal(fstat(sink.fd, &st), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0600);
	close(sink.fd);
}

static void test_cannot_open(void **state)
{
	struct capture c;

	capture_begin(&c);
	assert_int_equal(sink__open(&sink, "/no/such\nfile", false), -ENOENT);
	assert_int_equal(sink__open(&sink, "/tmp", false), -EISDIR);
	assert_int_equal(sink__open(&sink, "/dev/fd/1000000", false), -EBADF);
	capture_end(&c);
	assert_message(&c, "execsnoop: cannot write to /no/such\\nfile: "
			   "No such file or directory\n");
	assert_message(&c, "execsnoop: cannot write to /tmp: Is a directory\n");
	assert_message(&c, "execsnoop: cannot write to /dev/fd/1000000: "
			   "Bad file descriptor\n");
	assert_no_message(&c);
}

/* A descriptor that the program has opened itself is not the caller's to name. */
static void test_own_descriptor(void **state)
{
	char name[32], text[8];
	struct capture c;
	int fd = open(path, O_RDWR | O_CLOEXEC);

	assert_true(fd >= 0);
	snprintf(name, sizeof(name), "/dev/fd/%d", fd);
	capture_begin(&c);
	assert_int_equal(sink__open(&sink, name, true), -EBADF);
	capture_end(&c);
	assert_non_null(strstr(next_message(&c), "Bad file descriptor"));
	assert_no_message(&c);
	assert_int_equal(fcntl(fd, F_SETFD, 0), 0);
	assert_int_equal(sink__open(&sink, name, true), 0);
	put("one\n");
	assert_int_equal(pread(fd, text, sizeof(text), 0), 4);
	assert_file("one\n");
}

/* The link of another user, which only root can make here. */
static void test_links(void **state)
{
	char folder[] = "/tmp/test_sink.XXXXXX", link[80];
	struct capture c;
	int err;

	assert_non_null(mkdtemp(folder));
	snprintf(link, sizeof(link), "%s/link", folder);
	assert_int_equal(symlink(path, link), 0);
	assert_int_equal(sink__open(&sink, link, true), 0);
	close(sink.fd);
	if (!geteuid()) {
		assert_int_equal(lchown(link, 12345, 12345), 0);
		capture_begin(&c);
		err = sink__open(&sink, link, true);
		capture_end(&c);
		assert_int_equal(err, -EMLINK);
		assert_non_null(strstr(next_message(&c), "link of another user"));
		assert_no_message(&c);
	}
	unlink(link);
	rmdir(folder);
}

static void test_pipe(void **state)
{
	char text[16] = "";
	int fds[2], n = 0;
	ssize_t done;

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	open_as_stdout(NULL, fds[1]);
	assert_false(sink.is_file);
	assert_false(sink.may_block);
	assert_true(fcntl(sink.fd, F_GETFL) & O_NONBLOCK);
	assert_false(fcntl(fds[1], F_GETFL) & O_NONBLOCK);
	put("one\n");
	assert_int_equal(read(fds[0], text, sizeof(text)), 4);
	while ((done = sink__write(&sink, "0123456789", 10)) > 0)
		n++;
	assert_int_equal(done, -EAGAIN);
	assert_in_range(n, 6000, 7000);
	close(fds[0]);
	assert_int_equal(sink__write(&sink, "x", 1), -EPIPE);
	sink__end_line(&sink);
	close(fds[1]);
	close(sink.fd);
}

/* A socket cannot be reopened and is written in small pieces. */
static void test_socket(void **state)
{
	static char much[100000];
	ssize_t done;
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	open_as_stdout(NULL, fds[0]);
	assert_true(sink.may_block);
	assert_false(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
	while ((done = sink__write(&sink, much, sizeof(much))) > 0)
		assert_int_equal(done, PIPE_BUF);
	assert_int_equal(done, -EAGAIN);
	close(fds[0]);
	close(fds[1]);
	close(sink.fd);
}

/* A TCP reader that leaves bytes unread resets the connection. */
static void test_socket_reset(void **state)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const int ours = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char name[32];
	int theirs;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(server, (struct sockaddr *)&address, size))
		skip(); /* without a network */
	assert_int_equal(listen(server, 1), 0);
	assert_int_equal(getsockname(server, (struct sockaddr *)&address, &size), 0);
	assert_int_equal(connect(ours, (struct sockaddr *)&address, size), 0);
	theirs = accept4(server, NULL, NULL, SOCK_CLOEXEC);
	assert_true(theirs >= 0);
	snprintf(name, sizeof(name), "/dev/fd/%d", fcntl(ours, F_DUPFD, ours));
	assert_int_equal(sink__open(&sink, name, false), 0);
	sink__begin(&sink);
	put("unread\n");
	close(theirs);
	assert_int_equal(sink__write(&sink, "x\n", 2), -EPIPE);
	close(sink.fd);
	close(ours);
	close(server);
}

static void test_device_full(void **state)
{
	assert_int_equal(sink__open(&sink, "/dev/full", false), 0);
	sink__begin(&sink);
	assert_false(sink.is_file);
	assert_int_equal(sink__write(&sink, "x\n", 2), -ENOSPC);
	sink__end_line(&sink);
	close(sink.fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_truncates),
		TEST(test_appends),
		TEST(test_truncated_by_others),
		TEST(test_stdout),
		TEST(test_stdout_truncated),
		TEST(test_torn),
		TEST(test_torn_in_pieces),
		TEST(test_torn_stdout),
		TEST(test_torn_and_others),
		TEST(test_mode),
		TEST(test_cannot_open),
		TEST(test_own_descriptor),
		TEST(test_links),
		TEST(test_pipe),
		TEST(test_socket),
		TEST(test_socket_reset),
		TEST(test_device_full),
	};

	return cmocka_run_group_tests_name("sink", tests, NULL, NULL);
}
