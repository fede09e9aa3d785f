// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The columns that -O and other options show. */
#include "options_harness.h"

#include "record/collect.h"

static void assert_columns(const char *expected)
{
	char names[1024] = "";

	for (size_t i = 0; i < opts.columns.n; i++) {
		strcat(names, i ? "," : "");
		strcat(names, opts.columns.list[i]->name);
	}
	assert_string_equal(names, expected);
}

#define JSON_KEYS "timestamp,uid,comm,pid,ppid,retval,error,latency_us,filename,args"

static void test_columns(void **state)
{
	static const struct {
		const char *letter, *name, *columns;
	} flags[] = {
		{ "-T", "--time", "time,comm,pid,ppid,retval,args" },
		{ "-t", "--timestamp", "seconds,comm,pid,ppid,retval,args" },
		{ "-U", "--print-uid", "uid,comm,pid,ppid,retval,args" },
		{ "-L", "--latency", "comm,pid,ppid,retval,latency_us,args" },
		{ "-x", "--fails", "comm,pid,ppid,retval,args" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		assert_good(flags[i].letter);
		assert_columns(flags[i].columns);
		assert_good(flags[i].name);
		assert_columns(flags[i].columns);
	}
	assert_good("-xTtUL");
	assert_columns("time,seconds,uid,comm,pid,ppid,retval,latency_us,args");
	assert_true(opts.kernel.show_failed);
	assert_good("-O", "args,pid,tty", "-U");
	assert_columns("pid,tty,uid,args");
	assert_good("-O", "+tty,gid");
	assert_columns("gid,tty,comm,pid,ppid,retval,args");
	assert_good("-O", "pid,+tty", "--columns=comm");
	assert_columns("pid,comm,tty");
	/* JSON always has its own keys. */
	assert_good("-o", "json", "-TtUL");
	assert_columns(JSON_KEYS);
	assert_good("-o", "json", "-O", "pid,seconds");
	assert_columns(
		"timestamp,seconds,uid,comm,pid,ppid,retval,error,latency_us,filename,args");
	assert_good("-O", "all", "-o", "json");
	assert_true(opts.columns.n > 25);
	/* kv has a place of its own for uid, and adds the others. */
	assert_good("-o", "kv", "-TtUL", "-O", "tty");
	assert_columns("time,seconds,tty,latency_us");
	assert_good("-o", "kv", "-U");
	assert_columns("");
	/* "all" does not fold; --fold-path adds its column. */
	assert_false(opts.kernel.fold_path);
	assert_good("-x", "--fold-path");
	assert_columns("comm,pid,ppid,retval,probes,args");
	assert_true(opts.kernel.fold_path);
	assert_good("-x", "--fold-path", "-O", "args,tty");
	assert_columns("tty,probes,args");
	assert_good("-x", "--fold-path", "-o", "json");
	assert_columns(
		"timestamp,uid,comm,pid,ppid,retval,error,latency_us,probes,filename,args");
	assert_good("-O", "help");
	assert_int_equal(opts.action, ACTION_COLUMNS);
	assert_bad_with("--columns 'pid,ttx': no such column as 'ttx'; near: tty", "-O",
			"pid,ttx");
	assert_bad_with("names separated by commas", "-O", "zzzzzzzzz");
	assert_bad_with("no such column as ''", "-O", "pid,");
}

static void test_ancestors(void **state)
{
	assert_good("--ancestors");
	assert_columns("ancestors,comm,pid,ppid,retval,args");
	assert_int_equal(opts.kernel.ancestors, 16);
	assert_good("--ancestors=3", "-O", "pid,args");
	assert_columns("pid,ancestors,args");
	assert_int_equal(opts.kernel.ancestors, 3);
	assert_good("-O", "+ancestors", "-U");
	assert_columns("uid,ancestors,comm,pid,ppid,retval,args");
	assert_int_equal(opts.kernel.ancestors, 16);
	assert_good("-o", "json", "--ancestors=1");
	assert_columns("timestamp,uid,ancestors,comm,pid,ppid,retval,error,latency_us,"
		       "filename,args");
	assert_good("-o", "kv", "--ancestors", "-O", "tty");
	assert_columns("tty,ancestors");
	assert_good("-o", "kv", "-O", "ancestors");
	assert_columns("ancestors");
	assert_good("--ancestors=3", "--ancestors");
	assert_int_equal(opts.kernel.ancestors, 16);
	assert_bad_with("--ancestors '17': expected a number of levels, 1 to 16",
			"--ancestors=17");
	assert_bad_with("1 to 16", "--ancestors=0");
	assert_bad_with("1 to 16", "--ancestors=");
	assert_bad_with("1 to 16", "--ancestors=all");
}

/* Adds its column and chooses variables. */
static void test_env(void **state)
{
	assert_good("--env=PATH,A b", "--env", "_");
	assert_columns("comm,pid,ppid,retval,env,args");
	assert_int_equal(opts.env.names.len, 11);
	assert_memory_equal(opts.env.names.data, "PATH\0A b\0_\0", 11);
	assert_false(opts.env.all);
	assert_good("--env=all,X", "-o", "json");
	assert_true(opts.env.all);
	assert_columns(
		"timestamp,uid,comm,pid,ppid,retval,error,latency_us,filename,env,args");
	assert_true(!opts.env.changed);
	assert_good("--env=changed,X");
	assert_true(opts.env.changed && !opts.env.all);
	assert_true(opts.kernel.collect & COLLECT_PARENT_ENV);
	assert_bad("--shell needs all variables: leave out --env=changed", "--shell",
		   "--env=changed");
	assert_good("-O", "env,pid", "--env=PATH");
	assert_columns("env,pid");
	assert_good("-O", "env");
	assert_int_equal(opts.env.names.len, 0);
	assert_good("--env=PATH", "-o", "kv");
	assert_columns("env");
	assert_bad_with("--env '': expected names of variables", "--env=");
	assert_bad_with("expected names of variables", "--env=A,");
	assert_bad_with("a name has no =", "--env=A=b");
	assert_bad_with("option needs a value: --env", "--env");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_columns),
		TEST(test_ancestors),
		TEST(test_env),
	};

	return cmocka_run_group_tests_name("option columns", tests, NULL, NULL);
}
