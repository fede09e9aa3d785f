// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A command line for bash that repeats the exec:
 *
 *   (cd DIR && exec env -i -- A=b ... "$BASH" -pc '(... exec -a "$0" -- "$@")' ARGV0 FILE ARG...)
 *
 * The inner bash is needed to set argument 0. It changes its environment: -p stops it from
 * reading functions and startup files named there, the subshell leaves SHLVL unchanged,
 * and the script restores the other variables before the exec.
 */
#include <string.h>

#include "base/text.h"
#include "base/util.h"
#include "show/env.h"
#include "show/format.h"

/* Variables that bash sets, and that can be set again. */
static const char *const restored[] = {
	"PWD", "OLDPWD", "SHLVL", "PS1", "PS2", "PS4", "_"
};

/* Variables that bash sets, and that cannot be set again: found by setting each name that
 * bash 5.2 knows. */
static const char *const reserved[] = {
	"BASH",		 "BASHOPTS",
	"BASHPID",	 "BASH_ARGV0",
	"BASH_COMMAND",	 "BASH_EXECUTION_STRING",
	"BASH_SUBSHELL", "BASH_VERSION",
	"BASH_VERSINFO", "COMP_WORDBREAKS",
	"EPOCHREALTIME", "EPOCHSECONDS",
	"EUID",		 "HISTCMD",
	"IFS",		 "LINENO",
	"OPTERR",	 "OPTIND",
	"PPID",		 "RANDOM",
	"SECONDS",	 "SHELLOPTS",
	"SRANDOM",	 "UID",
};

static bool is_one_of(const struct arg *var, const char *const *names, size_t n)
{
	const size_t len = env__name_len(var);

	for (size_t i = 0; i < n; i++)
		if (strlen(names[i]) == len && !memcmp(names[i], var->text, len))
			return true;
	return false;
}

/* Return why the environment is not exact, or NULL. */
static const char *env_fault(const struct event *ev)
{
	if (!ev->env_known || ev->env_truncated)
		return "the environment is not known";
	if (ev->env_duplicates)
		return "a variable was given twice";
	for (size_t i = 0; i < ev->n_env; i++) {
		const struct arg *var = &ev->env[i];
		const size_t len = env__name_len(var);

		if (!len || len == var->len)
			return "a variable has no name or no value";
		if (var->redacted)
			return "redacted";
		if (is_one_of(var, reserved, ARRAY_SIZE(reserved)))
			return "bash has a variable of its own in place of one";
	}
	return NULL;
}

/* Return why the line does not repeat the exec exactly, or NULL. */
static const char *find_fault(const struct event *ev, const struct value *cwd)
{
	if (cwd->kind != VALUE_TEXT)
		return "the directory is not known";
	if (ev->cwd.flags)
		return ev->cwd.flags & PATH_DELETED ?
			       "the directory has been removed" :
			       "the directory is outside of the root";
	if (!ev->filename)
		return "the file is not known";
	if (!strncmp(ev->filename, "/dev/fd/", 8))
		return "the file was given by a descriptor";
	if (!strncmp(ev->filename, "/proc/", 6))
		return "the file is another for each process";
	if (ev->truncated)
		return "arguments are missing";
	if (!ev->n_args)
		return "there was no argument, not even a name";
	for (size_t i = 0; i < ev->n_args; i++)
		if (ev->args[i].unreadable || ev->args[i].redacted)
			return ev->args[i].redacted ? "redacted" :
						      "arguments are missing";
	return env_fault(ev);
}

static void add_word(struct strbuf *out, const char *bytes, size_t len)
{
	strbuf__addc(out, ' ');
	text__quote(out, bytes, len, false);
}

/* Append the script of the inner bash. */
static void add_script(struct strbuf *out, struct strbuf *script, const struct event *ev)
{
	strbuf__reset(script);
	strbuf__adds(script, "(unset PWD OLDPWD SHLVL;");
	for (size_t i = 0; i < ev->n_env; i++) {
		const struct arg *var = &ev->env[i];
		const size_t len = env__name_len(var);

		if (len == var->len || !is_one_of(var, restored, ARRAY_SIZE(restored)))
			continue;
		strbuf__addc(script, ' ');
		strbuf__add(script, var->text, len + 1);
		text__quote(script, var->text + len + 1, var->len - len - 1, false);
	}
	strbuf__adds(script, " exec -a \"$0\" -- \"$@\")");
	if (script->failed)
		out->failed = true;
	else
		add_word(out, script->data, script->len);
}

static void event(struct strbuf *out, struct format_context *ctx, const struct event *ev)
{
	const char *fault, *file = ev->filename ? ev->filename : "?";
	const struct column *cwd_column = column__find("cwd");
	struct value cwd = { .kind = VALUE_NONE };

	cwd_column->get(&cwd, ctx, cwd_column, ev);
	fault = find_fault(ev, &cwd);
	if (fault)
		strbuf__printf(out, "# not exact, %s: ", fault);
	strbuf__adds(out, "(cd");
	if (cwd.kind == VALUE_TEXT)
		add_word(out, cwd.text, cwd.len);
	else
		add_word(out, "?", 1);
	strbuf__adds(out, " && exec env -i --");
	for (size_t i = 0; i < ev->n_env; i++)
		add_word(out, ev->env[i].text, ev->env[i].len);
	strbuf__adds(out, " \"$BASH\" -pc");
	add_script(out, &ctx->text, ev);
	for (size_t i = 0; i < ev->n_args || !i; i++) {
		if (i < ev->n_args)
			add_word(out, ev->args[i].text, ev->args[i].len);
		if (i)
			continue;
		/* Without a slash, bash would search PATH. */
		strbuf__adds(out, strchr(file, '/') ? " " : " ./");
		text__quote(out, file, strlen(file), false);
	}
	strbuf__adds(out, ")\n");
}

const struct formatter format_shell = {
	.name = "shell",
	.shows = (const char *const[]){ "cwd", "filename", "env", "args", NULL },
	.event = event,
};
