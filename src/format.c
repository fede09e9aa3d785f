// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>

#include "format.h"
#include "text.h"
#include "util.h"

const struct formatter *formatter__find(const char *name)
{
	static const struct formatter *const all[] = { &format_table, &format_json,
						       &format_kv };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (!strcmp(all[i]->name, name))
			return all[i];
	return NULL;
}

unsigned int formatter__needs(const struct formatter *format, unsigned int asked_for)
{
	unsigned int needs = 0;

	if (!format->shows)
		return 0;
	for (const struct column *col = columns; col->get; col++)
		if (format->shows(col, asked_for))
			needs |= col->needs;
	return needs;
}

uint64_t formatter__capabilities(const struct formatter *format, unsigned int asked_for)
{
	uint64_t capabilities = 0;

	for (const struct column *col = columns; format->shows && col->get; col++)
		if (format->shows(col, asked_for))
			capabilities |= col->capabilities;
	return capabilities;
}

#define EMPTY "''"

void format_word(struct strbuf *out, const char *bytes, size_t len)
{
	if (!len)
		strbuf__adds(out, EMPTY);
	text__escape(out, bytes, len, TEXT_NO_BLANK);
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

void format_args(struct strbuf *out, const struct style *style, const struct event *ev)
{
	for (size_t i = 0; i < ev->n_args; i++) {
		const struct arg *arg = &ev->args[i];

		if (i)
			strbuf__addc(out, ' ');
		if (arg->unreadable)
			strbuf__adds(out,
				     style->quote ? "'<unreadable>'" : "<unreadable>");
		else if (style->quote)
			quote_arg(out, arg, !i);
		else
			escape_arg(out, arg, i + 1 == ev->n_args && !ev->truncated);
	}
	if (ev->truncated)
		strbuf__adds(out, " " DOTS);
}
