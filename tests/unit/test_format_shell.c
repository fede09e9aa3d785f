// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "event_harness.h"

#include <errno.h>

#include "show/env.h"
#include "show/format.h"

#define CWD "b\0a '\0\0"
#define DIR "(cd '/a '\\''/b' && exec env -i --"

/* The line with the inner bash: variables it inherits, the number of words from the file on,
 * assignments, and the words from argument 0 on. */
#define BASH_LINE(inherited, n, assigned, words)                                        \
	DIR inherited " \"$BASH\" -pc '(unset PWD OLDPWD SHLVL; while (($# > " n        \
		      ")); do unset -v \"${1%%=*}\"; export \"$1\"; shift; "            \
		      "done 2>/dev/null;" assigned " exec -a \"$0\" -- \"$@\")' " words \
		      ")\n"

struct sample {
	int retval;
	unsigned int interpreter_flags;
	unsigned int root_mount, our_root_mount;
	const char *env;
	size_t env_len;
	const char *args;
	size_t args_len;
	const char *filename;
	const char *cwd; /* NULL: CWD */
	size_t cwd_len;
};

static void assert_sample(const struct sample *s, const char *expected)
{
	const struct record rec = {
		.head = { .type = RECORD_EXEC,
			  .flags = RECORD_DETAILED,
			  .retval = s->retval,
			  .dirfd = AT_FDCWD },
		.details = { .env_len = (__u32)s->env_len,
			     .cwd_len = (__u16)(s->cwd ? s->cwd_len : sizeof(CWD) - 1),
			     .interpreter_flags = s->interpreter_flags,
			     .root_mount = s->root_mount },
		.args = s->args,
		.args_len = s->args_len,
		.filename = s->filename,
		.exe = CWD,
		.cwd = s->cwd ? s->cwd : CWD,
		.env = s->env,
		.env_len = s->env_len,
	};
	struct env_choice choice = { .all = true };
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	struct event ev = {};

	ctx.root_mount = s->our_root_mount;
	assert_int_equal(event__decode(&ev, &rec), 0);
	assert_int_equal(env__choose(&choice, &ev), 0);
	format_shell.event(&sb, &ctx, &ev);
	assert_strbuf(&sb, expected);
	strbuf__free(&sb);
	strbuf__free(&ctx.text);
	event__free(&ev);
}

/* A program that is no script. */
static void assert_line(const char *env, size_t env_len, const char *args,
			size_t args_len, const char *filename, const char *expected)
{
	const struct sample s = { .interpreter_flags = INTERPRETER_KNOWN,
				  .env = env,
				  .env_len = env_len,
				  .args = args,
				  .args_len = args_len,
				  .filename = filename };

	assert_sample(&s, expected);
}

static void test_by_env(void **state)
{
	assert_line(BYTES("A=b c\0X\n=\0SHELLOPTS=x\0_=x\0"), BYTES("./ls\0-l\0\0"),
		    "./ls", DIR " 'A=b c' $'X\\012=' SHELLOPTS=x _=x ./ls -l '')\n");
}

static void test_by_bash(void **state)
{
	assert_line(BYTES("A=b c\0X\n=\0"), BYTES("ls\0-l\0\0"), "/bin/ls",
		    BASH_LINE(" $'X\\012='", "3", "", "ls 'A=b c' /bin/ls -l ''"));
	assert_line("", 0, BYTES("\0"), "a b", BASH_LINE("", "1", "", "'' ./'a b'"));
	assert_line("", 0, BYTES("x\0"), "~/x", BASH_LINE("", "1", "", "x ./'~/x'"));
	/* env(1) would take the file for a variable. */
	assert_line("", 0, BYTES("./a=b\0"), "./a=b",
		    BASH_LINE("", "1", "", "./a=b ./a=b"));
	assert_line(BYTES("SHLVL=1\0_=x y\0UID=7\0_1=2\0"), BYTES("ls\0"), "./ls",
		    BASH_LINE(" UID=7", "1", " _='\\''x y'\\''", "ls SHLVL=1 _1=2 ./ls"));
}

static void test_no_program(void **state)
{
	const struct sample s = { .retval = -ENOEXEC,
				  .args = BYTES("./x\0"),
				  .filename = "./x" };

	assert_sample(&s, BASH_LINE("", "1", " ulimit -n 0;", "./x ./x"));
}

#define NOT_EXACT(what, line) "# not exact, " what ": " line

static void assert_script(unsigned int flags, const char *args, size_t args_len,
			  const char *filename, const char *expected)
{
	const struct sample s = { .interpreter_flags = flags,
				  .args = args,
				  .args_len = args_len,
				  .filename = filename };

	assert_sample(&s, expected);
}

static void test_script(void **state)
{
	const unsigned int script = INTERPRETER_KNOWN | INTERPRETER_USED;

	assert_script(script, BYTES("/bin/sh\0./s\0"), "./s", DIR " ./s)\n");
	assert_script(script, BYTES("/bin/sh\0-e\0./s\0a\0\0"), "./s",
		      DIR " ./s a '')\n");
	assert_script(script, BYTES("/bin/sh\0/i\0-x -y\0/s\0a\0"), "/s", DIR " /s a)\n");
	assert_script(script, BYTES("/bin/sh\0/=\0a\0"),
		      "/=", BASH_LINE("", "2", "", "/= /= a"));
	assert_script(script, BYTES("/bin/sh\0./=\0"), "./=",
		      NOT_EXACT("bash would make the script's path absolute",
				BASH_LINE("", "1", "", "./= ./=")));
	assert_script(script, BYTES("/bin/sh\0./s\0./s\0"), "./s",
		      NOT_EXACT("an argument is the same as the script's path",
				BASH_LINE("", "3", "", "/bin/sh ./s ./s ./s")));
	assert_script(script, BYTES("/bin/sh\0a\0"), "./s",
		      NOT_EXACT("the script's own arguments are not known",
				BASH_LINE("", "2", "", "/bin/sh ./s a")));
	assert_script(0, BYTES("/bin/sh\0./s\0"), "./s",
		      NOT_EXACT("it may be a script",
				BASH_LINE("", "2", "", "/bin/sh ./s ./s")));
	assert_script(0, BYTES("/bin/sh\0a\0"), "/bin/sh", DIR " /bin/sh a)\n");
	assert_script(0, BYTES("/bin/sh\0a\0"), NULL,
		      NOT_EXACT("the file is not known",
				BASH_LINE("", "2", "", "/bin/sh ./'?' a")));
	assert_script(script, BYTES("/bin/sh\0a\0"), NULL,
		      NOT_EXACT("the file is not known",
				BASH_LINE("", "2", "", "/bin/sh ./'?' a")));
}

/* With flag P of binfmt_misc the interpreter gets the path and argument 0. */
static void test_interpreter_gets_name(void **state)
{
	const unsigned int named = INTERPRETER_KNOWN | INTERPRETER_USED |
				   INTERPRETER_GETS_NAME;

	assert_script(named, BYTES("/qemu\0./p\0./p\0a\0"), "./p", DIR " ./p a)\n");
	assert_script(named, BYTES("/qemu\0/p\0p\0a\0"), "/p",
		      BASH_LINE("", "2", "", "p /p a"));
	assert_script(named, BYTES("/qemu\0/p\0"), "/p",
		      NOT_EXACT("the script's own arguments are not known",
				BASH_LINE("", "2", "", "/qemu /p /p")));
	assert_script(named, BYTES("/qemu\0/bin/sh\0/bin/sh\0/s\0a\0"), "/s",
		      NOT_EXACT("the script's own arguments are not known",
				BASH_LINE("", "5", "", "/qemu /s /bin/sh /bin/sh /s a")));
}

static void test_elsewhere(void **state)
{
	struct sample s = { .root_mount = 1, .args = BYTES("/s\0"), .filename = "/s" };

	assert_sample(&s, NOT_EXACT("another root or mount namespace", DIR " /s)\n"));
	s.root_mount = s.our_root_mount = DETAIL_UNKNOWN;
	assert_sample(&s, NOT_EXACT("its root may be another", DIR " /s)\n"));
	s.root_mount = s.our_root_mount = 7;
	s.args = s.filename = "self/exe";
	s.args_len = sizeof("self/exe");
	assert_sample(&s, DIR " self/exe)\n");
	s.cwd = "proc\0";
	s.cwd_len = 6;
	assert_sample(&s, NOT_EXACT("the file is another for each process",
				    "(cd /proc && exec env -i -- self/exe)\n"));
	s.cwd = "procs\0";
	s.cwd_len = 7;
	assert_sample(&s, "(cd /procs && exec env -i -- self/exe)\n");
}

static void test_not_exact(void **state)
{
	assert_line(
		"", 0, "", 0, "/bin/ls",
		NOT_EXACT("there was no argument, not even a name", DIR " /bin/ls)\n"));
	assert_line(
		"", 0, BYTES("ls\0"), NULL,
		NOT_EXACT("the file is not known", BASH_LINE("", "1", "", "ls ./'?'")));
	assert_line("", 0, BYTES("ls\0"), "/dev/fd/3",
		    NOT_EXACT("the file was given by a descriptor",
			      BASH_LINE("", "1", "", "ls /dev/fd/3")));
	assert_line(BYTES("A=b\0A=c\0"), BYTES("/ls\0"), "/ls",
		    NOT_EXACT("a variable was given twice", DIR " A=b A=c /ls)\n"));
	assert_line(BYTES("A\0"), BYTES("/ls\0"), "/ls",
		    NOT_EXACT("a variable has no name or no value", DIR " A /ls)\n"));
	assert_line(BYTES("_\0A=b\0"), BYTES("ls\0"), "/ls",
		    NOT_EXACT("a variable has no name or no value",
			      BASH_LINE("", "1", "", "ls _ A=b /ls")));
	assert_line(BYTES("PPID=b\0"), BYTES("ls\0"), "/ls",
		    NOT_EXACT("bash has a variable of its own in place of one",
			      BASH_LINE("", "1", "", "ls PPID=b /ls")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_env),
		cmocka_unit_test(test_by_bash),
		cmocka_unit_test(test_no_program),
		cmocka_unit_test(test_script),
		cmocka_unit_test(test_interpreter_gets_name),
		cmocka_unit_test(test_elsewhere),
		cmocka_unit_test(test_not_exact),
	};

	return cmocka_run_group_tests_name("format shell", tests, NULL, NULL);
}
