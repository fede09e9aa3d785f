// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/exit_code.h"
#include "base/util.h"
#include "cli/options.h"
#include "run/command.h"

static char dir[] = "/tmp/execsnoop-command.XXXXXX";

static int make_dir(void **state)
{
	return mkdtemp(dir) && !chdir(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return chdir("/") || system(command);
}

static void make_text(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	fchmod(fd, mode);
	close(fd);
}

/* Create a shell script that prints nothing and exits with 9. */
static void make_file(const char *path, mode_t mode)
{
	make_text(path, "exit 9\n", mode);
}

static int start_as(struct command *c, const struct run_as *run_as, const char *name,
		    const char *arg1, const char *arg2)
{
	char *argv[] = { (char *)name, (char *)arg1, (char *)arg2, NULL };

	*c = (struct command){};
	return command__fork(c, argv, run_as);
}

static void start(struct command *c, const char *name, const char *arg1, const char *arg2)
{
	assert_int_equal(start_as(c, &(struct run_as){}, name, arg1, arg2), 0);
}

static int wait_for(struct command *c)
{
	while (!command__ended(c))
		poll(NULL, 0, 1);
	return c->status;
}

/* Run a command to its end. Returns its status. */
static int status_of(const char *name, const char *arg1, const char *arg2)
{
	struct capture messages;
	struct command c;

	capture_begin(&messages);
	start(&c, name, arg1, arg2);
	command__go(&c);
	wait_for(&c);
	capture_end(&messages);
	while (next_message(&messages))
		;
	return c.status;
}

static void test_status(void **state)
{
	assert_int_equal(status_of("true", NULL, NULL), 0);
	assert_int_equal(status_of("/bin/sh", "-c", "exit 3"), 3);
	assert_int_equal(status_of("sh", "-c", "exit 255"), 255);
	assert_int_equal(status_of("sh", "-c", "kill -TERM $$"), 128 + SIGTERM);
	assert_int_equal(status_of("sh", "-c", "kill -KILL $$"), 128 + SIGKILL);
}

/* Its child is waited for, so that its time counts. */
static void test_times(void **state)
{
	const char *const burn = "perl -e 'do { ($u, $s) = times } while $u + $s < 0.1';"
				 "exec sleep 0.1";
	struct command c;

	start(&c, "sh", "-c", burn);
	command__go(&c);
	assert_int_equal(wait_for(&c), 0);
	assert_false(c.not_run);
	assert_in_range(c.cpu_ns, 100000000, 1000000000);
	assert_in_range(c.wall_ns, 200000000, 20000000000);
}

static void test_not_run(void **state)
{
	static const struct {
		const char *name;
		bool not_run;
	} cases[] = { { "nosuch", true }, { "/etc", true }, { "false", false } };
	struct capture messages;
	struct command c;

	capture_begin(&messages);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		start(&c, cases[i].name, NULL, NULL);
		command__go(&c);
		wait_for(&c);
		assert_int_equal(c.not_run, cases[i].not_run);
	}
	start(&c, "true", NULL, NULL);
	command__cancel(&c);
	wait_for(&c);
	assert_true(c.not_run);
	capture_end(&messages);
	while (next_message(&messages))
		;
}

static void test_not_executed(void **state)
{
	struct capture messages;
	struct command c;

	assert_int_equal(status_of("nosuch", NULL, NULL), 127);
	assert_int_equal(status_of("", NULL, NULL), 127);
	assert_int_equal(status_of("./nosuch", NULL, NULL), 127);
	assert_int_equal(status_of("/etc", NULL, NULL), 126);
	capture_begin(&messages);
	start(&c, "no\nsuch", NULL, NULL);
	command__go(&c);
	assert_int_equal(wait_for(&c), 127);
	capture_end(&messages);
	assert_message(&messages,
		       "execsnoop: cannot run no\\nsuch: No such file or directory\n");
	assert_no_message(&messages);
}

static void test_path(void **state)
{
	mkdir("a", 0700);
	mkdir("b", 0700);
	make_file("a/plain", 0600);
	make_file("b/plain", 0600);
	make_file("a/both", 0600);
	make_file("b/both", 0700);
	make_file("here", 0700);
	setenv("PATH", "nosuch:a:here:b", 1);
	assert_int_equal(status_of("both", NULL, NULL), 9);
	assert_int_equal(status_of("plain", NULL, NULL), 126);
	assert_int_equal(status_of("here", NULL, NULL), 127);
	setenv("PATH", "a:", 1);
	assert_int_equal(status_of("here", NULL, NULL), 9);
	setenv("PATH", "", 1);
	assert_int_equal(status_of("here", NULL, NULL), 9);
	unsetenv("PATH");
	assert_int_equal(status_of("here", NULL, NULL), 127);
	assert_int_equal(status_of("sh", "-c", "exit 3"), 3);
}

/* As in execvp(3), an error other than of a missing or forbidden file ends the search. */
static void test_path_errors(void **state)
{
	int busy;

	make_file("a/busy", 0700);
	make_file("b/busy", 0700);
	busy = open("a/busy", O_WRONLY | O_CLOEXEC);
	assert_true(busy >= 0);
	setenv("PATH", "a:b", 1);
	assert_int_equal(status_of("busy", NULL, NULL), 126);
	close(busy);
	assert_int_equal(status_of("busy", NULL, NULL), 9);
	/* The interpreter of the second does not exist. */
	make_file("a/refused", 0600);
	make_text("b/refused", "#!/nosuch\n", 0700);
	assert_int_equal(status_of("refused", NULL, NULL), 126);
	unsetenv("PATH");
}

static void test_waits(void **state)
{
	struct command c;

	start(&c, "sh", "-c", "echo ran >ran");
	assert_false(command__ended(&c));
	/* Our exit closes it too. */
	close(c.go_fd);
	assert_int_equal(wait_for(&c), EXIT_RUNTIME);
	assert_int_equal(access("ran", F_OK), -1);
	start(&c, "sh", "-c", "echo ran >ran");
	command__go(&c);
	assert_int_equal(wait_for(&c), 0);
	assert_int_equal(access("ran", F_OK), 0);
}

/* A go that cannot be written ends it. */
static void test_no_go(void **state)
{
	const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct capture messages;
	struct command c;

	assert_true(full >= 0);
	start(&c, "sh", "-c", "echo ran >ran2");
	assert_true(dup2(full, c.go_fd) >= 0);
	close(full);
	capture_begin(&messages);
	command__go(&c);
	capture_end(&messages);
	assert_message(&messages, "execsnoop: cannot start the command: No space left on "
				  "device\n");
	assert_int_equal(wait_for(&c), EXIT_RUNTIME);
	assert_int_equal(access("ran2", F_OK), -1);
}

static void test_killed_before(void **state)
{
	struct command c;

	start(&c, "true", NULL, NULL);
	kill(c.pid, SIGKILL);
	assert_int_equal(wait_for(&c), 128 + SIGKILL);
	command__go(&c);
	assert_true(command__ended(&c));
}

static void test_stopped_is_not_ended(void **state)
{
	siginfo_t info;
	struct command c;

	start(&c, "sh", "-c", "kill -STOP $$; exit 5");
	command__go(&c);
	assert_int_equal(waitid(P_PID, (id_t)c.pid, &info, WSTOPPED | WNOWAIT), 0);
	assert_false(command__ended(&c));
	kill(c.pid, SIGCONT);
	assert_int_equal(wait_for(&c), 5);
}

static void test_none(void **state)
{
	struct command c = {};

	assert_true(command__ended(&c));
	assert_int_equal(c.status, 0);
}

/* A parent may leave SIGCHLD ignored. */
static void test_children_ignored(void **state)
{
	signal(SIGCHLD, SIG_IGN);
	assert_int_equal(status_of("sh", "-c", "exit 3"), 3);
	signal(SIGCHLD, SIG_IGN);
	/* SIGCHLD is bit 16 of the mask. Unlike awk, a shell would change its action. */
	assert_int_equal(status_of("awk",
				   "BEGIN { while (getline <\"/proc/self/status\")"
				   "	if (/^SigIgn:.*[13579bdf]....$/) exit 4 }",
				   NULL),
			 4);
	signal(SIGCHLD, SIG_DFL);
}

/* Pass on the signals of `infos`, and return how the command ends: by one of them if
 * `dies`, else it is killed. */
static int status_after(const struct signalfd_siginfo *infos, size_t n, bool dies)
{
	struct command c;
	int fds[2];

	assert_int_equal(pipe2(fds, O_CLOEXEC | O_NONBLOCK), 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(write(fds[1], &infos[i], sizeof(*infos)),
				 sizeof(*infos));
	start(&c, "sh", "-c", "exec sleep 60");
	command__pass_on(&c, fds[0]);
	if (!dies)
		kill(c.pid, SIGKILL);
	wait_for(&c);
	command__pass_on(&c, fds[0]);
	close(fds[0]);
	close(fds[1]);
	return c.status;
}

static void test_signals_passed_on(void **state)
{
	static const struct signalfd_siginfo infos[] = {
		{ .ssi_signo = SIGINT, .ssi_code = SI_KERNEL }, /* Ctrl-C */
		{ .ssi_signo = SIGHUP, .ssi_code = SI_KERNEL },
		{ .ssi_signo = SIGINT, .ssi_code = SI_USER },
		{ .ssi_signo = SIGTERM, .ssi_code = SI_QUEUE },
	};

	/* A background job of a shell inherits SIGINT ignored, and so would the
	 * command. */
	signal(SIGINT, SIG_DFL);
	assert_int_equal(status_after(infos, 1, false), 128 + SIGKILL);
	for (size_t i = 1; i < ARRAY_SIZE(infos); i++)
		assert_int_equal(status_after(&infos[i], 1, true),
				 128 + (int)infos[i].ssi_signo);
	/* All pending signals are read at once. */
	assert_int_equal(status_after(infos, 2, true), 128 + SIGHUP);
}

static void test_run_as(void **state)
{
	const struct run_as other = { "nosuchuser", 12, 5 };
	struct capture messages;
	struct command c;
	int err;

	capture_begin(&messages);
	err = start_as(&c, &other, "sh", "-c", "exit $(id -u)$(id -g)");
	capture_end(&messages);
	if (geteuid()) {
		assert_int_equal(err, -EPERM);
		assert_non_null(strstr(next_message(&messages),
				       "cannot run sh as nosuchuser: Operation not"));
	} else {
		assert_int_equal(err, 0);
		command__go(&c);
		assert_int_equal(wait_for(&c), 125);
	}
	assert_no_message(&messages);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_not_run),
		cmocka_unit_test(test_not_executed),
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_no_go),
		cmocka_unit_test(test_killed_before),
		cmocka_unit_test(test_stopped_is_not_ended),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_children_ignored),
		cmocka_unit_test(test_signals_passed_on),
		cmocka_unit_test(test_run_as),
		cmocka_unit_test(test_path), /* unsets PATH */
		cmocka_unit_test(test_path_errors),
	};

	return cmocka_run_group_tests_name("command", tests, make_dir, remove_dir);
}
