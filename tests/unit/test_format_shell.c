// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "event_harness.h"

#include "show/env.h"
#include "show/format.h"

#define CWD "b\0a '\0\0"
#define LINE(env, script, words)                                   \
	"(cd '/a '\\''/b' && exec env -i --" env " \"$BASH\" -pc " \
	"'(unset PWD OLDPWD SHLVL;" script " exec -a \"$0\" -- \"$@\")' " words ")\n"

/* An exec in the directory CWD. */
static void assert_line(const char *env, size_t env_len, const char *args,
			size_t args_len, const char *filename, const char *expected)
{
	const struct record rec = {
		.head = { .type = RECORD_EXEC,
			  .flags = RECORD_DETAILED,
			  .dirfd = AT_FDCWD },
		.details = { .env_len = (__u32)env_len, .cwd_len = sizeof(CWD) - 1 },
		.args = args,
		.args_len = args_len,
		.filename = filename,
		.exe = CWD,
		.cwd = CWD,
		.env = env,
		.env_len = env_len,
	};
	struct env_choice choice = { .all = true };
	struct format_context ctx = SAMPLE_CONTEXT;
	struct strbuf sb = {};
	struct event ev = {};

	assert_int_equal(event__decode(&ev, &rec, SIZE_MAX), 0);
	assert_int_equal(env__choose(&choice, &ev), 0);
	format_shell.event(&sb, &ctx, &ev);
	assert_strbuf(&sb, expected);
	strbuf__free(&sb);
	strbuf__free(&ctx.text);
	event__free(&ev);
}

static void test_exact(void **state)
{
	assert_line(BYTES("A=b c\0X\n=\0"), BYTES("ls\0-l\0\0"), "/bin/ls",
		    LINE(" 'A=b c' $'X\\012='", "", "ls /bin/ls -l ''"));
	assert_line("", 0, BYTES("\0"), "a b", LINE("", "", "'' ./'a b'"));
	/* Bash changes these two. */
	assert_line(BYTES("SHLVL=1\0_=x\0"), BYTES("ls\0"), "./ls",
		    LINE(" SHLVL=1 _=x", " SHLVL=1 _=x", "ls ./ls"));
}

#define NOT_EXACT(what, line) "# not exact, " what ": " line

static void test_not_exact(void **state)
{
	assert_line("", 0, "", 0, "/bin/ls",
		    NOT_EXACT("there was no argument, not even a name",
			      LINE("", "", "/bin/ls")));
	assert_line("", 0, BYTES("ls\0"), NULL,
		    NOT_EXACT("the file is not known", LINE("", "", "ls ./'?'")));
	assert_line("", 0, BYTES("ls\0"), "/dev/fd/3",
		    NOT_EXACT("the file was given by a descriptor",
			      LINE("", "", "ls /dev/fd/3")));
	assert_line(BYTES("A=b\0A=c\0"), BYTES("ls\0"), "/ls",
		    NOT_EXACT("a variable was given twice", LINE(" A=b", "", "ls /ls")));
	assert_line(BYTES("A\0"), BYTES("ls\0"), "/ls",
		    NOT_EXACT("a variable has no name or no value",
			      LINE(" A", "", "ls /ls")));
	assert_line(BYTES("UID=b\0"), BYTES("ls\0"), "/ls",
		    NOT_EXACT("bash has a variable of its own in place of one",
			      LINE(" UID=b", "", "ls /ls")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_not_exact),
	};

	return cmocka_run_group_tests_name("format shell", tests, NULL, NULL);
}
