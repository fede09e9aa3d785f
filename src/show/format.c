// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>

#include "base/text.h"
#include "base/util.h"
#include "show/format.h"

const struct formatter *const formatters[] = { &format_table, &format_json, &format_kv,
					       NULL };

const struct formatter *formatter__find(const char *name)
{
	for (size_t i = 0; formatters[i]; i++)
		if (!strcmp(formatters[i]->name, name))
			return formatters[i];
	return NULL;
}

#define EMPTY "''"

void format_word(struct strbuf *out, const char *bytes, size_t len)
{
	if (!len)
		strbuf__adds(out, EMPTY);
	text__escape(out, bytes, len, TEXT_NO_BLANK);
}

void format_list(struct strbuf *out, const struct value *v)
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
		strbuf__adds(out, "...");
}

/* As a word in which sign, which stands between such words, has its code instead. */
static void add_item(struct strbuf *out, const char *bytes, size_t len, char sign)
{
	const char *at;

	if (!len)
		strbuf__adds(out, EMPTY);
	for (; len && (at = memchr(bytes, sign, len)); bytes = at + 1) {
		text__escape(out, bytes, (size_t)(at - bytes), TEXT_NO_BLANK);
		strbuf__printf(out, "\\x%02x", (unsigned int)sign);
		len -= (size_t)(at - bytes) + 1;
	}
	text__escape(out, bytes, len, TEXT_NO_BLANK);
}

void format_ancestors(struct strbuf *out, const struct event *ev)
{
	const size_t n = ev->ancestry->n;

	if (!n)
		strbuf__addc(out, '-');
	if (ev->ancestry->more)
		strbuf__adds(out, "...>");
	for (size_t i = n; i-- > 0;) {
		const char *comm = ev->ancestors[i].head.comm;

		add_item(out, comm, strnlen(comm, ANCESTRY_COMM_SIZE), '>');
		if (i)
			strbuf__addc(out, '>');
	}
}

#define DOTS "..."
#define DOTS_LEN 3

/* A last argument that would look like the mark for missing ones. */
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
		add_item(out, var->text, var->len, ',');
}

void format_env(struct strbuf *out, const struct event *ev)
{
	for (size_t i = 0; i < ev->n_env; i++) {
		if (i)
			strbuf__addc(out, ',');
		add_variable(out, &ev->env[i]);
	}
	if (ev->env_truncated)
		strbuf__adds(out, ev->n_env ? "," DOTS : DOTS);
	else if (!ev->n_env)
		strbuf__addc(out, '-');
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
