// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Names of ids, compared with getpwuid(3) and getgrgid(3). */
#include "harness.h"

#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "show/id_names.h"

static void test_none(void **state)
{
	struct id_names names = {};

	assert_null(id_names__find(&names, 0));
	id_names__free(&names);
}

/* Ids on both sides of each name, and the ends of the range. */
static void test_users(void **state)
{
	struct id_names names = {};

	assert_int_equal(id_names__read_users(&names), 0);
	assert_true(names.n > 0);
	assert_string_equal(id_names__find(&names, 0), "root");
	for (size_t i = 0; i < names.n; i++) {
		const struct passwd *user = getpwuid(names.list[i].id);
		const uint32_t next = names.list[i].id + 1;

		assert_non_null(user);
		assert_string_equal(id_names__find(&names, user->pw_uid), user->pw_name);
		if (!getpwuid(next))
			assert_null(id_names__find(&names, next));
	}
	if (!getpwuid(UINT32_MAX))
		assert_null(id_names__find(&names, UINT32_MAX));
	id_names__free(&names);
	assert_null(id_names__find(&names, 0));
}

static void test_groups(void **state)
{
	struct id_names names = {};

	assert_int_equal(id_names__read_groups(&names), 0);
	assert_true(names.n > 0);
	for (size_t i = 0; i < names.n; i++) {
		const struct group *group = getgrgid(names.list[i].id);

		assert_non_null(group);
		assert_string_equal(id_names__find(&names, group->gr_gid),
				    group->gr_name);
	}
	id_names__free(&names);
}

/* Replace /etc/passwd for this process alone. */
static int replace_passwd(const char *text)
{
	char path[] = "/tmp/passwd.XXXXXX";
	int fd, err;

	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return -1;
	fd = mkstemp(path);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	err = mount(path, "/etc/passwd", NULL, MS_BIND, NULL);
	unlink(path);
	return err;
}

/* Entries in any order; the first of several for one id counts. */
static int check_order(void)
{
	struct id_names names = {};
	int bad;

	if (replace_passwd("z:x:4294967294:0::/:\nb:x:7:0::/:\na:x:7:0::/:\n"
			   "c:x:0:0::/:\nd:x:7:0::/:\ne:x:5:0::/:\n"))
		return 77;
	bad = id_names__read_users(&names) || names.n != 4 ||
	      strcmp(id_names__find(&names, 7), "b") ||
	      strcmp(id_names__find(&names, 0), "c") ||
	      strcmp(id_names__find(&names, 5), "e") ||
	      strcmp(id_names__find(&names, 4294967294), "z") ||
	      id_names__find(&names, 6) || id_names__find(&names, 8);
	id_names__free(&names);
	return bad;
}

static void test_order(void **state)
{
	pid_t child = fork();
	int status;

	if (!child)
		_exit(check_order());
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip(); /* needs root */
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_users),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests_name("id_names", tests, NULL, NULL);
}
