// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/privileges.h"
#include "base/util.h"
#include "show/column.h"

/* Return the hexadecimal value of a key in /proc/self/status. */
static uint64_t status_of(const char *key)
{
	char text[4096], line[32];
	const char *at;

	assert_true(read_file(AT_FDCWD, "/proc/self/status", text, sizeof(text)) > 0);
	snprintf(line, sizeof(line), "\n%s:\t", key);
	at = strstr(text, line);
	assert_non_null(at);
	return strtoull(at + strlen(line), NULL, 16);
}

/* Run `check` in a child process, because privileges are dropped for good. */
static void in_child(bool (*check)(void))
{
	pid_t child = fork();
	int status;

	if (!child)
		_exit(check() ? EXIT_SUCCESS : EXIT_FAILURE);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void test_have(void **state)
{
	const uint64_t effective = status_of("CapEff");

	for (unsigned int cap = 0; cap <= CAP_LAST_CAP; cap++)
		assert_int_equal(privileges__have(cap), effective >> cap & 1);
}

static bool all_dropped(void)
{
	const bool may_bound = privileges__have(CAP_SETPCAP);
	int err = privileges__drop(0);

	return !err && !status_of("CapPrm") && !status_of("CapEff") &&
	       !status_of("CapInh") && !status_of("CapAmb") &&
	       (!may_bound || !status_of("CapBnd")) && status_of("NoNewPrivs") == 1 &&
	       !privileges__have(CAP_BPF);
}

static void test_drop_all(void **state)
{
	in_child(all_dropped);
}

/* Two capabilities, numbered above and below 32. */
#define KEEP (1ULL << CAP_DAC_READ_SEARCH | 1ULL << CAP_PERFMON)

static bool all_but_kept(void)
{
	const bool may_bound = privileges__have(CAP_SETPCAP);
	int err;

	/* The ambient set is cleared, even of a capability that stays permitted. */
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_PERFMON, 0, 0);
	err = privileges__drop(KEEP);

	return !err && status_of("CapPrm") == KEEP && status_of("CapEff") == KEEP &&
	       !status_of("CapInh") && !status_of("CapAmb") &&
	       (!may_bound || status_of("CapBnd") == KEEP) &&
	       status_of("NoNewPrivs") == 1;
}

static void test_keep(void **state)
{
	if ((status_of("CapPrm") & KEEP) != KEEP) {
		print_message("needs CAP_DAC_READ_SEARCH and CAP_PERFMON\n");
		skip();
	}
	in_child(all_but_kept);
}

/* A capability that is missing from the start is not gained. */
static bool nothing_gained(void)
{
	return !privileges__drop(0) && !privileges__drop(KEEP) && !status_of("CapEff");
}

static void test_drop_twice(void **state)
{
	in_child(nothing_gained);
}

/* A program without more privileges than its caller does not change. */
static void test_not_raised(void **state)
{
	const uint64_t effective = status_of("CapEff");

	assert_false(privileges__raised());
	assert_int_equal(privileges__become_caller(), 0);
	assert_true(status_of("CapEff") == effective);
	assert_int_equal(privileges__suspend(), 0);
	assert_true(status_of("CapEff") == effective);
	privileges__resume();
	assert_true(status_of("CapEff") == effective);
}

static bool becomes_other(void)
{
	uid_t ids[3];
	gid_t gids[3], group;

	return !privileges__become("nosuchuser", 12, 34) &&
	       !getresuid(&ids[0], &ids[1], &ids[2]) &&
	       !getresgid(&gids[0], &gids[1], &gids[2]) && ids[0] == 12 && ids[1] == 12 &&
	       ids[2] == 12 && gids[0] == 34 && gids[1] == 34 && gids[2] == 34 &&
	       getgroups(1, &group) == 1 && group == 34 && !status_of("CapPrm") &&
	       privileges__become("root", 0, 0) == -EPERM;
}

static void test_become(void **state)
{
	if (geteuid()) {
		print_message("needs root\n");
		skip();
	}
	in_child(becomes_other);
}

/* All columns but `reason` get their data from the records. */
static void test_one_column_needs_any(void **state)
{
	for (const struct column *col = columns; col->get; col++)
		assert_int_equal(col->capabilities,
				 strcmp(col->name, "reason") ?
					 0 :
					 1 << CAP_SYS_PTRACE | 1 << CAP_DAC_READ_SEARCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_have),
		cmocka_unit_test(test_drop_all),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_drop_twice),
		cmocka_unit_test(test_not_raised),
		cmocka_unit_test(test_become),
		cmocka_unit_test(test_one_column_needs_any),
	};

	return cmocka_run_group_tests_name("privileges", tests, NULL, NULL);
}
