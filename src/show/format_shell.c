// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A command line for bash that repeats the exec. If argument 0 is the path of the file, or
 * is not passed on because the file is a script, env(1) does it:
 *
 *   (cd DIR && exec env -i -- A=b ... FILE ARG...)
 *
 * Otherwise an inner bash sets argument 0:
 *
 *   (cd DIR && exec env -i -- "$BASH" -pc '(...; exec -a "$0" -- "$@")' ARGV0 A=b ... FILE ARG...)
 *
 * The inner bash starts with an environment that is empty but for names that it cannot
 * export: variables such as LD_PRELOAD and LC_ALL are for the program alone. It unsets each
 * variable before it exports it, because many of its own are special until they are unset.
 * -p stops it from reading functions and startup files, and the subshell leaves SHLVL
 * unchanged.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "base/util.h"
#include "show/env.h"
#include "show/format.h"

/* The call that the line repeats. */
struct call {
	const char *file;
	const struct arg *name; /* argument 0; NULL: any */
	const struct arg *args; /* the n arguments that follow it */
	size_t n;
	bool by_env; /* env(1) repeats it */
};

/* Variables that bash sets, and that can neither be unset nor be inherited: found by trying
 * each name that bash 5.2 knows. */
static const char *const reserved[] = { "BASHOPTS", "BASH_VERSINFO", "PPID",
					"SHELLOPTS" };

/* Variables that bash cannot export, but passes on if it inherits them. */
static const char *const inherited[] = {
	"BASH_ARGC", "BASH_ARGV",  "BASH_LINENO", "BASH_SOURCE",
	"EUID",	     "PIPESTATUS", "UID",
};

static bool is_one_of(const struct arg *var, const char *const *names, size_t n)
{
	const struct arg name = { .text = var->text, .len = env__name_len(var) };

	for (size_t i = 0; i < n; i++)
		if (arg__is(&name, names[i]))
			return true;
	return false;
}

static bool is_identifier(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (name[i] != '_' && !(name[i] >= 'a' && name[i] <= 'z') &&
		    !(name[i] >= 'A' && name[i] <= 'Z') &&
		    !(i && name[i] >= '0' && name[i] <= '9'))
			return false;
	return len;
}

/* How the inner bash gets a variable. */
enum way { INHERITED, EXPORTED, ASSIGNED };

/* Bash changes "_" before each command, but for an assignment in front of that. */
static enum way way_of(const struct arg *var)
{
	const size_t len = env__name_len(var);

	if (len == 1 && *var->text == '_' && var->len > len)
		return ASSIGNED;
	return is_identifier(var->text, len) &&
			       !is_one_of(var, inherited, ARRAY_SIZE(inherited)) ?
		       EXPORTED :
		       INHERITED;
}

/* Return why the environment is not exact, or NULL. */
static const char *env_fault(const struct event *ev, const struct call *call)
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
		if (!call->by_env && is_one_of(var, reserved, ARRAY_SIZE(reserved)))
			return "bash has a variable of its own in place of one";
	}
	return NULL;
}

/* Return why the directory is not, or may not be, found again, or NULL. */
static const char *place_fault(const struct format_context *ctx, const struct event *ev,
			       const struct value *cwd)
{
	if (ctx->root_mount == DETAIL_UNKNOWN)
		return "its root may be another";
	if (ev->details && ev->details->root_mount != ctx->root_mount)
		return "another root or mount namespace";
	if (cwd->kind != VALUE_TEXT)
		return "the directory is not known";
	if (ev->cwd.flags)
		return ev->cwd.flags & PATH_DELETED ?
			       "the directory has been removed" :
			       "the directory is outside of the root";
	return NULL;
}

/* Return why the file is not found again by its name, or NULL. */
static const char *file_fault(const struct event *ev, const struct value *cwd)
{
	const bool in_proc = cwd->len >= 5 && !memcmp(cwd->text, "/proc", 5) &&
			     (cwd->len == 5 || cwd->text[5] == '/');

	if (!ev->filename)
		return "the file is not known";
	if (!strncmp(ev->filename, "/dev/fd/", 8))
		return "the file was given by a descriptor";
	if (!strncmp(ev->filename, "/proc/", 6) || (*ev->filename != '/' && in_proc))
		return "the file is another for each process";
	return NULL;
}

static const char *args_fault(const struct event *ev)
{
	if (ev->truncated)
		return "arguments are missing";
	if (!ev->n_args)
		return "there was no argument, not even a name";
	for (size_t i = 0; i < ev->n_args; i++)
		if (ev->args[i].unreadable || ev->args[i].redacted)
			return ev->args[i].redacted ? "redacted" :
						      "arguments are missing";
	return NULL;
}

/*
 * Set the arguments of a script to those after its path, which follows its interpreters and
 * their options. Argument 0 is lost, unless the only interpreter is `named`: gets it after
 * the path. Return why they are not known, or NULL.
 */
static const char *find_script_args(struct call *call, const struct event *ev, bool named)
{
	size_t at = 0, first;

	for (size_t i = 1; i < ev->n_args && i <= SCRIPT_WORDS_MAX; i++) {
		if (!arg__is(&ev->args[i], ev->filename) || (named && i == 2))
			continue;
		if (at)
			return "an argument is the same as the script's path";
		at = i;
	}
	first = at + 1 + named;
	if (!at || first > ev->n_args || (named && at > 1))
		return "the script's own arguments are not known";
	call->name = named ? &ev->args[2] : NULL;
	call->args = ev->args + first;
	call->n = ev->n_args - first;
	return NULL;
}

/* Set call. Return why it is not known, or NULL. */
static const char *find_call(struct call *call, const struct event *ev)
{
	const __u32 flags = ev->details ? ev->details->interpreter_flags : 0;
	const bool is_script = ev->filename && flags & INTERPRETER_USED;
	const char *fault = args_fault(ev);

	call->file = ev->filename ? ev->filename : "?";
	call->name = ev->n_args ? ev->args : NULL;
	call->args = ev->args + 1;
	call->n = ev->n_args ? ev->n_args - 1 : 0;
	if (!fault && is_script)
		fault = find_script_args(call, ev, flags & INTERPRETER_GETS_NAME);
	else if (!fault && !ev->head.retval && !flags && event__may_be_script(ev))
		fault = "it may be a script";
	/* With ENOEXEC env(1) would have a shell run the file. */
	call->by_env = strchr(call->file, '/') && !strchr(call->file, '=') &&
		       (!call->name || arg__is(call->name, call->file)) &&
		       ev->head.retval != -ENOEXEC;
	if (!fault && is_script && !call->by_env && *call->file != '/')
		fault = "bash would make the script's path absolute";
	return fault;
}

/* Set call. Return why the line does not repeat the exec exactly, or NULL. */
static const char *find_fault(struct call *call, const struct format_context *ctx,
			      const struct event *ev, const struct value *cwd)
{
	const char *unknown = find_call(call, ev), *fault = place_fault(ctx, ev, cwd);

	if (event__is_check(ev))
		return "a check and no exec";
	if (!fault)
		fault = file_fault(ev, cwd);
	if (!fault)
		fault = unknown;
	return fault ? fault : env_fault(ev, call);
}

static void add_word(struct strbuf *out, const char *bytes, size_t len)
{
	strbuf__addc(out, ' ');
	text__quote(out, bytes, len, false);
}

static void add_args(struct strbuf *out, const struct arg *args, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_word(out, args[i].text, args[i].len);
}

/* Append the variables that the inner bash gets in this way. */
static void add_variables(struct strbuf *out, const struct event *ev, enum way way)
{
	for (size_t i = 0; i < ev->n_env; i++)
		if (way_of(&ev->env[i]) == way)
			add_args(out, &ev->env[i], 1);
}

/* Append the script of the inner bash. Its arguments are variables to export, the file and
 * n_args others. */
static void add_script(struct strbuf *script, const struct event *ev, size_t n_args)
{
	strbuf__printf(
		script,
		"(unset PWD OLDPWD SHLVL; while (($# > %zu)); do unset -v \"${1%%%%=*}\"; export \"$1\"; shift; done 2>/dev/null;",
		n_args + 1);
	/* If the file is no program, bash runs it as a script, unless it cannot be opened. */
	if (ev->head.retval == -ENOEXEC)
		strbuf__adds(script, " ulimit -n 0;");
	for (size_t i = 0; i < ev->n_env; i++)
		if (way_of(&ev->env[i]) == ASSIGNED) {
			strbuf__adds(script, " _=");
			text__quote(script, ev->env[i].text + 2, ev->env[i].len - 2,
				    false);
		}
	strbuf__adds(script, " exec -a \"$0\" -- \"$@\")");
}

/* Append the commands that run the file with the environment, but not its arguments. */
static void add_program(struct strbuf *out, struct strbuf *script, const struct event *ev,
			const struct call *call)
{
	const char *const file = call->file;

	strbuf__adds(out, " && exec env -i --");
	if (call->by_env) {
		add_args(out, ev->env, ev->n_env);
		add_word(out, file, strlen(file));
		return;
	}
	add_variables(out, ev, INHERITED);
	strbuf__reset(script);
	add_script(script, ev, call->n);
	out->failed |= script->failed;
	strbuf__adds(out, " \"$BASH\" -pc");
	if (!out->failed)
		add_word(out, script->data, script->len);
	if (call->name)
		add_args(out, call->name, 1);
	else
		add_word(out, file, strlen(file));
	add_variables(out, ev, EXPORTED);
	/* Bash would search PATH, or replace the "~". */
	strbuf__adds(out, strchr(file, '/') && *file != '~' ? " " : " ./");
	text__quote(out, file, strlen(file), false);
}

static void event(struct strbuf *out, struct format_context *ctx, const struct event *ev)
{
	const struct column *cwd_column = column__find("cwd");
	struct value cwd = { .kind = VALUE_NONE };
	const char *fault;
	struct call call;

	cwd_column->get(&cwd, ctx, cwd_column, ev);
	fault = find_fault(&call, ctx, ev, &cwd);
	if (fault)
		strbuf__printf(out, "# not exact, %s: ", fault);
	strbuf__adds(out, "(cd");
	if (cwd.kind == VALUE_TEXT)
		add_word(out, cwd.text, cwd.len);
	else
		add_word(out, "?", 1);
	add_program(out, &ctx->text, ev, &call);
	add_args(out, call.args, call.n);
	strbuf__adds(out, ")\n");
}

const struct formatter format_shell = {
	.name = "shell",
	.shows = (const char *const[]){ "cwd", "filename", "env", "args", NULL },
	.needs = COLLECT_DETAILS | COLLECT_INTERPRETER | COLLECT_ROOT,
	.event = event,
};
