// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>

#include "base/text.h"
#include "base/util.h"
#include "show/format.h"

#define FORMATTER_ROW(name) &format_##name,
const struct formatter *const formatters[] = { FORMATTERS(FORMATTER_ROW) NULL };

const struct formatter *formatter__find(const char *name)
{
	for (const struct formatter *const *f = formatters; *f; f++)
		if (!strcmp((*f)->name, name))
			return *f;
	return NULL;
}

#define EMPTY "''"
#define DOTS "..." /* something is missing */
#define DOTS_LEN 3

/* For rare cases of format_value(): inlined, they would make each call save registers. */
#define NOINLINE __attribute__((noinline))

void format_word(struct strbuf *out, const char *bytes, size_t len)
{
	if (!len)
		strbuf__adds(out, EMPTY);
	text__escape(out, bytes, len, TEXT_NO_BLANK);
}

/* Append VALUE_STRINGS as one word. */
static NOINLINE void add_strings(struct strbuf *out, const struct value *v)
{
	const char *end = v->text + v->len;

	if (!v->len)
		strbuf__adds(out, EMPTY);
	for (const char *p = v->text, *nul; p < end; p = nul + 1) {
		nul = memchr(p, 0, (size_t)(end - p));
		nul = nul ? nul : end;
		if (p > v->text)
			text__escape(out, " ", 1, TEXT_NO_BLANK);
		format_word(out, p, (size_t)(nul - p));
	}
	if (v->cut)
		strbuf__adds(out, DOTS);
}

void format_item(struct strbuf *out, const char *bytes, size_t len, char separator)
{
	const char *at;

	if (!len)
		strbuf__adds(out, EMPTY);
	for (; len && (at = memchr(bytes, separator, len)); bytes = at + 1) {
		text__escape(out, bytes, (size_t)(at - bytes), TEXT_NO_BLANK);
		strbuf__printf(out, "\\x%02x", (unsigned int)separator);
		len -= (size_t)(at - bytes) + 1;
	}
	text__escape(out, bytes, len, TEXT_NO_BLANK);
}

void format_ancestors(struct strbuf *out, const struct value *v, const struct event *ev)
{
	if (!v->len)
		strbuf__addc(out, '-');
	if (v->cut)
		strbuf__adds(out, DOTS ">");
	for (size_t i = v->len; i-- > 0;) {
		const char *comm = ev->ancestors[i].state.comm;

		format_item(out, comm, strnlen(comm, ANCESTRY_COMM_SIZE), '>');
		if (i)
			strbuf__addc(out, '>');
	}
}

/* "comm:pid". */
static NOINLINE void add_origin(struct strbuf *out, const struct ancestor *a)
{
	format_word(out, a->state.comm, strnlen(a->state.comm, ANCESTRY_COMM_SIZE));
	strbuf__addc(out, ':');
	strbuf__add_u64(out, a->state.id.pid, 1);
}

/* Whether the text ends in a word that is the mark of missing arguments. */
static bool ends_like_mark(const struct arg *arg)
{
	if (arg->len < DOTS_LEN ||
	    memcmp(arg->text + arg->len - DOTS_LEN, DOTS, DOTS_LEN))
		return false;
	return arg->len == DOTS_LEN || arg->text[arg->len - DOTS_LEN - 1] == ' ';
}

static void escape_arg(struct strbuf *out, const struct arg *arg, bool last)
{
	if (!arg->len) {
		strbuf__adds(out, EMPTY);
	} else if (last && ends_like_mark(arg)) {
		text__escape(out, arg->text, arg->len - DOTS_LEN, 0);
		strbuf__adds(out, "\\x2e..");
	} else {
		text__escape(out, arg->text, arg->len, 0);
	}
}

static void quote_arg(struct strbuf *out, const struct arg *arg, bool first)
{
	if (arg->len == DOTS_LEN && !memcmp(arg->text, DOTS, DOTS_LEN))
		strbuf__adds(out, "'" DOTS "'");
	else
		text__quote(out, arg->text, arg->len, first);
}

static void add_variable(struct strbuf *out, const struct arg *var)
{
	if (var->len == DOTS_LEN && ends_like_mark(var))
		strbuf__adds(out, "\\x2e..");
	else
		format_item(out, var->text, var->len, ',');
}

/* Append the names of variables that only the parent has. */
static void add_removed(struct strbuf *out, const struct names *removed, bool first)
{
	for (size_t at = 0, len; at < removed->len; at += len + 1) {
		len = strlen(removed->bytes + at);
		strbuf__adds(out, first ? "-" : ",-");
		format_item(out, removed->bytes + at, len, ',');
		first = false;
	}
}

/* Append the environment as one word, variables separated by commas; "..." follows if
 * variables are missing. */
static NOINLINE void add_env(struct strbuf *out, const struct event *ev)
{
	for (size_t i = 0; i < ev->n_env; i++) {
		if (i)
			strbuf__addc(out, ',');
		add_variable(out, &ev->env[i]);
	}
	add_removed(out, &ev->env_removed, !ev->n_env);
	if (ev->env_truncated)
		strbuf__adds(out, ev->n_env ? "," DOTS : DOTS);
	else if (!ev->n_env && !ev->env_removed.len)
		strbuf__addc(out, ev->env_compared ? '=' : '-');
}

void format_undecided(struct strbuf *out, const struct event *ev, const char *before)
{
	for (int i = 0; i < SUBJECTS; i++) {
		if (!(ev->undecided >> i & 1))
			continue;
		strbuf__adds(out, before);
		strbuf__adds(out, subject_names[i]);
		before = ",";
	}
}

void format_args(struct strbuf *out, const struct format_context *ctx,
		 const struct event *ev)
{
	for (size_t i = 0; i < ev->n_args; i++) {
		const struct arg *arg = &ev->args[i];

		if (i)
			strbuf__addc(out, ' ');
		if (arg->unreadable)
			strbuf__adds(out, ctx->quote ? "'<unreadable>'" : "<unreadable>");
		else if (ctx->quote)
			quote_arg(out, arg, !i);
		else
			escape_arg(out, arg, i + 1 == ev->n_args && !ev->truncated);
	}
	if (ev->truncated)
		strbuf__adds(out, " " DOTS);
}

void format_duration(struct strbuf *out, uint64_t ns)
{
	const uint64_t us = ns / 1000, ms = us / 1000, s = ms / 1000;

	if (s >= 3600)
		strbuf__printf(out, "%lluh%02llum", (unsigned long long)s / 3600,
			       (unsigned long long)s / 60 % 60);
	else if (s >= 60)
		strbuf__printf(out, "%llum%02llus", (unsigned long long)s / 60,
			       (unsigned long long)s % 60);
	else if (s)
		strbuf__printf(out, "%llu.%02llus", (unsigned long long)s,
			       (unsigned long long)ms % 1000 / 10);
	else if (ms >= 10)
		strbuf__printf(out, "%llums", (unsigned long long)ms);
	else
		strbuf__printf(out, "%llu.%02llums", (unsigned long long)ms,
			       (unsigned long long)us % 1000 / 10);
}

void format_kilobytes(struct strbuf *out, uint64_t kb)
{
	static const char units[] = "KMGT";
	size_t unit = 0;
	uint64_t tenths = kb * 10;

	while (tenths >= 10240 && unit + 2 < sizeof(units)) {
		tenths /= 1024;
		unit++;
	}
	if (unit && tenths < 1000)
		strbuf__printf(out, "%llu.%llu%c", (unsigned long long)tenths / 10,
			       (unsigned long long)tenths % 10, units[unit]);
	else
		strbuf__printf(out, "%llu%c", (unsigned long long)tenths / 10,
			       units[unit]);
}

/* "oom", or NAME:PID. */
static NOINLINE void add_sender(struct strbuf *out, const struct program_end *end)
{
	const struct signal_sender *sender = &end->sender;

	if (end->oom) {
		strbuf__adds(out, "oom");
		return;
	}
	format_item(out, sender->comm, strnlen(sender->comm, sizeof(sender->comm)), ':');
	strbuf__addc(out, ':');
	strbuf__add_u64(out, sender->id.pid, 1);
}

static void add_bound(struct strbuf *out, const struct value *v)
{
	strbuf__adds(out, v->at_least ? ">=" : v->at_most ? "<=" : "");
}

void format_value(struct strbuf *out, const struct format_context *ctx,
		  const struct event *ev, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NONE:
	case VALUE_NULL:
		strbuf__addc(out, '-');
		break;
	case VALUE_NUMBER:
		strbuf__adds(out, v->check ? "check:" : "");
		strbuf__add_s64(out, v->number);
		break;
	case VALUE_NANOSECONDS:
		strbuf__add_s64(out, v->number / 1000);
		break;
	case VALUE_DURATION:
		add_bound(out, v);
		format_duration(out, (uint64_t)v->number);
		break;
	case VALUE_KILOBYTES:
		add_bound(out, v);
		format_kilobytes(out, (uint64_t)v->number);
		break;
	case VALUE_BOOL:
		strbuf__adds(out, v->number ? "true" : "false");
		break;
	case VALUE_TEXT:
	case VALUE_SENTENCE:
		format_word(out, v->text, v->len);
		break;
	case VALUE_LIST:
		strbuf__add(out, v->len ? v->text : "-", v->len ? v->len : 1);
		break;
	case VALUE_STRINGS:
		add_strings(out, v);
		break;
	case VALUE_SENDER:
		add_sender(out, ev->end);
		break;
	case VALUE_ORIGIN:
		add_origin(out, &ev->origin);
		break;
	case VALUE_ANCESTORS:
		format_ancestors(out, v, ev);
		break;
	case VALUE_ARGS:
		format_args(out, ctx, ev);
		break;
	case VALUE_ENV:
		add_env(out, ev);
		break;
	}
}
