// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* This process as the caller: it is recognized, and no other process is. */
#include "harness.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "base/process.h"
#include "base/util.h"
#include "reason/caller.h"
#include "reason/path_walk.h"

static struct caller caller;
static struct exec_details details;
static struct event event;

/* Make an event of this process, now. */
static void make_event(void)
{
	static char comm[COMM_SIZE];

	assert_int_equal(prctl(PR_GET_NAME, comm), 0);
	details = (struct exec_details){ .gid = getgid(),
					 .euid = geteuid(),
					 .egid = getegid(),
					 .root_mount = DETAIL_UNKNOWN };
	event = (struct event){
		.details = &details,
		.comm = comm,
		.comm_len = strlen(comm),
		.head = { .ktime_ns = clock_ns(CLOCK_BOOTTIME),
			  .pid = (__u32)getpid(),
			  .tid = (__u32)gettid(),
			  .ppid = (__u32)getppid(),
			  .uid = getuid() },
	};
}

static int setup(void **state)
{
	caller__begin(&caller);
	return 0;
}

static int teardown(void **state)
{
	caller__end(&caller);
	return 0;
}

static void assert_opens(int expected)
{
	const int next = fcntl(0, F_DUPFD_CLOEXEC, 3);

	close(next);
	assert_int_equal(caller__open(&caller, &event), expected);
	caller__close(&caller);
	assert_int_equal(fcntl(0, F_DUPFD_CLOEXEC, 3), next);
	close(next);
}

static void assert_identified(int expected)
{
	assert_int_equal(caller__open(&caller, &event), 0);
	assert_int_equal(caller__identify(&caller), expected);
	assert_int_equal(caller__identify(&caller), expected);
	caller__close(&caller);
}

static enum caller_may may_search(mode_t mode)
{
	char folder[] = "/tmp/execsnoop.XXXXXX";
	enum caller_may may;
	struct statx st;
	int fd;

	assert_non_null(mkdtemp(folder));
	assert_int_equal(chmod(folder, mode), 0);
	fd = open(folder, O_PATH | O_CLOEXEC);
	assert_int_equal(statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &st), 0);
	may = caller__may_execute(&caller, fd, &st);
	close(fd);
	assert_int_equal(rmdir(folder), 0);
	return may;
}

/* The status is read only if the mode does not decide. */
static void test_asks_late(void **state)
{
	make_event();
	event.head.uid++;
	assert_int_equal(caller__open(&caller, &event), 0);
	assert_int_equal(may_search(0755), CALLER_MAY);
	assert_true(caller.status_unread && caller.userns_unread);
	assert_int_equal(may_search(0700), CALLER_MAYBE);
	assert_false(caller.status_unread);
	caller__close(&caller);
	make_event();
	assert_int_equal(caller__open(&caller, &event), 0);
	assert_int_not_equal(may_search(0700), CALLER_MAY_NOT);
	caller__close(&caller);
}

static void test_same(void **state)
{
	gid_t groups[CALLER_GROUPS_MAX];
	int n = getgroups(CALLER_GROUPS_MAX, groups);

	make_event();
	assert_int_equal(caller__open(&caller, &event), 0);
	assert_int_equal(caller__identify(&caller), 0);
	assert_int_equal(caller.uid, geteuid());
	assert_int_equal(caller.gid, getegid());
	assert_int_equal(caller.n_groups, n);
	assert_true(!n || !memcmp(caller.groups, groups, (size_t)n * sizeof(*groups)));
	assert_true(caller.root >= 0 && caller__cwd(&caller) >= 0);
	caller__close(&caller);
}

static void test_other(void **state)
{
	const uint64_t now = clock_ns(CLOCK_BOOTTIME);

	make_event();
	assert_opens(0);
	event.head.ktime_ns = 1; /* before this process started */
	assert_opens(-ESRCH);
	make_event();
	event.comm = "another";
	event.comm_len = 7;
	assert_opens(-ESRCH);
	make_event();
	event.head.uid++;
	assert_identified(-ESRCH);
	make_event();
	details.egid++;
	assert_identified(-ESRCH);
	make_event();
	event.head.tid = (__u32)getppid();
	assert_opens(-ESRCH);
	/* The parent must match only in the tick in which the process started. */
	make_event();
	event.head.ktime_ns += 2 * NSEC_PER_SEC / (uint64_t)sysconf(_SC_CLK_TCK);
	event.head.ppid++;
	assert_opens(0);
	for (uint64_t tick = 1; tick < 100; tick++) {
		event.head.ktime_ns = now - tick * 10000000;
		assert_true(caller__open(&caller, &event) <= 0);
		caller__close(&caller);
	}
}

/* A name that looks like other fields. */
static void test_name(void **state)
{
	prctl(PR_SET_NAME, "a) R 1 (\nUid:\t7");
	make_event();
	assert_opens(0);
	prctl(PR_SET_NAME, "test_caller");
}

static void test_limits(void **state)
{
	struct rlimit stack;
	uint64_t limit = 0;

	make_event();
	assert_int_equal(getrlimit(RLIMIT_STACK, &stack), 0);
	assert_int_equal(caller__open(&caller, &event), 0);
	assert_int_equal(caller__limit(&caller, "Max stack size", &limit), 0);
	assert_true(limit ==
		    (stack.rlim_cur == RLIM_INFINITY ? UINT64_MAX : stack.rlim_cur));
	assert_int_equal(caller__limit(&caller, "Max nonsense", &limit), -EBADMSG);
	assert_true(caller__closes(&caller, caller.our_root));
	assert_false(caller__closes(&caller, STDERR_FILENO));
	caller__close(&caller);
}

/* The task has ended: its root is known only if it is ours. */
static void test_gone(void **state)
{
	make_event();
	event.head.tid = event.head.pid = INT32_MAX;
	assert_opens(-ESRCH);
	if (caller.our_mount == DETAIL_UNKNOWN)
		skip();
	details.root_mount = caller.our_mount + 1;
	assert_opens(-ESRCH);
	details.root_mount = caller.our_mount;
	assert_opens(0);
	assert_int_equal(caller__open(&caller, &event), 0);
	assert_int_equal(caller.root, caller.our_root);
	assert_int_equal(caller.task, -1);
	assert_false(caller__is_foreign(&caller));
	assert_int_equal(caller__task(&caller), -ESRCH);
	assert_int_equal(caller__cwd(&caller), -ESRCH);
	assert_int_equal(caller__identify(&caller), -ESRCH);
	assert_int_equal(may_search(0700), CALLER_MAYBE);
	caller__close(&caller);
	assert_true(fcntl(caller.our_root, F_GETFD) >= 0);
}

/* If mount ids are reused, all mounts but that of our root are looked up again. */
static void test_our_root(void **state)
{
	struct path_walk w;

	make_event();
	if (caller.our_mount == DETAIL_UNKNOWN || !caller.our_local)
		skip();
	details.root_mount = caller.our_mount;
	caller.mounts.unique = false;
	strbuf__reset(&caller.mounts.text);
	assert_int_equal(caller__open(&caller, &event), 0);
	assert_int_equal(path_walk__go(&w, &caller, false, -1, "", "/no such file"),
			 -ENOENT);
	assert_string_equal(w.done, "/no such file");
	path_walk__end(&w);
	caller__close(&caller);
	assert_int_equal(caller.mounts.text.len, 0);
	caller.our_local = false;
	assert_int_equal(caller__open(&caller, &event), 0);
	assert_int_equal(path_walk__go(&w, &caller, false, -1, "", "/no such file"),
			 -EAGAIN);
	path_walk__end(&w);
	caller__close(&caller);
	caller.our_local = true;
}

/* The process may have called chroot(2) since the event. */
static void test_other_root(void **state)
{
	make_event();
	if (caller.our_mount == DETAIL_UNKNOWN)
		skip();
	details.root_mount = caller.our_mount + 1;
	assert_opens(-ESRCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_asks_late),  cmocka_unit_test(test_same),
		cmocka_unit_test(test_other),	   cmocka_unit_test(test_name),
		cmocka_unit_test(test_limits),	   cmocka_unit_test(test_gone),
		cmocka_unit_test(test_other_root), cmocka_unit_test(test_our_root),
	};

	return cmocka_run_group_tests_name("caller", tests, setup, teardown);
}
