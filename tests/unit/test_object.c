// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "kernel/object.h"

#define VARIABLE "ANTIMETAL_BPF_PATH"

static char path[PATH_MAX];

static void test_built_in(void **state)
{
	unsetenv(VARIABLE);
	assert_null(object__path(NULL, path));
	setenv(VARIABLE, "", 1);
	assert_null(object__path(NULL, path));
}

static void test_option_first(void **state)
{
	setenv(VARIABLE, "/other", 1);
	assert_string_equal(object__path("/option", path), "/option");
}

static void test_file(void **state)
{
	setenv(VARIABLE, "/no/such/file", 1);
	assert_string_equal(object__path(NULL, path), "/no/such/file");
	setenv(VARIABLE, "/dev/null", 1);
	assert_string_equal(object__path(NULL, path), "/dev/null");
}

static void test_folder(void **state)
{
	setenv(VARIABLE, "/tmp", 1);
	assert_string_equal(object__path(NULL, path), "/tmp/execsnoop.bpf.o");
}

/* If the name of the file in the directory is too long, the directory is returned, and
 * the error of reading it is reported. */
static void test_folder_too_long(void **state)
{
	char folder[PATH_MAX];

	memset(folder, '/', sizeof(folder));
	strcpy(folder + sizeof(folder) - 13, "/tmp");
	setenv(VARIABLE, folder, 1);
	assert_string_equal(object__path(NULL, path), folder);
	unsetenv(VARIABLE);
}

static void test_size_limit(void **state)
{
	char name[] = "/tmp/test_object.XXXXXX";
	struct strbuf object = {};
	int fd = mkstemp(name);

	assert_int_equal(ftruncate(fd, (16 << 20) - 1), 0);
	assert_int_equal(object__read(&object, name), 0);
	assert_int_equal(object.len, (16 << 20) - 1);
	strbuf__reset(&object);
	assert_int_equal(ftruncate(fd, 1LL << 40), 0);
	assert_int_equal(object__read(&object, name), -EFBIG);
	assert_in_range(object.size, 16 << 20, 64 << 20);
	strbuf__free(&object);
	unlink(name);
	close(fd);
}

static void test_read(void **state)
{
	char name[] = "/tmp/test_object.XXXXXX";
	int fd = mkstemp(name);
	struct strbuf object = {};

	assert_int_equal(object__read(&object, name), -ENODATA);
	assert_int_equal(object.len, 0);
	assert_int_equal(write(fd,
			       "\x7f"
			       "ELF",
			       4),
			 4);
	assert_int_equal(object__read(&object, name), 0);
	assert_strbuf(&object, "\x7f"
			       "ELF");
	strbuf__reset(&object);
	assert_int_equal(ftruncate(fd, 17 << 20), 0);
	assert_int_equal(object__read(&object, name), -EFBIG);
	unlink(name);
	assert_int_equal(object__read(&object, name), -ENOENT);
	strbuf__reset(&object);
	assert_int_equal(object__read(&object, "/tmp"), -EISDIR);
	strbuf__free(&object);
	close(fd);
}

static void do_nothing(void *ctx)
{
}

static void be_loud(void *ctx)
{
	*(int *)ctx = 1;
	fprintf(stderr, "loud\n");
	fflush(stderr);
}

static void die(void *ctx)
{
	raise(*(int *)ctx);
}

static void hang(void *ctx)
{
	if (alarm(1) > 1)
		pause();
}

static void test_survives(void **state)
{
	int touched = 0, signal = SIGSEGV;
	struct capture c;

	assert_true(object__survives(do_nothing, NULL));
	assert_false(object__survives(die, &signal));
	assert_false(object__survives(hang, NULL));
	capture_begin(&c);
	assert_true(object__survives(be_loud, &touched));
	capture_end(&c);
	assert_no_message(&c);
	assert_int_equal(touched, 0);
}

static void test_fault(void **state)
{
	assert_string_equal(object__fault(-ENODATA), "it is empty");
	assert_string_equal(object__fault(-EBADMSG), "it is damaged");
	assert_string_equal(object__fault(-EISDIR), "it is a directory");
	assert_null(object__fault(-ENOENT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_built_in),   cmocka_unit_test(test_option_first),
		cmocka_unit_test(test_file),	   cmocka_unit_test(test_folder),
		cmocka_unit_test(test_read),	   cmocka_unit_test(test_folder_too_long),
		cmocka_unit_test(test_size_limit), cmocka_unit_test(test_survives),
		cmocka_unit_test(test_fault),
	};

	return cmocka_run_group_tests_name("object", tests, NULL, NULL);
}
