// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "select/cgroup_mounts.h"

static void add(struct cgroup_mounts *mounts, const char *line)
{
	static char text[4096];
	static size_t used;
	char *copy = strcpy(text + used, line);

	used += strlen(line) + 1;
	assert_true(used <= sizeof(text));
	assert_int_equal(cgroup_mounts__add(mounts, copy), 0);
}

static enum cgroup_hierarchy hierarchy_of(const char *options)
{
	struct cgroup_mounts mounts = {};
	enum cgroup_hierarchy hierarchy;
	char line[256];

	snprintf(line, sizeof(line), "31 30 0:28 / /x rw - cgroup cgroup %s", options);
	assert_int_equal(cgroup_mounts__add(&mounts, line), 0);
	assert_int_equal(mounts.n, 1);
	hierarchy = mounts.list[0].hierarchy;
	cgroup_mounts__free(&mounts);
	return hierarchy;
}

static void test_controllers(void **state)
{
	assert_int_equal(hierarchy_of("rw,cpuset"), HIERARCHY_CPUSET);
	assert_int_equal(hierarchy_of("rw,cpu,cpuacct"), HIERARCHY_CPU);
	assert_int_equal(hierarchy_of("rw,cpuacct"), HIERARCHY_CPUACCT);
	assert_int_equal(hierarchy_of("rw,blkio"), HIERARCHY_BLKIO);
	assert_int_equal(hierarchy_of("rw,memory"), HIERARCHY_MEMORY);
	assert_int_equal(hierarchy_of("rw,devices"), HIERARCHY_DEVICES);
	assert_int_equal(hierarchy_of("rw,freezer"), HIERARCHY_FREEZER);
	assert_int_equal(hierarchy_of("rw,net_cls,net_prio"), HIERARCHY_NET_CLS);
	assert_int_equal(hierarchy_of("rw,perf_event"), HIERARCHY_PERF_EVENT);
	assert_int_equal(hierarchy_of("rw,net_prio"), HIERARCHY_NET_PRIO);
	assert_int_equal(hierarchy_of("rw,hugetlb"), HIERARCHY_HUGETLB);
	assert_int_equal(hierarchy_of("rw,seclabel,pids"), HIERARCHY_PIDS);
	/* Hierarchies that BPF programs cannot look up. */
	assert_int_equal(hierarchy_of("rw,xattr,name=systemd"), HIERARCHY_KINDS);
	assert_int_equal(hierarchy_of("rw,name=pids"), HIERARCHY_KINDS);
	assert_int_equal(hierarchy_of("rw,rdma"), HIERARCHY_KINDS);
	assert_int_equal(hierarchy_of("rw,xattr,release_agent=/bin/x,rdma,pids"),
			 HIERARCHY_PIDS);
	assert_int_equal(hierarchy_of(""), HIERARCHY_KINDS);
}

static void test_fields(void **state)
{
	struct cgroup_mounts mounts = {};

	add(&mounts,
	    "40 30 0:37 /a\\040b /mnt/c\\134d\\012 rw,nosuid shared:5 master:2 - "
	    "cgroup2 cgroup2 rw,nsdelegate");
	assert_int_equal(mounts.n, 1);
	assert_int_equal(mounts.list[0].hierarchy, HIERARCHY_V2);
	assert_true(mounts.list[0].dev == makedev(0, 37));
	assert_string_equal(mounts.list[0].root, "/a b");
	assert_string_equal(mounts.list[0].dir, "/mnt/c\\d\n");
	cgroup_mounts__free(&mounts);
}

static void test_others(void **state)
{
	struct cgroup_mounts mounts = {};

	add(&mounts, "");
	add(&mounts, "30 22 0:27 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755");
	add(&mounts, "30 22 0:27 / /sys/fs/cgroup rw,relatime - cgroup2");
	add(&mounts, "30 22 0:27 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2");
	add(&mounts, "30 22 0:27 / - cgroup2 cgroup2 rw");
	add(&mounts, "30 22 x:27 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw");
	add(&mounts, " - cgroup2 cgroup2 rw");
	add(&mounts, "30 22 0:27 / /cgroup2 rw,relatime - ext4 cgroup2 cgroup2");
	add(&mounts, "30 22 0:27 / /x rw,relatime - cgroup22 cgroup2 rw");
	assert_int_equal(mounts.n, 0);
	assert_null(cgroup_mounts__find(&mounts, HIERARCHY_V2));
	cgroup_mounts__free(&mounts);
}

static void test_find(void **state)
{
	struct cgroup_mounts mounts = {};

	add(&mounts, "1 1 0:27 /docker/x /first rw - cgroup2 cgroup2 rw");
	add(&mounts, "2 1 0:28 / /pids rw - cgroup cgroup rw,pids");
	assert_string_equal(cgroup_mounts__find(&mounts, HIERARCHY_V2)->dir, "/first");
	add(&mounts, "3 1 0:27 / /whole rw - cgroup2 cgroup2 rw");
	add(&mounts, "4 1 0:27 / /again rw - cgroup2 cgroup2 rw");
	assert_string_equal(cgroup_mounts__find(&mounts, HIERARCHY_V2)->dir, "/whole");
	assert_string_equal(cgroup_mounts__find(&mounts, HIERARCHY_PIDS)->dir, "/pids");
	assert_null(cgroup_mounts__find(&mounts, HIERARCHY_CPU));
	cgroup_mounts__free(&mounts);
}

/* The mounts of this machine. */
static void test_read(void **state)
{
	struct cgroup_mounts mounts = {};

	assert_int_equal(cgroup_mounts__read(&mounts), 0);
	for (size_t i = 0; i < mounts.n; i++)
		assert_int_equal(mounts.list[i].dir[0], '/');
	cgroup_mounts__free(&mounts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_controllers), cmocka_unit_test(test_fields),
		cmocka_unit_test(test_others),	    cmocka_unit_test(test_find),
		cmocka_unit_test(test_read),
	};

	return cmocka_run_group_tests_name("cgroup_mounts", tests, NULL, NULL);
}
