// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "record/event.h"

const char *const subject_names[SUBJECTS] = {
	[SUBJECT_NAME] = "name",
	[SUBJECT_LINE] = "line",
	[SUBJECT_PARENT] = "parent",
	[SUBJECT_BELOW] = "below",
	[SUBJECT_EXE] = "exe",
	[SUBJECT_CWD] = "cwd",
	[SUBJECT_CGROUP] = "cgroup",
	[SUBJECT_UNIT] = "unit",
	[SUBJECT_CONTAINER] = "container",
};

/* Grow `*list` to hold `n` arguments; `*size` is its capacity. Return 0 or -ENOMEM. */
static int reserve(struct arg **list, size_t *size, size_t n)
{
	struct arg *grown;

	if (n <= *size)
		return 0;
	grown = reallocarray(*list, n, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	*list = grown;
	*size = n;
	return 0;
}

static int append(struct arg **list, size_t *n, size_t *size, const struct arg *arg)
{
	if (*n == *size && reserve(list, size, *size ? *size * 2 : 64))
		return -ENOMEM;
	(*list)[(*n)++] = *arg;
	return 0;
}

static int add_arg(struct event *ev, const struct arg *arg)
{
	ev->argc++;
	ev->args_bytes += arg->len + 1;
	if (arg->unreadable)
		ev->args_bytes_known = false;
	return append(&ev->args, &ev->n_args, &ev->args_size, arg);
}

/* Arguments one after the other, each with its NUL and, in a tagged block, an enum arg_tag.
 * The last one may be cut short, without either. */
struct block {
	const char *at, *end;
	bool tagged;
};

/* Split off the next argument. Return 1, 0 if there is none, or -EBADMSG. */
static int next_arg(struct block *b, struct arg *arg)
{
	const size_t left = b->end - b->at;
	const char *nul = left ? memchr(b->at, 0, left) : NULL;

	if (!left)
		return 0;
	*arg = (struct arg){ .text = b->at, .len = (nul ? nul : b->end) - b->at };
	if (nul && b->tagged) {
		if (++nul == b->end || (*nul != ARG_OK && *nul != ARG_UNREADABLE))
			return -EBADMSG;
		arg->unreadable = *nul == ARG_UNREADABLE;
		if (arg->unreadable)
			arg->len = 0;
	}
	b->at = nul ? nul + 1 : b->end;
	return 1;
}

static int split_args(struct event *ev, const struct record *rec)
{
	struct block b = { .at = rec->args,
			   .end = rec->args + rec->args_len,
			   .tagged = rec->head.flags & RECORD_TAGGED };
	struct arg arg;
	int err;

	while ((err = next_arg(&b, &arg)) > 0) {
		err = add_arg(ev, &arg);
		if (err)
			return err;
	}
	return err;
}

static int decode_args(struct event *ev, const struct record *rec)
{
	const struct arg unreadable = { .text = "", .unreadable = true };
	bool all = !(rec->head.flags & (RECORD_TRUNCATED | RECORD_UNREADABLE));
	int err;

	ev->n_args = 0;
	ev->argc = 0;
	ev->args_bytes = 0;
	ev->truncated = !all;
	ev->argc_known = all;
	ev->args_bytes_known = all;
	if (rec->head.flags & RECORD_UNREADABLE)
		err = add_arg(ev, &unreadable);
	else
		err = split_args(ev, rec);
	if (rec->head.flags & RECORD_TOTALS) {
		ev->argc = rec->head.argc;
		ev->args_bytes = rec->head.args_total;
		ev->argc_known = true;
		ev->args_bytes_known = true;
	}
	return err;
}

/* Leave out a variable that is cut: part of a value would be taken for all of it. */
static int decode_env(struct event *ev, const struct record *rec)
{
	const struct exec_details *d = ev->details;
	struct block b = { .at = rec->env };
	struct arg var;
	int err = 0;

	ev->n_env = 0;
	ev->env_known = d && !(d->env_flags & RECORD_UNREADABLE);
	ev->env_truncated = false;
	ev->env_duplicates = false;
	ev->env_compared = false;
	ev->env_removed = (struct names){};
	if (!ev->env_known)
		return 0;
	ev->env_truncated = d->env_flags & RECORD_TRUNCATED || rec->env_len != d->env_len;
	b.tagged = d->env_flags & RECORD_TAGGED;
	b.end = rec->env_len ? b.at + rec->env_len : b.at;
	while (!err && (err = next_arg(&b, &var)) > 0) {
		err = 0;
		if (var.unreadable || var.text + var.len == b.end)
			ev->env_truncated = true;
		else
			err = append(&ev->env, &ev->n_env, &ev->env_size, &var);
	}
	return err;
}

/* Name the file of a failed execveat() as alloc_bprm() (fs/exec.c) does on success. */
static int decode_filename(struct event *ev, const struct record *rec)
{
	ev->filename = rec->filename;
	if (!rec->filename || rec->head.dirfd == AT_FDCWD || rec->filename[0] == '/')
		return 0;
	strbuf__reset(&ev->bytes);
	strbuf__adds(&ev->bytes, "/dev/fd/");
	strbuf__add_s64(&ev->bytes, rec->head.dirfd);
	if (rec->filename[0]) {
		strbuf__addc(&ev->bytes, '/');
		strbuf__adds(&ev->bytes, rec->filename);
	}
	ev->filename = strbuf__cstr(&ev->bytes);
	return ev->filename ? 0 : -ENOMEM;
}

bool arg__is(const struct arg *arg, const char *text)
{
	return strlen(text) == arg->len && !memcmp(arg->text, text, arg->len);
}

bool event__may_be_script(const struct event *ev)
{
	if (!ev->filename || !*ev->filename || ev->head.retval)
		return false;
	for (size_t i = 1; i < ev->n_args && i <= SCRIPT_WORDS_MAX; i++)
		if (arg__is(&ev->args[i], ev->filename))
			return true;
	return false;
}

/* Whether the kernel has put an interpreter before the path of the file. */
static bool has_interpreter(const struct event *ev)
{
	const unsigned int flags = ev->details ? ev->details->interpreter_flags : 0;

	if (flags & INTERPRETER_KNOWN)
		return flags & INTERPRETER_USED;
	return ev->details && event__may_be_script(ev);
}

static void decode_ancestry(struct event *ev, const struct record *rec)
{
	ev->ancestry = NULL;
	ev->origin_known = false;
	ev->exes_known = false;
	if (!(rec->head.flags & RECORD_ANCESTRY))
		return;
	ev->own_ancestry = rec->ancestry;
	ev->ancestry = &ev->own_ancestry;
	for (size_t i = 0; i < ev->ancestry->n; i++) {
		struct ancestor *a = &ev->ancestors[i];

		*a = (struct ancestor){};
		memcpy(&a->state, rec->ancestors + i * sizeof(a->state),
		       sizeof(a->state));
		a->program = a->state.id;
	}
}

int event__decode(struct event *ev, const struct record *rec)
{
	int err;

	ev->head = rec->head;
	ev->probes = 0;
	ev->probes_known = false;
	ev->undecided = 0;
	ev->passed = false;
	ev->redacted = false;
	ev->safe = false;
	ev->cgroups = (struct names){ rec->cgroups, rec->head.cgroups_len, 0 };
	ev->details = NULL;
	ev->exe = ev->cwd = ev->interpreter = ev->reason = (struct names){};
	if (rec->head.flags & RECORD_DETAILED) {
		ev->own_details = rec->details;
		ev->details = &ev->own_details;
		ev->exe = (struct names){ rec->exe, rec->details.exe_len,
					  rec->details.exe_flags };
		ev->cwd = (struct names){ rec->cwd, rec->details.cwd_len,
					  rec->details.cwd_flags };
		ev->interpreter = (struct names){ rec->interpreter,
						  rec->details.interpreter_len, 0 };
	}
	decode_ancestry(ev, rec);
	ev->usage = NULL;
	if (rec->head.flags & RECORD_USAGE) {
		ev->own_usage = rec->usage;
		ev->usage = &ev->own_usage;
	}
	ev->end = NULL;
	ev->sender_args = (struct names){};
	ev->comm = ev->head.comm;
	ev->comm_len = strnlen(ev->comm, sizeof(ev->head.comm));
	err = decode_filename(ev, rec);
	if (!err)
		err = decode_env(ev, rec);
	if (!err)
		err = decode_args(ev, rec);
	ev->is_script = !err && has_interpreter(ev);
	return err;
}

void event__limit_args(struct event *ev, size_t max)
{
	if (ev->n_args <= max)
		return;
	ev->n_args = max;
	ev->truncated = true;
}

size_t event__size(const struct event *ev)
{
	size_t size = ev->cgroups.len + ev->exe.len + ev->cwd.len + ev->interpreter.len +
		      ev->sender_args.len + ev->env_removed.len;

	if (ev->filename)
		size += strlen(ev->filename) + 1;
	for (size_t i = 0; i < ev->n_args; i++)
		size += ev->args[i].len + sizeof(ev->args[i]);
	for (size_t i = 0; i < ev->n_env; i++)
		size += ev->env[i].len + sizeof(ev->env[i]);
	if (ev->origin_known)
		size += ev->origin.args_len + ev->origin.exe_len;
	for (size_t i = 0; ev->ancestry && i < ev->ancestry->n; i++)
		size += ev->ancestors[i].args_len + ev->ancestors[i].exe_len;
	return size;
}

/* Append bytes for which there is room. Return their copy. */
static const char *add_bytes(struct strbuf *sb, const char *bytes, size_t len)
{
	strbuf__add(sb, bytes, len);
	return sb->data + sb->len - len;
}

static void copy_names(struct strbuf *sb, struct names *names)
{
	names->bytes = add_bytes(sb, names->bytes, names->len);
}

static void copy_ancestor(struct strbuf *sb, struct ancestor *a)
{
	if (a->args)
		a->args = add_bytes(sb, a->args, a->args_len);
	if (a->exe)
		a->exe = add_bytes(sb, a->exe, a->exe_len);
}

static void copy_ancestors(struct event *copy)
{
	if (copy->origin_known)
		copy_ancestor(&copy->bytes, &copy->origin);
	for (size_t i = 0; copy->ancestry && i < copy->ancestry->n; i++)
		copy_ancestor(&copy->bytes, &copy->ancestors[i]);
	copy->ancestor_args = (struct strbuf){};
}

static void copy_args(struct strbuf *sb, struct arg *to, const struct arg *from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		to[i] = from[i];
		to[i].text = add_bytes(sb, from[i].text, from[i].len);
	}
}

/* After a copy, make pointers to members of the other event point to its own. */
static void point_to_own(struct event *ev)
{
	ev->comm = ev->head.comm;
	if (ev->details)
		ev->details = &ev->own_details;
	if (ev->ancestry)
		ev->ancestry = &ev->own_ancestry;
	if (ev->usage)
		ev->usage = &ev->own_usage;
	if (ev->end)
		ev->end = &ev->own_end;
}

int event__copy(struct event *to, const struct event *from)
{
	struct event copy = *from;

	if (reserve(&to->args, &to->args_size, from->n_args) ||
	    reserve(&to->env, &to->env_size, from->n_env))
		return -ENOMEM;
	copy.args = to->args;
	copy.args_size = to->args_size;
	copy.env = to->env;
	copy.env_size = to->env_size;
	copy.bytes = (struct strbuf){};
	if (!strbuf__reserve(&copy.bytes, event__size(from)))
		return -ENOMEM;
	copy_args(&copy.bytes, copy.args, from->args, from->n_args);
	copy_args(&copy.bytes, copy.env, from->env, from->n_env);
	if (from->filename)
		copy.filename = add_bytes(&copy.bytes, from->filename,
					  strlen(from->filename) + 1);
	copy_names(&copy.bytes, &copy.cgroups);
	copy_names(&copy.bytes, &copy.exe);
	copy_names(&copy.bytes, &copy.cwd);
	if (copy.sender_args.bytes)
		copy_names(&copy.bytes, &copy.sender_args);
	copy_names(&copy.bytes, &copy.interpreter);
	if (from->env_removed.bytes)
		copy_names(&copy.bytes, &copy.env_removed);
	copy_ancestors(&copy);
	strbuf__free(&to->bytes);
	*to = copy;
	point_to_own(to);
	return 0;
}

void event__move(struct event *to, struct event *from)
{
	*to = *from;
	point_to_own(to);
	*from = (struct event){};
}

void event__free(struct event *ev)
{
	free(ev->args);
	free(ev->env);
	strbuf__free(&ev->bytes);
	strbuf__free(&ev->ancestor_args);
	*ev = (struct event){};
}
