// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stddef.h>
#include <string.h>

#include "base/util.h"
#include "cli/guess.h"

/* Without the dashes; a single letter is a short option. */
static const struct guess {
	const char *typed, *advice;
} guesses[] = {
	/* Formats and files. */
	{ "json", "type -o json" },
	{ "jsonl", "type -o json" },
	{ "j", "type -o json" },
	{ "kv", "type -o kv" },
	{ "table", "type -o table" },
	{ "csv", "type -o json and jq(1)" },
	{ "format", "type -o FORMAT" },
	{ "output-format", "type -o FORMAT" },
	{ "pretty", "type -o json and jq(1)" },
	{ "file", "type -w FILE" },
	{ "output-file", "type -w FILE" },
	{ "out-file", "type -w FILE" },
	{ "log", "type -w FILE" },
	{ "log-file", "type -w FILE" },
	/* What is shown. */
	{ "all", "type -x: failed execs too; the others are all shown" },
	{ "a", "type -x: failed execs too; --max-args=N limits the arguments" },
	{ "failed", "type -x, or --only-failed" },
	{ "failures", "type -x, or --only-failed" },
	{ "failed-only", "type --only-failed" },
	{ "errors", "type -x, or --only-failed" },
	{ "success", "successful execs are shown; failed ones too with -x" },
	{ "r", "repeated execs of a process are shown" },
	{ "args", "all arguments are shown; --max-args=N limits their number" },
	{ "arguments", "all arguments are shown; --max-args=N limits their number" },
	{ "cmdline", "type -l REGEX; the command line is always shown" },
	{ "ret", "the column RET shows it; --errno=NAME,... selects by it" },
	{ "quiet", "type 2>/dev/null; -q quotes arguments" },
	{ "silent", "type 2>/dev/null" },
	{ "header", "the table has a header, -o kv and -o json have none" },
	{ "no-header", "type -o kv or -o json, which have none" },
	{ "noheader", "type -o kv or -o json, which have none" },
	{ "color", "the output has no colors" },
	{ "colour", "the output has no colors" },
	{ "wide", "type --width=none" },
	{ "no-trunc", "type --width=none" },
	{ "date", "type -T, or -O +timestamp" },
	{ "timestamps", "type -T, -t or -O +timestamp" },
	{ "fields", "type -O LIST" },
	{ "environment", "type --env=NAME" },
	{ "env-vars", "type --env=NAME,... or --env=all" },
	{ "tree", "type --ancestors, or -p PID for the execs of a tree" },
	{ "parents", "type --ancestors" },
	{ "ancestry", "type --ancestors" },
	/* Which processes. */
	{ "f", "type -p PID or -- COMMAND, which follow all descendants" },
	{ "F", "type -p PID or -- COMMAND, which follow all descendants" },
	{ "follow", "type -p PID or -- COMMAND, which follow all descendants" },
	{ "follow-forks", "type -p PID or -- COMMAND, which follow all descendants" },
	{ "tail", "events are shown as they happen, until Ctrl-C" },
	{ "interval", "events are shown as they happen, until Ctrl-C" },
	{ "children", "type -P PID, or -p PID for all descendants" },
	{ "child", "type -P PID, or -p PID for all descendants" },
	{ "max-depth", "type --depth=N with -p PID or -- COMMAND" },
	{ "parent-pid", "type -P PID" },
	{ "process", "type -p PID, or -n REGEX" },
	{ "pgrep", "type -n REGEX" },
	{ "user", "type -u USER" },
	{ "users", "type -u USER,..." },
	{ "username", "type -u USER" },
	{ "user-id", "type -u USER" },
	{ "gid", "type -g GROUP" },
	{ "comm", "type -n REGEX" },
	{ "C", "type -n REGEX" },
	{ "command", "type -n REGEX to select, or -- COMMAND to run it" },
	{ "program", "type -n REGEX" },
	{ "binary", "type -n REGEX or --exe=REGEX" },
	{ "path", "type --exe=REGEX" },
	{ "filter", "type -n REGEX or -l REGEX" },
	{ "grep", "type -l REGEX" },
	{ "regex", "type -n REGEX or -l REGEX" },
	{ "pattern", "type -n REGEX or -l REGEX" },
	{ "match", "type -n REGEX or -l REGEX" },
	{ "exclude", "type -n '!REGEX', -u '!USER' and so on" },
	{ "ignore", "type -n '!REGEX', -u '!USER' and so on" },
	{ "not", "type -n '!REGEX', -u '!USER' and so on" },
	{ "invert-match", "type -n '!REGEX', -u '!USER' and so on" },
	{ "cgroupmap", "type -c PATH" },
	{ "mntnsmap", "type --mntns=PID" },
	{ "namespace", "type --mntns=PID, --pidns=PID or --container=ID" },
	{ "service", "type --unit=NAME" },
	{ "docker", "type --container=ID" },
	{ "pod", "type --container=ID" },
	{ "image", "type --container=ID; images are not known" },
	{ "container-name",
	  "type --container=ID; Docker's and Podman's names are not known" },
	{ "setuid", "type --priv-gain" },
	/* How it ended. */
	{ "exits", "type -e" },
	{ "end", "type -e" },
	{ "ends", "type -e" },
	{ "exit-code", "type -e, or --status=CODE to select by it" },
	{ "exit-status", "type -e, or --status=CODE to select by it" },
	{ "exitcode", "type -e, or --status=CODE to select by it" },
	{ "nonzero", "type --status=nonzero" },
	{ "signal", "type --status=signal, or --status=SIGKILL" },
	{ "killed", "type --status=signal" },
	{ "crashed", "type --status=signal" },
	{ "slow", "type --slower=TIME" },
	{ "longer", "type --slower=TIME" },
	{ "min-duration", "type --slower=TIME" },
	{ "memory", "type -e: the column MEM" },
	{ "rusage", "type -e" },
	/* How long. */
	{ "since", "only what happens from now on is seen" },
	{ "until", "type --duration=TIME, or --until-match" },
	{ "d", "type --duration=TIME" },
	{ "timeout", "type --duration=TIME" },
	{ "time-limit", "type --duration=TIME" },
	{ "limit", "type --count=N" },
	{ "max-events", "type --count=N" },
	{ "N", "type --count=N" },
	{ "once", "type --until-match, or --count=1" },
	{ "debug", "type -v" },
};

const char *guess__advice(const char *option)
{
	const char *name = option + strspn(option, "-");
	const size_t len = strcspn(name, "=");

	for (size_t i = 0; i < ARRAY_SIZE(guesses); i++)
		if (strlen(guesses[i].typed) == len &&
		    !strncmp(guesses[i].typed, name, len) &&
		    (len == 1) == (name - option == 1))
			return guesses[i].advice;
	return NULL;
}
