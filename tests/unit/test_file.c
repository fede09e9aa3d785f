// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/file.h"

static void test_read_file(void **state)
{
	int fd = memfd_create("file", 0);
	char path[32], buf[8];

	snprintf(path, sizeof(path), "%d", fd);
	fd = open("/proc/self/fd", O_RDONLY | O_DIRECTORY);
	assert_int_equal(read_file(fd, path, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "");
	assert_int_equal(write(atoi(path), "0123456789", 10), 10);
	assert_int_equal(read_file(fd, path, buf, sizeof(buf)), 7);
	assert_string_equal(buf, "0123456");
	assert_int_equal(read_file(fd, "no such fd", buf, sizeof(buf)), -ENOENT);
	assert_int_equal(read_file(AT_FDCWD, "/", buf, sizeof(buf)), -EISDIR);
	assert_string_equal(buf, "");
	close(atoi(path));
	close(fd);
}

#define SIZE (3 * 16384)

static void test_read_fd(void **state)
{
	struct strbuf out = {};
	char *zeros = calloc(1, SIZE);
	int fd = memfd_create("file", 0);

	assert_int_equal(ftruncate(fd, SIZE), 0);
	strbuf__adds(&out, "ab");
	assert_int_equal(read_fd(fd, SIZE + 1, &out), 0);
	assert_int_equal(out.len, SIZE + 2);
	assert_memory_equal(out.data, "ab", 2);
	assert_memory_equal(out.data + 2, zeros, SIZE);
	/* Nothing is left. */
	assert_int_equal(read_fd(fd, 1, &out), 0);
	assert_int_equal(out.len, SIZE + 2);
	strbuf__free(&out);
	free(zeros);
	close(fd);
	assert_int_equal(read_fd(fd, 1, &out), -EBADF);
	strbuf__free(&out);
}

static void test_read_fd_limit(void **state)
{
	struct strbuf out = {};
	int fd = memfd_create("file", 0);

	assert_int_equal(ftruncate(fd, SIZE), 0);
	assert_int_equal(read_fd(fd, SIZE - 1, &out), -EFBIG);
	assert_int_equal(out.len, SIZE - 1);
	lseek(fd, 0, SEEK_SET);
	strbuf__reset(&out);
	assert_int_equal(read_fd(fd, SIZE, &out), -EFBIG);
	assert_int_equal(out.len, SIZE);
	strbuf__free(&out);
	close(fd);
}

static void test_read_whole_file(void **state)
{
	struct strbuf out = {};
	int dir = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

	assert_int_equal(read_whole_file(dir, "self/comm", 100, &out), 0);
	assert_strbuf(&out, "test_file\n");
	assert_int_equal(read_whole_file(dir, "self", 100, &out), -EISDIR);
	assert_int_equal(read_whole_file(dir, "no such file", 100, &out), -ENOENT);
	assert_int_equal(out.len, 0);
	strbuf__free(&out);
	close(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_file),
		cmocka_unit_test(test_read_fd),
		cmocka_unit_test(test_read_fd_limit),
		cmocka_unit_test(test_read_whole_file),
	};

	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
