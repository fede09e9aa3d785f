// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <string.h>

#include "base/util.h"
#include "select/container.h"

#define ID "3f4a5c6d7e8f90123f4a5c6d7e8f90123f4a5c6d7e8f90123f4a5c6d7e8f9012"
#define POD "33b76b55_c057_401e_80c8_1463a405421c"

/* The chain of path "/a/b", with id 1 for the root, 2 below it, and so on. */
static struct cgroup_chain way_to(const char *path)
{
	static struct cgroup_level levels[CGROUP_LEVELS_MAX];
	static char names[1024];
	size_t first = CGROUP_LEVELS_MAX, id = 1;
	char *rest = strcpy(names, path), *name;

	levels[--first] = (struct cgroup_level){ id++, "" };
	while ((name = strsep(&rest, "/")))
		if (*name)
			levels[--first] = (struct cgroup_level){ id++, name };
	return (struct cgroup_chain){
		.levels = &levels[first],
		.n = CGROUP_LEVELS_MAX - first,
		.whole = true,
	};
}

static bool in_container(const char *path, const char *prefix)
{
	struct cgroup_chain chain = way_to(path);

	return container__contains(&chain, prefix);
}

static bool in_unit(const char *path, const char *glob)
{
	struct cgroup_chain chain = way_to(path);

	return cgroup_chain__in_unit(&chain, glob);
}

/* As the runtimes write them. */
static void test_containers(void **state)
{
	static const char *const paths[] = {
		/* Docker: cgroupfs, another parent, systemd, rootless, an init in it. */
		"/docker/" ID,
		"/docker-ce/docker/" ID,
		"/" ID,
		"/system.slice/docker-" ID ".scope",
		"/user.slice/user-1000.slice/user@1000.service/user.slice/docker-" ID
		".scope",
		"/system.slice/docker-" ID ".scope/system.slice/ssh.service",
		"/ecs/0a1b2c3d-4e5f-6789-abcd-ef0123456789/" ID,
		/* containerd: nerdctl with both drivers, Kubernetes with both, and the
		 * form where the driver does not fit what was asked for. */
		"/default/" ID,
		"/k8s.io/" ID,
		"/system.slice/nerdctl-" ID ".scope",
		"/kubepods/besteffort/pod" POD "/" ID,
		"/kubepods/pod" POD "/" ID,
		"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" POD
		".slice/cri-containerd-" ID ".scope",
		"/kubelet-kubepods.slice/kubelet-kubepods-pod" POD
		".slice/cri-containerd-" ID ".scope",
		"/system.slice/containerd.service/kubepods-burstable-pod" POD
		".slice:cri-containerd:" ID,
		/* CRI-O: both drivers, and what crun makes below. */
		"/kubepods/burstable/pod" POD "/crio-" ID,
		"/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod" POD
		".slice/crio-" ID ".scope",
		"/kubepods.slice/kubepods-pod" POD ".slice/crio-" ID ".scope/container",
		/* Docker below Kubernetes. */
		"/kubepods.slice/kubepods-pod" POD ".slice/docker-" ID ".scope",
		/* Podman: both drivers, rootless, in a pod, in a unit of its own. */
		"/libpod_parent/libpod-" ID,
		"/machine.slice/libpod-" ID ".scope",
		"/machine.slice/libpod-" ID ".scope/container",
		"/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" ID
		".scope/container",
		"/machine.slice/machine-libpod_pod_" ID ".slice/libpod-" ID ".scope",
		"/system.slice/web.service/libpod-payload-" ID,
		/* One within another. */
		"/docker/ffff5c6d7e8f90123f4a5c6d7e8f90123f4a5c6d7e8f90123f4a5c6d7e8f9012"
		"/kubelet/kubepods/pod" POD "/" ID,
	};

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		assert_true(in_container(paths[i], ""));
		assert_true(in_container(paths[i], "3"));
		assert_true(in_container(paths[i], "3f4a5c6d7e8f"));
		assert_true(in_container(paths[i], "3F4A5c"));
		assert_true(in_container(paths[i], ID));
		assert_false(in_container(paths[i], ID "0"));
		assert_false(in_container(paths[i], ID ".scope"));
		assert_false(in_container(paths[i], "4f4a5c"));
	}
	assert_true(in_container("/docker/3F4A5C6D7E8F90123F4A5C6D7E8F9012"
				 "3F4A5C6D7E8F90123F4A5C6D7E8F9012",
				 "3f4a5c6d7e8f"));
}

/* Containers that have no id of 64 digits. */
/* Paths and the container's name, NULL: none. */
#define BASE36 "osh60k53lspy0g0cjo94ur00h"
#define TASK "0123456789abcdef0123456789abcdef"
static const char *const named[][2] = {
	{ "/lxc.payload.web1", "web1" },
	{ "/lxc.payload.web1/system.slice/ssh.service", "web1" },
	{ "/lxc.payload/web1/init.scope", "web1" },
	{ "/lxc/web1", "web1" },
	{ "/lxc/web1/lxc/in", "in" },
	{ "/machine.slice/systemd-nspawn@web1.service/payload/init.scope", "web1" },
	{ "/machine.slice/systemd-nspawn@my\\x2dweb.service/payload", "my-web" },
	{ "/machine.slice/machine-web1.scope", "web1" },
	{ "/machine.slice/machine-web\\x2d1.scope/payload", "web-1" },
	{ "/system.slice/garden.service/garden/70eb4ce5-a065-4401-6990-88ed",
	  "70eb4ce5-a065-4401-6990-88ed" },
	{ "/garden/good/70eb4ce5-a065-4401-6990-88ed", "70eb4ce5-a065-4401-6990-88ed" },
	{ "/mesos/70eb4ce5-a065-4401-6990-88ed01234567/x",
	  "70eb4ce5-a065-4401-6990-88ed01234567" },
	{ "/default/redis1", "redis1" },
	{ "/buildkit/" BASE36, BASE36 },
	{ "/system.slice/system.slice:docker:" BASE36, BASE36 },
	{ "/system.slice/docker-" BASE36 ".scope", BASE36 },
	{ "/user.slice/user-1.slice/runc-try.scope", "try" },
	{ "/ecs/" TASK "/" TASK "-1234567890", TASK "-1234567890" },
	/* The innermost one. */
	{ "/lxc.payload.web1/docker/" ID, ID },
	{ "/docker/" ID "/lxc/in", "in" },
	/* None. */
	{ "/lxc.monitor.web1", NULL },
	{ "/lxc.monitor/web1", NULL },
	{ "/lxc", NULL },
	{ "/lxc.payload.", NULL },
	{ "/machine.slice", NULL },
	{ "/machine.slice/machine-qemu\\x2d1\\x2dvm.scope", NULL },
	{ "/machine.slice/machine-libpod_pod_" ID ".slice", NULL },
	{ "/machine.slice/systemd-nspawn@web1.service/supervisor", NULL },
	{ "/machine.slice/machine-web1.scope/supervisor", NULL },
	{ "/x.slice/machine-web1.scope", NULL },
	{ "/user.slice/snap.lxd.lxc.4b3296a2-c139-4da5-b782-006c431cca74.scope", NULL },
	{ "/garden/web", NULL },
	{ "/buildkit/web", NULL },
	{ "/default/x.service", NULL },
	{ "/ecs/" TASK "/" TASK "-", NULL },
	{ "/ecs/" TASK, NULL },
	{ "/system.slice/docker-web.scope", NULL },
	{ "/payload", NULL },
};

static void test_names(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(named); i++) {
		const struct cgroup_chain chain = way_to(named[i][0]);
		struct container c;

		assert_int_equal(container__find(&c, &chain), !!named[i][1]);
		if (!named[i][1])
			continue;
		assert_string_equal(c.name, named[i][1]);
		assert_true(in_container(named[i][0], c.name));
		assert_true(in_container(named[i][0], ""));
	}
	/* Of a name, the first characters are that of another. */
	assert_false(in_container("/lxc/web1", "web"));
	assert_false(in_container("/lxc/web1", "WEB1"));
}

static void test_no_containers(void **state)
{
	static const char *const paths[] = {
		"/",
		"/docker",
		"/system.slice/docker.service",
		"/system.slice/containerd.service",
		/* Monitors of containers. */
		"/machine.slice/libpod-conmon-" ID ".scope",
		"/kubepods.slice/kubepods-pod" POD ".slice/crio-conmon-" ID ".scope",
		"/kubepods/pod" POD "/crio-conmon-" ID,
		"/libpod_parent/conmon",
		"/system.slice/web.service/runtime",
		/* Pods. */
		"/kubepods/besteffort/pod" POD,
		"/kubepods.slice/kubepods-pod33b76b55c057401e680c81463a405421.slice",
		"/machine.slice/machine-libpod_pod_" ID ".slice",
		/* Other lengths, other bytes, other places. */
		"/docker/0" ID,
		"/docker/" ID "0",
		"/docker/3f4a5c6d7e8f90123f4a5c6d7e8f90123f4a5c6d7e8f9012",
		"/docker/g" ID,
		"/docker/" ID ".service",
		"/docker/" ID "-x",
		"/docker/x" ID,
		"/docker_" ID,
		"/docker/3f4a5c6d7e8f90123f4a5c6d7e8f9012-3f4a5c6d7e8f90123f4a5c6d7e8f901",
		"/docker/.scope",
		"/user.slice/user-1000.slice/session-3.scope",
	};

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		assert_false(in_container(paths[i], ""));
}

static void test_units(void **state)
{
	assert_true(in_unit("/system.slice/ssh.service", "ssh.service"));
	assert_true(in_unit("/system.slice/ssh.service", "system.slice"));
	/* A cgroup below that of a unit belongs to the unit. */
	assert_true(in_unit("/system.slice/ssh.service/a/b", "ssh.service"));
	assert_true(in_unit("/user.slice/user-0.slice/user@0.service/app.slice/x.service",
			    "user@*"));
	assert_true(in_unit("/user.slice/user-0.slice/user@0.service/app.slice/x.service",
			    "x.service"));
	assert_true(in_unit("/system.slice/system-getty.slice/getty@tty1.service",
			    "getty@*.service"));
	assert_true(in_unit("/user.slice/user-0.slice/session-12.scope", "session-*"));
	assert_true(in_unit("/system.slice/php8.2-fpm.service", "php[78].?-fpm.service"));
	assert_true(in_unit("/system.slice/dev-disk-by\\x2duuid-1.swap",
			    "dev-disk-by\\x2duuid-1.swap"));
	assert_true(in_unit("/system.slice/a.service", "*"));
	/* Names that would clash with files of the kernel. */
	assert_true(in_unit("/system.slice/_cpu.service", "cpu.service"));
	assert_false(in_unit("/system.slice/_cpu.service", "_cpu.service"));
	assert_true(in_unit("/system.slice/__x.service", "_x.service"));

	assert_false(in_unit("/", "*"));
	assert_false(in_unit("/docker/" ID, "*"));
	assert_false(in_unit("/system.slice/ssh.service", "ssh"));
	assert_false(in_unit("/system.slice/ssh.service", "sh.service"));
	assert_false(in_unit("/system.slice/ssh.service", "ssh.service?"));
	assert_false(in_unit("/system.slice/ssh.service", "SSH.service"));
	/* No type, or nothing but a type. */
	assert_false(in_unit("/ssh", "ssh*"));
	assert_false(in_unit("/.service", "*"));
	assert_false(in_unit("/_.service", "*"));
}

static void test_paths(void **state)
{
	struct cgroup_chain chain = way_to("/a/bc/d");

	assert_true(cgroup_chain__is_below(&chain, "/"));
	assert_true(cgroup_chain__is_below(&chain, ""));
	assert_true(cgroup_chain__is_below(&chain, "/a"));
	assert_true(cgroup_chain__is_below(&chain, "//a//bc/"));
	assert_true(cgroup_chain__is_below(&chain, "/a/bc/d"));
	assert_false(cgroup_chain__is_below(&chain, "/a/bc/d/e"));
	assert_false(cgroup_chain__is_below(&chain, "/a/b"));
	assert_false(cgroup_chain__is_below(&chain, "/a/bcd"));
	assert_false(cgroup_chain__is_below(&chain, "/bc"));
	for (uint64_t id = 1; id <= 4; id++)
		assert_true(cgroup_chain__has_id(&chain, id));
	assert_false(cgroup_chain__has_id(&chain, 5));
	assert_false(cgroup_chain__has_id(&chain, 0));
	/* The levels up to the root are missing. */
	chain.whole = false;
	assert_false(cgroup_chain__is_below(&chain, "/"));
	assert_false(cgroup_chain__is_below(&chain, "/a"));
}

static void test_read(void **state)
{
	static const char bytes[] = "\7\0\0\0\0\0\0\3"
				    "\2\0\0\0\0\0\0\1b\0\1\0\0\0\0\0\0\0\0"
				    "\1\0\0\0\0\0\0\0";
	struct cgroup_level levels[CGROUP_LEVELS_MAX];
	struct cgroup_chain chain;

	assert_int_equal(cgroup_chain__read(&chain, levels, bytes, sizeof(bytes) - 1),
			 27);
	assert_int_equal(chain.key, 0x0300000000000007);
	assert_int_equal(chain.n, 2);
	assert_true(chain.whole);
	assert_int_equal(levels[0].id, 0x0100000000000002);
	assert_string_equal(levels[0].name, "b");
	assert_int_equal(levels[1].id, 1);
	assert_string_equal(levels[1].name, "");
	/* Cut at every place. */
	for (size_t len = 0; len < 27; len++) {
		char copy[27];

		memcpy(copy, bytes, len);
		assert_int_equal(cgroup_chain__read(&chain, levels, copy, len), len);
		assert_int_equal(chain.n, len >= 18);
		assert_int_equal(chain.key, len >= 8 ? 0x0300000000000007 : 0);
		assert_false(chain.whole);
	}
}

static void test_read_too_many(void **state)
{
	enum { KEY = 8, LEVEL = 10 };
	struct cgroup_level levels[CGROUP_LEVELS_MAX];
	struct cgroup_chain chain;
	char bytes[KEY + LEVEL * CGROUP_LEVELS_MAX + 9] = "";

	for (size_t i = 0; i < CGROUP_LEVELS_MAX; i++)
		bytes[KEY + LEVEL * i + 8] = 'x';
	assert_int_equal(cgroup_chain__read(&chain, levels, bytes, sizeof(bytes)),
			 sizeof(bytes));
	assert_int_equal(chain.n, CGROUP_LEVELS_MAX);
	assert_false(chain.whole);
	/* One level less: the root fits. */
	assert_int_equal(
		cgroup_chain__read(&chain, levels, bytes + LEVEL, sizeof(bytes) - LEVEL),
		sizeof(bytes) - LEVEL);
	assert_int_equal(chain.n, CGROUP_LEVELS_MAX);
	assert_true(chain.whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_containers),
		cmocka_unit_test(test_no_containers),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_read_too_many),
	};

	return cmocka_run_group_tests_name("cgroup_chain", tests, NULL, NULL);
}
