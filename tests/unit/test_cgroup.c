// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Directories like those of a cgroup file system, on another file system. */
#include "harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/options.h"
#include "select/cgroup.h"

static char top[] = "/tmp/test_cgroup.XXXXXX";
static int top_fd;

static int make_folders(void **state)
{
	if (!mkdtemp(top))
		return -1;
	top_fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return mkdirat(top_fd, "a", 0700) || mkdirat(top_fd, "a/b", 0700) ||
	       mkdirat(top_fd, "c", 0700);
}

static int remove_folders(void **state)
{
	char command[64];

	close(top_fd);
	snprintf(command, sizeof(command), "rm -r %s", top);
	return system(command);
}

static void write_procs(const char *path, const char *content)
{
	int fd = openat(top_fd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	close(fd);
}

/* Append the names of each visited cgroup. */
static void join(void *ctx, const struct cgroup_chain *chain, int fd)
{
	struct strbuf *paths = ctx;
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	assert_true(chain->whole);
	assert_string_equal(chain->levels[chain->n - 1].name, "");
	if (chain->n > 1)
		assert_int_equal(chain->levels[0].id, st.st_ino);
	for (size_t i = 0; i < chain->n; i++)
		strbuf__printf(paths, "%s/", chain->levels[i].name);
	strbuf__addc(paths, ' ');
}

static void test_path_walk(void **state)
{
	struct strbuf paths = {};
	const char *text;

	write_procs("cgroup.procs", "");
	assert_int_equal(cgroup__walk(AT_FDCWD, top, join, &paths), 0);
	text = strbuf__cstr(&paths);
	assert_int_equal(strlen(text), strlen("/ a// b/a// c// "));
	assert_int_equal(strncmp(text, "/ ", 2), 0);
	assert_non_null(strstr(text, "a// b/a// "));
	assert_non_null(strstr(text, " c// "));
	strbuf__reset(&paths);
	assert_int_equal(cgroup__walk(top_fd, "a", join, &paths), 0);
	assert_strbuf(&paths, "/ b// ");
	assert_int_equal(cgroup__walk(top_fd, "none", join, &paths), -ENOENT);
	assert_int_equal(cgroup__walk(-1, ".", join, &paths), -EBADF);
	assert_strbuf(&paths, "");
	strbuf__free(&paths);
}

static void count(void *ctx, const struct cgroup_chain *chain, int fd)
{
	size_t *n = ctx;

	++*n;
	assert_int_equal(chain->n, *n);
}

static void test_walk_deep(void **state)
{
	char path[2 * CGROUP_LEVELS_MAX + 16] = "deep";
	size_t n = 0;

	assert_int_equal(mkdirat(top_fd, path, 0700), 0);
	for (size_t i = 1; i < CGROUP_LEVELS_MAX; i++) {
		strcat(path, "/x");
		assert_int_equal(mkdirat(top_fd, path, 0700), 0);
	}
	assert_int_equal(cgroup__walk(top_fd, "deep", count, &n), 0);
	assert_int_equal(n, CGROUP_LEVELS_MAX);
	strcat(path, "/x");
	assert_int_equal(mkdirat(top_fd, path, 0700), 0);
	n = 0;
	assert_int_equal(cgroup__walk(top_fd, "deep", count, &n), -E2BIG);
	assert_int_equal(n, CGROUP_LEVELS_MAX);
}

static void test_has_process(void **state)
{
	int a = openat(top_fd, "a", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* It is being removed. */
	assert_false(cgroup__has_process(a));
	write_procs("a/cgroup.procs", "");
	assert_false(cgroup__has_process(a));
	write_procs("a/cgroup.procs", "4711\n");
	assert_true(cgroup__has_process(a));
	/* That of a threaded cgroup cannot be read: there may be one. */
	assert_int_equal(unlinkat(a, "cgroup.procs", 0), 0);
	assert_int_equal(mkdirat(a, "cgroup.procs", 0700), 0);
	assert_true(cgroup__has_process(a));
	close(a);
}

static void find_fails(struct cgroup_mount *list, size_t n, const char *path,
		       const char *message)
{
	const struct cgroup_mounts mounts = { .list = list, .n = n };
	struct cgroup_folder folder;
	struct capture c;
	int err;

	capture_begin(&c);
	err = cgroup_folder__find(&folder, &mounts, path);
	capture_end(&c);
	assert_int_equal(err, -EINVAL);
	assert_message(&c, message);
	assert_no_message(&c);
}

static void test_find_fails(void **state)
{
	struct cgroup_mount v2 = { "/tmp", "/", 0, HIERARCHY_V2 };
	struct cgroup_mount v1 = { "/tmp", "/", 0, HIERARCHY_PIDS };

	find_fails(
		&v2, 1, "/",
		"execsnoop: --cgroup '/': not a cgroup; expected a directory below /tmp\n");
	find_fails(&v2, 1, "/proc/no/such",
		   "execsnoop: --cgroup '/proc/no/such': no such cgroup; expected "
		   "a cgroup below /tmp\n");
	find_fails(&v1, 1, "x/y",
		   "execsnoop: --cgroup 'x/y': cgroup v2 is not mounted; expected the "
		   "absolute path of a directory, such as /tmp/x/y\n");
	find_fails(&v1, 1, "/tmp",
		   "execsnoop: --cgroup '/tmp': not a cgroup; expected a directory below "
		   "/tmp\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_path_walk),
		cmocka_unit_test(test_walk_deep),
		cmocka_unit_test(test_has_process),
		cmocka_unit_test(test_find_fails),
	};

	return cmocka_run_group_tests_name("cgroup", tests, make_folders, remove_folders);
}
