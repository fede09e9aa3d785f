// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The values of filters. */
#include "options_harness.h"

#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "execsnoop.h"

#define WANT FILTER_WANTED
#define NOT FILTER_UNWANTED

#define assert_value(at, k, number, v)                                       \
	do {                                                                 \
		assert_true(opts.kernel.values.n > (at));                    \
		assert_int_equal(opts.kernel.values.list[at].kind, k);       \
		assert_int_equal(opts.kernel.values.list[at].value, number); \
		assert_int_equal(opts.kernel.values.list[at].verdict, v);    \
	} while (0)

static void test_uid(void **state)
{
	assert_good("--euid=root", "--login-user=unset", "--login-user=!0");
	assert_int_equal(opts.kernel.values.list[0].kind, FILTER_EUID);
	assert_int_equal(opts.kernel.values.list[1].kind, FILTER_LOGIN_UID);
	assert_int_equal(opts.kernel.values.list[1].value, LOGIN_UID_UNSET);
	assert_good("-u", "0", "--uid=!1000", "-u4294967294", "-u", "root", "-u!root");
	assert_int_equal(opts.kernel.values.n, 5);
	assert_value(0, FILTER_UID, 0, WANT);
	assert_value(1, FILTER_UID, 1000, NOT);
	assert_value(2, FILTER_UID, 4294967294, WANT);
	assert_value(3, FILTER_UID, 0, WANT);
	assert_value(4, FILTER_UID, 0, NOT);
#define EXPECTED "no such user; expected the name of a user, or a number up to 4294967294"
	assert_bad("--uid '4294967295': " EXPECTED, "-u", "4294967295");
	assert_bad("--uid '-1': " EXPECTED, "-u", "-1");
	assert_bad("--uid '': " EXPECTED, "-u", "");
	assert_bad("--uid '!': " EXPECTED, "-u", "!");
	assert_bad("--uid '!!': " EXPECTED, "-u", "!!");
	assert_bad("--uid 'no such user at all': " EXPECTED, "--uid",
		   "no such user at all");
	assert_bad("--uid '!1,,2': '': " EXPECTED, "-u!1,,2");
	assert_bad("--uid '1,!2': '!2': " EXPECTED, "-u1,!2");
	assert_bad("--uid '0,-5': '-5': " EXPECTED, "-u0,-5");
	assert_bad("--uid '\\x1b[2J\\xff': " EXPECTED, "-u", "\033[2J\xff");
	assert_good("-u", "root,1", "--uid=!2,3");
	assert_int_equal(opts.kernel.values.n, 4);
	assert_value(0, FILTER_UID, 0, WANT);
	assert_value(1, FILTER_UID, 1, WANT);
	assert_value(2, FILTER_UID, 2, NOT);
	assert_value(3, FILTER_UID, 3, NOT);
#undef EXPECTED
	assert_bad_with("--uid 'rooot': no such user; near: ", "-u", "rooot");
	assert_bad_with("root\n", "-u", "!rooot");
}

static void test_gid(void **state)
{
	assert_good("-g", "0", "--group=!root", "-g", "4294967294");
	assert_int_equal(opts.kernel.values.n, 3);
	assert_value(0, FILTER_GID, 0, WANT);
	assert_value(1, FILTER_GID, 0, NOT);
	assert_value(2, FILTER_GID, 4294967294, WANT);
#define EXPECTED \
	"no such group; expected the name of a group, or a number up to 4294967294"
	assert_bad("--group '4294967295': " EXPECTED, "-g", "4294967295");
	assert_bad("--group '': " EXPECTED, "--group=");
	assert_bad("--group '!': " EXPECTED, "--group=!");
	assert_bad("--group 'no such group at all': " EXPECTED, "-g",
		   "no such group at all");
#undef EXPECTED
	assert_bad_with("--group 'rooot': no such group; near: ", "-g", "rooot");
}

static void test_ppid(void **state)
{
	assert_good("-P", "1", "--ppid=!4194304", "-P0,4194000");
	assert_int_equal(opts.kernel.values.n, 4);
	assert_value(0, FILTER_PPID, 1, WANT);
	assert_value(1, FILTER_PPID, 4194304, NOT);
	assert_value(2, FILTER_PPID, 0, WANT);
#define EXPECTED "expected the number of a process, up to 4194304"
	assert_bad("--ppid '4194305': " EXPECTED, "-P", "4194305");
	assert_bad("--ppid '-1': " EXPECTED, "-P-1");
	assert_bad("--ppid 'init': " EXPECTED
		   "; pgrep(1) finds it by name, and -n REGEX selects programs",
		   "-P", "init");
	assert_bad("--ppid '1 ': " EXPECTED, "-P", "1 ");
	assert_bad("--ppid '': " EXPECTED, "-P", "");
	assert_bad("--ppid '!': " EXPECTED, "-P", "!");
#undef EXPECTED
}

/* The pid of a process that has exited. */
static pid_t ended_process(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return pid;
}

#define NO_PROCESS "no such process; pgrep(1) and ps(1) list processes"

/* Rejected with exactly this message, made of two texts. */
static void assert_bad_value(const char *option, const char *value, const char *why)
{
	char word[64], expected[256];
	struct capture c;

	snprintf(word, sizeof(word), "%s=%s", option, value);
	snprintf(expected, sizeof(expected), "execsnoop: %s '%s': %s" TRY, option, value,
		 why);
	capture_begin(&c);
	assert_int_equal(parse(word), -EINVAL);
	capture_end(&c);
	assert_message(&c, expected);
	assert_no_message(&c);
}

static void test_pid(void **state)
{
	char self[16], other[16], unwanted[16];

	snprintf(self, sizeof(self), "%d", getpid());
	snprintf(other, sizeof(other), "%d", getppid());
	snprintf(unwanted, sizeof(unwanted), "!%d", getpid());
	assert_good("-p", self, "--pid", unwanted, "-p", other);
	assert_int_equal(opts.kernel.values.n, 3);
	assert_value(0, FILTER_TREE, (uint32_t)getpid(), WANT);
	assert_value(1, FILTER_TREE, (uint32_t)getpid(), NOT);
	assert_value(2, FILTER_TREE, (uint32_t)getppid(), WANT);
	snprintf(other, sizeof(other), "%d", ended_process());
	assert_bad_value("--pid", other, NO_PROCESS);
	assert_bad_value("--pid", "4194304", NO_PROCESS);
#define EXPECTED "expected the number of a process, up to 4194304"
	assert_bad("--pid '0': " EXPECTED, "-p", "0");
	assert_bad("--pid '4194305': " EXPECTED, "-p", "4194305");
	assert_bad("--pid '4294967297': " EXPECTED, "-p", "4294967297");
	assert_bad("--pid '': " EXPECTED, "-p", "");
	assert_bad("--pid '!': " EXPECTED, "-p", "!");
	assert_bad("--pid '-1': " EXPECTED, "-p-1");
	assert_bad("--pid '1/../self': " EXPECTED, "-p", "1/../self");
#undef EXPECTED
}

struct thread {
	pthread_barrier_t barrier;
	pid_t tid;
};

static void *run_thread(void *arg)
{
	struct thread *thread = arg;

	thread->tid = (pid_t)syscall(SYS_gettid);
	pthread_barrier_wait(&thread->barrier);
	pthread_barrier_wait(&thread->barrier);
	return NULL;
}

static void test_pid_of_thread(void **state)
{
	struct thread thread;
	pthread_t id;
	char word[32], why[96];

	pthread_barrier_init(&thread.barrier, NULL, 2);
	assert_int_equal(pthread_create(&id, NULL, run_thread, &thread), 0);
	pthread_barrier_wait(&thread.barrier);
	snprintf(word, sizeof(word), "%d", thread.tid);
	snprintf(why, sizeof(why),
		 "a thread of process %d; expected the process: --pid=%d", getpid(),
		 getpid());
	assert_bad_value("--pid", word, why);
	snprintf(why, sizeof(why),
		 "a thread of process %d; expected the process: --ppid=%d", getpid(),
		 getpid());
	assert_bad_value("--ppid", word, why);
	snprintf(word, sizeof(word), "!%d", thread.tid);
	snprintf(why, sizeof(why),
		 "a thread of process %d; expected the process: --pid=!%d", getpid(),
		 getpid());
	assert_bad_value("--pid", word, why);
	/* A thread has namespaces too. */
	snprintf(word, sizeof(word), "--mntns=%d", thread.tid);
	assert_good(word);
	pthread_barrier_wait(&thread.barrier);
	pthread_join(id, NULL);
	pthread_barrier_destroy(&thread.barrier);
}

static uint32_t inode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return (uint32_t)st.st_ino;
}

static void test_namespaces(void **state)
{
	char self[16], link[64] = "", dead[16];

	snprintf(self, sizeof(self), "!%d", getpid());
	assert_true(readlink("/proc/self/ns/mnt", link, sizeof(link) - 1) > 0);
	assert_good("--mntns", self + 1, "--mntns", self, "--mntns", link, "--pidns",
		    self, "--mntns=4294967295", "--pidns=!4194305",
		    "--pidns=pid:[1],4194306");
	assert_int_equal(opts.kernel.values.n, 8);
	assert_value(7, FILTER_PIDNS, 4194306, WANT);
	assert_value(0, FILTER_MNTNS, inode_of("/proc/self/ns/mnt"), WANT);
	assert_value(1, FILTER_MNTNS, inode_of("/proc/self/ns/mnt"), NOT);
	assert_value(2, FILTER_MNTNS, inode_of("/proc/self/ns/mnt"), WANT);
	assert_value(3, FILTER_PIDNS, inode_of("/proc/self/ns/pid"), NOT);
	assert_value(4, FILTER_MNTNS, 4294967295, WANT);
	assert_value(5, FILTER_PIDNS, 4194305, NOT);
	assert_value(6, FILTER_PIDNS, 1, WANT);
	snprintf(dead, sizeof(dead), "%d", ended_process());
	assert_bad_value("--mntns", dead, NO_PROCESS);
	assert_bad_value("--pidns", "4194304", NO_PROCESS);
}

static void test_bad_namespaces(void **state)
{
	static const char *const bad[] = {
		"",
		"!",
		"0",
		"-1",
		"4294967296",
		"x",
		"mnt",
		"mnt:",
		"mnt:[",
		"mnt:[]",
		"mnt:[0]",
		"mnt:[1",
		"mnt:[1]x",
		"mnt:[1]]",
		"mnt:[-1]",
		"mnt:[ 1]",
		"mnt:[1a]",
		"pid:[1]",
		"mnt:1",
		"mnt:[4294967296]",
		"mnt:[000000000000000000000001]",
		" 1",
		"1/../self",
		"Mnt:[1]",
		"net:[1]",
		"self",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_bad_value("--mntns", bad[i],
				 "expected the number of a process in the namespace, or "
				 "the namespace as in mnt:[4026531840]");
	assert_bad_value("--pidns", "mnt:[1]",
			 "expected the number of a process in the namespace, or the "
			 "namespace as in pid:[4026531840]");
}

/* A child in its own mount namespace, whose /proc does not list its processes. */
static int without_proc(void)
{
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/proc", "tmpfs", 0, NULL))
		return 77;
	if (parse("-p", "4194304") || opts.kernel.values.n != 1)
		return 1;
	if (freopen("/dev/null", "w", stderr) && !parse("--mntns=1"))
		return 2;
	return 0;
}

/* Then a pid is not checked, and no namespace can be looked up. */
static void test_without_proc(void **state)
{
	pid_t pid;
	int status;

	if (geteuid())
		skip();
	pid = fork();
	if (!pid)
		_exit(without_proc());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_descriptor(void **state)
{
	assert_good("--stdin=socket,closed", "--stdout=!tty", "--stderr=null");
	assert_value(0, FILTER_STDIN, DESCRIPTOR_SOCKET, WANT);
	assert_value(1, FILTER_STDIN, DESCRIPTOR_CLOSED, WANT);
	assert_value(2, FILTER_STDOUT, DESCRIPTOR_TTY, NOT);
	assert_value(3, FILTER_STDERR, DESCRIPTOR_NULL, WANT);
#define EXPECTED                                                                      \
	"no such kind of file; expected tty, pipe, socket, file, dir, null, device, " \
	"other or closed"
	assert_bad("--stdin '': " EXPECTED, "--stdin=");
	assert_bad("--stdout 'TTY': no such kind of file; near: tty", "--stdout=TTY");
	assert_bad("--stdin '1': " EXPECTED, "--stdin=1");
	assert_bad("--stderr 'tty,soket': 'soket': no such kind of file; near: socket",
		   "--stderr=tty,soket");
	assert_bad("--stdin '\\x1b[2J': " EXPECTED, "--stdin=\033[2J");
#undef EXPECTED
}

static void test_errno(void **state)
{
	assert_good("--errno=ENOENT,13,eacces", "--errno=!2,ERESTARTSYS,4095");
	assert_int_equal(opts.kernel.values.n, 6);
	assert_value(0, FILTER_ERRNO, 2, WANT);
	assert_value(1, FILTER_ERRNO, 13, WANT);
	assert_value(2, FILTER_ERRNO, 13, WANT);
	assert_value(3, FILTER_ERRNO, 2, NOT);
	assert_value(4, FILTER_ERRNO, 512, NOT);
	assert_value(5, FILTER_ERRNO, 4095, NOT);
	assert_true(opts.kernel.show_failed && opts.kernel.only_failed);
#define EXPECTED \
	"no such error; expected names or numbers, such as ENOENT,EACCES, or help"
#define IN_LIST(name) "'" name "': " EXPECTED
	assert_bad("--errno '': " EXPECTED, "--errno=");
	assert_bad("--errno '!': " EXPECTED, "--errno=!");
	assert_bad("--errno ',': " IN_LIST(""), "--errno=,");
	assert_bad("--errno 'ENOENT,': " IN_LIST(""), "--errno=ENOENT,");
	assert_bad("--errno ',ENOENT': " IN_LIST(""), "--errno=,ENOENT");
	assert_bad("--errno '0': " EXPECTED, "--errno=0");
	assert_bad("--errno '1,4096': " IN_LIST("4096"), "--errno=1,4096");
	assert_bad("--errno '-2': " EXPECTED, "--errno=-2");
	assert_bad("--errno '4294967298': " EXPECTED, "--errno=4294967298");
	assert_bad("--errno '1,!2': " IN_LIST("!2"), "--errno=1,!2");
	assert_bad("--errno '1, 2': " IN_LIST(" 2"), "--errno=1, 2");
	assert_bad("--errno '\\x1b[2J': " EXPECTED, "--errno=\033[2J");
#undef EXPECTED
	assert_bad("--errno 'ENOENT,EACESS': 'EACESS': no such error; near: EACCES",
		   "--errno=ENOENT,EACESS");
}

static void test_patterns(void **state)
{
	assert_good("-n", "a", "--name=!^b$", "-l", "c|d", "--line", "^");
	assert_int_equal(opts.filter.name.n, 2);
	assert_int_equal(opts.filter.name.n_positive, 1);
	assert_int_equal(opts.filter.line.n, 2);
	assert_good("--exe=!^/usr/", "--exe", "a", "--parent=^cron$", "--cwd", "b");
	assert_int_equal(opts.filter.exe.n, 2);
	assert_int_equal(opts.filter.exe.n_positive, 1);
	assert_int_equal(opts.filter.parent.n, 1);
	assert_int_equal(opts.filter.cwd.n, 1);
	assert_good("--below=a", "--below=!b", "--exclude-below=c",
		    "--exclude-below=[!]d");
	assert_int_equal(opts.filter.below.n, 4);
	assert_int_equal(opts.filter.below.n_positive, 1);
#define EXPECTED "expected a POSIX extended regular expression: "
	assert_bad("--name '(': " EXPECTED "missing ')' after '('", "-n", "(");
	assert_bad("--name '!(': " EXPECTED "missing ')' after '('", "-n", "!(");
	assert_bad("--line '\\x1b(': " EXPECTED "missing ')' after '('", "-l", "\033(");
	assert_bad("--line '(.)\\1': " EXPECTED "it has no back-references", "-l",
		   "(.)\\1");
	assert_bad("--name '!': " EXPECTED "missing pattern after '!'", "-n", "!");
	assert_bad("--line '': " EXPECTED "an empty one matches everything", "-l", "");
	assert_bad("--exe '(': " EXPECTED "missing ')' after '('", "--exe=(");
	assert_bad("--parent '!': " EXPECTED "missing pattern after '!'", "--parent=!");
	assert_bad("--below '!': " EXPECTED "missing pattern after '!'", "--below=!");
	assert_bad("--exclude-below '': " EXPECTED "an empty one matches everything",
		   "--exclude-below=");
	assert_bad("--exclude-below '(': " EXPECTED "missing ')' after '('",
		   "--exclude-below=(");
	assert_bad(
		"--exclude-below '!a\\x1b': it excludes already; to select what is below, "
		"type --below='a\\x1b'",
		"--exclude-below=!a\033");
	assert_bad("--cwd '(.)\\1': " EXPECTED "it has no back-references",
		   "--cwd=(.)\\1");
#undef EXPECTED
}

/* Collects what columns and filters need, nothing else. */
static void test_collected(void **state)
{
	assert_good("-l", "b", "-o", "kv");
	assert_int_equal(opts.kernel.collect, 0);
	assert_good("-n", "a", "-o", "kv");
	assert_int_equal(opts.kernel.collect, COLLECT_FILENAME);
	assert_good("--cwd=a", "-o", "kv");
	assert_int_equal(opts.kernel.collect, COLLECT_DETAILS | COLLECT_CWD);
	assert_good("--cwd=a", "-O", "flags");
	assert_int_equal(opts.kernel.collect, COLLECT_DETAILS | COLLECT_CWD |
						      COLLECT_FILE_FLAGS |
						      COLLECT_FILENAME);
	assert_good("--exclude-below=a", "-o", "kv", "--ancestors=3");
	assert_true(opts.kernel.collect & COLLECT_ANCESTORS);
	assert_int_equal(opts.kernel.ancestors, ANCESTRY_LEVELS_MAX);
	assert_int_equal(opts.ancestors, 3);
	assert_good("--exclude-below=a", "-o", "kv");
	assert_int_equal(opts.columns.n, 0);
	assert_int_equal(opts.kernel.collect, COLLECT_ANCESTORS);
	assert_good("--priv-gain", "-o", "kv");
	assert_int_equal(opts.kernel.collect, COLLECT_ENTRY | COLLECT_CAPS);
	assert_good("--exe=a", "-T");
	assert_int_equal(opts.kernel.collect,
			 COLLECT_DETAILS | COLLECT_EXE | COLLECT_TIME | COLLECT_FILENAME);
}

static void test_redact(void **state)
{
	assert_good("-x");
	assert_false(opts.redactor.on);
	assert_good("--redact");
	assert_true(opts.redactor.on);
	assert_int_equal(opts.redactor.n, 0);
	assert_good("--redact=pin=([0-9]+)", "--redact", "--red=!x");
	assert_true(opts.redactor.on);
	assert_int_equal(opts.redactor.n, 2);
	/* An optional value is in the same word. */
	assert_good("--redact", "--", "x");
	assert_non_null(opts.command);
#define EXPECTED "expected a POSIX extended regular expression: "
	assert_bad("--redact '(': " EXPECTED "missing ')' after '('", "--redact=(");
	assert_bad("--redact '(.)\\1': " EXPECTED "it has no back-references",
		   "--redact=(.)\\1");
	assert_bad("--redact '': " EXPECTED "matches the empty string", "--redact=");
#undef EXPECTED
	assert_bad(
		"unexpected argument: pin; type --redact=pin for a value, or -- pin to run a command",
		"--redact", "pin");
}

#define assert_cgroup(at, k, t, not )                                  \
	do {                                                           \
		assert_true(opts.cgroups.n > (at));                    \
		assert_int_equal(opts.cgroups.list[at].kind, k);       \
		assert_string_equal(opts.cgroups.list[at].text, t);    \
		assert_int_equal(opts.cgroups.list[at].negated, not ); \
	} while (0)

static void test_cgroup(void **state)
{
	assert_good("-c", "/a", "--cgroup=!b/c", "--unit=ssh*", "--unit", "!cron.service",
		    "-c!!x");
	assert_int_equal(opts.cgroups.n, 5);
	assert_cgroup(0, CGROUP_PATH, "/a", false);
	assert_cgroup(1, CGROUP_PATH, "b/c", true);
	assert_cgroup(2, CGROUP_UNIT, "ssh*", false);
	assert_cgroup(3, CGROUP_UNIT, "cron.service", true);
	assert_cgroup(4, CGROUP_PATH, "!x", true);
	assert_bad("--cgroup '': expected the path of a cgroup", "-c", "");
	assert_bad("--cgroup '!': expected the path of a cgroup", "-c", "!");
	assert_bad("--unit '': expected the name of a unit", "--unit=");
	assert_bad("--unit '!': expected the name of a unit", "--unit=!");
	assert_good("--unit=a,b*", "--unit=!c,d");
	assert_int_equal(opts.cgroups.n, 4);
	assert_cgroup(0, CGROUP_UNIT, "a", false);
	assert_cgroup(1, CGROUP_UNIT, "b*", false);
	assert_cgroup(2, CGROUP_UNIT, "c", true);
	assert_cgroup(3, CGROUP_UNIT, "d", true);
	assert_bad("--unit 'a,!b': '!b': expected the name of a unit", "--unit=a,!b");
	assert_bad("--unit 'a,': '': expected the name of a unit", "--unit=a,");
}

static void test_container(void **state)
{
#define ID64 "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"
	static const char *const bad[] = {
		"", "!", "!!a", "a b", "ab*", "**", "!**", " a", "\xff", "lxc/a",
	};

	assert_good("--container=web-1", "--container=!web_1.x");
	assert_good("--container=4F", "--container=!0a", "--container=" ID64,
		    "--container=*", "--container=!*");
	assert_int_equal(opts.cgroups.n, 5);
	assert_cgroup(0, CGROUP_CONTAINER, "4F", false);
	assert_cgroup(1, CGROUP_CONTAINER, "0a", true);
	assert_cgroup(2, CGROUP_CONTAINER, ID64, false);
	assert_cgroup(3, CGROUP_CONTAINER, "*", false);
	assert_cgroup(4, CGROUP_CONTAINER, "*", true);
	assert_good("--container=!4f,*");
	assert_int_equal(opts.cgroups.n, 2);
	assert_cgroup(0, CGROUP_CONTAINER, "4f", true);
	assert_cgroup(1, CGROUP_CONTAINER, "*", true);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_bad_with("': expected the first digits of a container's id, the "
				"name of one of LXC, nspawn and the like, or * for any",
				"--container", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_uid),
		TEST(test_gid),
		TEST(test_ppid),
		TEST(test_pid),
		TEST(test_pid_of_thread),
		TEST(test_namespaces),
		TEST(test_collected),
		TEST(test_redact),
		TEST(test_bad_namespaces),
		TEST(test_without_proc),
		TEST(test_descriptor),
		TEST(test_errno),
		TEST(test_patterns),
		TEST(test_cgroup),
		TEST(test_container),
	};

	return cmocka_run_group_tests_name("option_filters", tests, NULL, NULL);
}
