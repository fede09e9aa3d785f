// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/util.h"
#include "kernel/denial.h"

/* --- contents of /proc and /sys --- */

static char root[] = "/tmp/test_denial.XXXXXX";

static const char *const folders[] = {
	"proc",	      "proc/self",	     "proc/sys", "proc/sys/kernel", "sys",
	"sys/kernel", "sys/kernel/security",
};

#define UID_MAP "proc/self/uid_map"
#define STATUS "proc/self/status"
#define BPF_DISABLED "proc/sys/kernel/unprivileged_bpf_disabled"
#define PARANOID "proc/sys/kernel/perf_event_paranoid"
#define LOCKDOWN "sys/kernel/security/lockdown"

static const char *const files[] = { UID_MAP, STATUS, BPF_DISABLED, PARANOID, LOCKDOWN };

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	return path;
}

static int make_root(void **state)
{
	if (!mkdtemp(root))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (mkdir(path_of(folders[i]), 0700))
			return -1;
	return 0;
}

static int empty_root(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		unlink(path_of(files[i]));
	return 0;
}

static int remove_root(void **state)
{
	empty_root(state);
	for (size_t i = ARRAY_SIZE(folders); i--;)
		rmdir(path_of(folders[i]));
	return rmdir(root);
}

static struct guards read_with(const char *name, const char *content)
{
	FILE *file = fopen(path_of(name), "we");
	struct guards g;

	assert_non_null(file);
	fputs(content, file);
	fclose(file);
	guards__read(&g, root);
	return g;
}

static void assert_unknown(const struct guards *g)
{
	assert_false(g->user_namespace || g->seccomp || g->no_new_privs);
	assert_int_equal(g->sysctls[DENIED_BPF], SYSCTL_UNKNOWN);
	assert_int_equal(g->sysctls[DENIED_PERF], SYSCTL_UNKNOWN);
	assert_int_equal(g->lockdown, LOCKDOWN_UNKNOWN);
}

static void test_nothing_there(void **state)
{
	struct guards g;

	guards__read(&g, root);
	assert_unknown(&g);
	guards__read(&g, "/no/such/folder");
	assert_unknown(&g);
}

static void test_sysctls(void **state)
{
	struct guards g;

	read_with(BPF_DISABLED, "2\n");
	g = read_with(PARANOID, "-1\n");
	assert_int_equal(g.sysctls[DENIED_BPF], 2);
	assert_int_equal(g.sysctls[DENIED_PERF], -1);
}

static void test_lockdown(void **state)
{
#define LOCKED(text) read_with(LOCKDOWN, text).lockdown
	assert_int_equal(LOCKED("[none] integrity confidentiality\n"), LOCKDOWN_NONE);
	assert_int_equal(LOCKED("none [integrity] confidentiality\n"),
			 LOCKDOWN_INTEGRITY);
	assert_int_equal(LOCKED("none integrity [confidentiality]\n"),
			 LOCKDOWN_CONFIDENTIALITY);
}

static void test_user_namespace(void **state)
{
	assert_false(
		read_with(UID_MAP, "         0          0 4294967295\n").user_namespace);
	assert_true(
		read_with(UID_MAP, "         0       1000          1\n").user_namespace);
	assert_true(
		read_with(UID_MAP, "         0     100000      65536\n").user_namespace);
	assert_true(read_with(UID_MAP, "0 0 1000\n1000 100000 1\n").user_namespace);
	assert_true(read_with(UID_MAP, "").user_namespace);
}

static void test_status(void **state)
{
	struct guards g;

	g = read_with(STATUS,
		      "Name:\tx\nNoNewPrivs:\t0\nSeccomp:\t2\nSeccomp_filters:\t1\n");
	assert_true(g.seccomp && !g.no_new_privs);
	g = read_with(STATUS,
		      "Name:\tx\nNoNewPrivs:\t1\nSeccomp:\t0\nSeccomp_filters:\t0\n");
	assert_true(!g.seccomp && g.no_new_privs);
}

/* --- which message --- */

static void assert_missing(enum denied what, const struct guards *g, const char *text)
{
	struct strbuf detail = {};

	denial__missing(what, g, &detail);
	assert_strbuf(&detail, text);
	strbuf__free(&detail);
}

static const struct guards usual = { .sysctls = { 2, 2 }, .lockdown = LOCKDOWN_NONE };

static void test_missing(void **state)
{
	struct guards g = usual;
	struct strbuf both = {};

#define NO_BPF(value)                           \
	"missing CAP_BPF to load BPF programs " \
	"(kernel.unprivileged_bpf_disabled, which is " value ", cannot replace it)"
#define NO_PERFMON(value)                                             \
	"missing CAP_PERFMON to let BPF programs read command lines " \
	"(kernel.perf_event_paranoid, which is " value ", cannot replace it)"
	assert_missing(DENIED_BPF, &g, NO_BPF("2"));
	g.sysctls[DENIED_BPF] = 0;
	assert_missing(DENIED_BPF, &g, NO_BPF("0"));
	g.sysctls[DENIED_BPF] = SYSCTL_UNKNOWN;
	assert_missing(DENIED_BPF, &g, NO_BPF("unknown"));
	assert_missing(DENIED_PERF, &g, NO_PERFMON("2"));
	g.sysctls[DENIED_PERF] = -1;
	assert_missing(DENIED_PERF, &g, NO_PERFMON("-1"));

	denial__missing(DENIED_BPF, &usual, &both);
	denial__missing(DENIED_PERF, &usual, &both);
	assert_strbuf(&both, NO_BPF("2") "; " NO_PERFMON("2"));
	strbuf__free(&both);
}

static void assert_explained(enum denied what, const struct guards *g,
			     const char *detail_text, const char *remedy_text)
{
	struct strbuf detail = {}, remedy = {};

	denial__explain(what, what == DENIED_PERF ? -EACCES : -EPERM, g, &detail,
			&remedy);
	assert_strbuf(&detail, detail_text);
	assert_strbuf(&remedy, remedy_text);
	strbuf__free(&detail);
	strbuf__free(&remedy);
}

#define BPF_REFUSED "bpf() is denied despite all capabilities: Operation not permitted; "
#define PERF_REFUSED \
	"perf_event_open() is denied despite all capabilities: Permission denied; "

static void test_explained(void **state)
{
	struct guards g = usual;

	assert_explained(DENIED_BPF, &g,
			 BPF_REFUSED
			 "perhaps by a security module such as SELinux, not by "
			 "kernel.unprivileged_bpf_disabled, which is 2",
			 "read the audit log: dmesg; before Linux 5.11 also: "
			 "ulimit -l unlimited");
	assert_explained(DENIED_PERF, &g,
			 PERF_REFUSED
			 "perhaps by a security module such as SELinux, not by "
			 "kernel.perf_event_paranoid, which is 2",
			 "read the audit log: dmesg");

	g.seccomp = true;
	for (enum denied what = 0; what < DENIED_KINDS; what++)
		assert_explained(what, &g,
				 what == DENIED_BPF ?
					 BPF_REFUSED "a seccomp filter is in force, "
						     "such as a container's" :
					 PERF_REFUSED "a seccomp filter is in force, "
						      "such as a container's",
				 "run it on the host, or with a profile that allows the "
				 "call (docker run --security-opt seccomp=FILE)");

	/* Ubuntu's default denies perf events, but not bpf(). */
	g.sysctls[DENIED_PERF] = 4;
	assert_explained(DENIED_PERF, &g,
			 PERF_REFUSED "kernel.perf_event_paranoid, which is 4, "
				      "requires CAP_SYS_ADMIN on some kernels",
			 "run it as root, or sudo sysctl kernel.perf_event_paranoid=2");
	assert_explained(DENIED_BPF, &g,
			 BPF_REFUSED
			 "a seccomp filter is in force, such as a container's",
			 "run it on the host, or with a profile that allows the call "
			 "(docker run --security-opt seccomp=FILE)");

	g.user_namespace = true;
	assert_explained(DENIED_BPF, &g,
			 BPF_REFUSED "capabilities in a user namespace do not allow it",
			 "run it on the host, outside the user namespace");
	assert_explained(DENIED_PERF, &g,
			 PERF_REFUSED "capabilities in a user namespace do not allow it",
			 "run it on the host, outside the user namespace");
}

static void test_said(void **state)
{
	struct capture c;
	const char *text;

	capture_begin(&c);
	assert_int_equal(denial__report("cannot attach", DENIED_BPF, -EINVAL),
			 -EOPNOTSUPP);
	assert_int_equal(denial__report("cannot attach", DENIED_BPF, -EPERM),
			 -EOPNOTSUPP);
	assert_int_equal(denial__report("cannot attach", DENIED_BPF, -ENOMEM), -ENOMEM);
	capture_end(&c);
	assert_message(&c, "execsnoop: cannot attach: Invalid argument\n"
			   "'execsnoop --check' prints what this kernel and user allow; "
			   "-v prints libbpf's messages.\n");
	text = next_message(&c);
	assert_non_null(strstr(text, "execsnoop: cannot attach: " BPF_REFUSED));
	assert_non_null(strstr(text, "\nTry: "));
	assert_non_null(strstr(next_message(&c), "execsnoop: out of memory: "));
	assert_no_message(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_nothing_there, empty_root),
		cmocka_unit_test_teardown(test_sysctls, empty_root),
		cmocka_unit_test_teardown(test_lockdown, empty_root),
		cmocka_unit_test_teardown(test_user_namespace, empty_root),
		cmocka_unit_test_teardown(test_status, empty_root),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_explained),
		cmocka_unit_test(test_said),
	};

	return cmocka_run_group_tests_name("denial", tests, make_root, remove_root);
}
