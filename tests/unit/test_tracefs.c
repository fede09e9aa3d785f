// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/util.h"
#include "kernel/tracefs.h"

#define ID_FILE "events/sched/sched_process_exec/id"

static char folder[] = "/tmp/test_tracefs.XXXXXX";
static int folder_fd;

static int make_folder(void **state)
{
	if (!mkdtemp(folder))
		return -1;
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return mkdirat(folder_fd, "events", 0700) ||
	       mkdirat(folder_fd, "events/sched", 0700) ||
	       mkdirat(folder_fd, "events/sched/sched_process_exec", 0700);
}

static int remove_folder(void **state)
{
	unlinkat(folder_fd, ID_FILE, 0);
	unlinkat(folder_fd, "events/sched/sched_process_exec", AT_REMOVEDIR);
	unlinkat(folder_fd, "events/sched", AT_REMOVEDIR);
	unlinkat(folder_fd, "events", AT_REMOVEDIR);
	close(folder_fd);
	return rmdir(folder);
}

static int id_of(const char *content)
{
	int fd = openat(folder_fd, ID_FILE, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			0600);

	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	close(fd);
	return tracefs__event_id(folder_fd, "sched/sched_process_exec");
}

static void test_id(void **state)
{
	assert_int_equal(id_of("316\n"), 316);
	assert_int_equal(id_of("316"), 316);
	assert_int_equal(id_of("0\n"), 0);
	assert_int_equal(id_of("2147483647\n"), INT32_MAX);
}

static void test_no_id(void **state)
{
	assert_int_equal(id_of(""), -EINVAL);
	assert_int_equal(id_of("\n"), -EINVAL);
	assert_int_equal(id_of("-1\n"), -EINVAL);
	assert_int_equal(id_of("x\n"), -EINVAL);
	assert_int_equal(id_of("12 \n"), -EINVAL);
	assert_int_equal(id_of("2147483648\n"), -ERANGE);
	assert_int_equal(id_of("99999999999999999999999999999999999\n"), -ERANGE);
}

static void test_no_event(void **state)
{
	assert_int_equal(tracefs__event_id(folder_fd, "sched/none"), -ENOENT);
	assert_int_equal(tracefs__event_id(folder_fd, ""), -ENOENT);
	assert_int_equal(tracefs__event_id(-1, "sched/sched_process_exec"), -EBADF);
	assert_int_equal(tracefs__open_event(folder_fd, "sched/none"), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_id),
		cmocka_unit_test(test_no_id),
		cmocka_unit_test(test_no_event),
	};

	return cmocka_run_group_tests_name("tracefs", tests, make_folder, remove_folder);
}
