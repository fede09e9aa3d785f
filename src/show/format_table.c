// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "show/format.h"

/* Pad the cell that begins at offset start in out to the width of its column, and append
 * one blank. */
static void pad_cell(struct strbuf *out, const struct format_context *ctx,
		     const struct column *col, size_t start)
{
	const size_t len = out->len - start, width = (size_t)abs(col->width);
	size_t fill, used;

	if (out->failed)
		return;
	text__fit(out->data + start, len, SIZE_MAX, &used, ctx->utf8);
	fill = used < width ? width - used : 0;
	strbuf__fill(out, ' ', fill + 1);
	if (col->width < 0 && fill && !out->failed) {
		memmove(out->data + start + fill, out->data + start, len);
		memset(out->data + start, ' ', fill);
	}
}

#define MORE " ..." /* as format_args() marks missing arguments */
#define LAST_CELL_MIN 20

/* Cut the line from offset start to the width that was asked for, or to that of the
 * terminal: its last cell, from offset last, which retains LAST_CELL_MIN columns. */
static void cut_line(struct strbuf *out, const struct format_context *ctx, size_t start,
		     size_t last)
{
	const size_t limit = ctx->width != WIDTH_AUTO ? ctx->width :
			     ctx->quote		      ? 0 :
							ctx->terminal.columns;
	const size_t len = out->len - last;
	size_t before, used, room;

	if (!limit || limit == WIDTH_NONE || out->failed)
		return;
	text__fit(out->data + start, last - start, SIZE_MAX, &before, ctx->utf8);
	room = limit < before + LAST_CELL_MIN ? LAST_CELL_MIN : limit - before;
	if (text__fit(out->data + last, len, room, &used, ctx->utf8) == len)
		return;
	out->len = last + text__fit(out->data + last, len, room - strlen(MORE), &used,
				    ctx->utf8);
	strbuf__adds(out, MORE);
}

static void begin(struct strbuf *out, struct format_context *ctx)
{
	for (size_t i = 0; i < ctx->columns.n; i++) {
		const struct column *col = ctx->columns.list[i];
		size_t start = out->len;

		strbuf__adds(out, col->heading);
		if (i + 1 < ctx->columns.n)
			pad_cell(out, ctx, col, start);
	}
	strbuf__addc(out, '\n');
	ctx->lines = 1;
}

/* Whether the arguments tell which file was tried. After a success its last component
 * does, because it is the one that was found along PATH; a login shell has a "-" before
 * it. */
static bool names_file(const struct event *ev)
{
	const struct arg *name = ev->args;
	const char *file = ev->filename, *slash;

	if (!file)
		return true; /* unknown */
	if (!ev->n_args)
		return false;
	if (name->redacted || arg__is(name, file))
		return true;
	if (ev->head.retval)
		return false;
	slash = strrchr(file, '/');
	if (slash)
		file = slash + 1;
	if (arg__is(name, file) ||
	    (name->len && *name->text == '-' &&
	     arg__is(&(struct arg){ name->text + 1, name->len - 1 }, file)))
		return true;
	/* The interpreter of a script has an absolute path. */
	return name->len && *name->text == '/' && event__may_be_script(ev);
}

/* Append the arguments after the mark "{FILE} " if they do not name the file. Nothing else
 * begins with "{". */
static void add_args(struct strbuf *out, const struct format_context *ctx,
		     const struct event *ev)
{
	const size_t start = out->len;
	static const char brace[] = "\\x7b";

	if (!names_file(ev)) {
		strbuf__addc(out, '{');
		format_item(out, ev->filename, strlen(ev->filename), '}');
		strbuf__adds(out, ev->n_args ? "} " : "}");
		format_args(out, ctx, ev);
		return;
	}
	format_args(out, ctx, ev);
	if (out->failed || out->len == start || out->data[start] != '{' ||
	    !strbuf__reserve(out, strlen(brace)))
		return;
	memmove(out->data + start + strlen(brace), out->data + start + 1,
		out->len - start - 1);
	memcpy(out->data + start, brace, strlen(brace));
	out->len += strlen(brace) - 1;
}

static void event(struct strbuf *out, struct format_context *ctx, const struct event *ev)
{
	const size_t line = out->len;

	for (size_t i = 0; i < ctx->columns.n; i++) {
		const struct column *col = ctx->columns.list[i];
		const bool last = i + 1 == ctx->columns.n;
		struct value v = { .kind = VALUE_NONE };
		size_t start = out->len;

		col->get(&v, ctx, col, ev);
		if (last && v.kind == VALUE_SENTENCE) /* may contain blanks */
			text__escape(out, v.text, v.len, 0);
		else if (v.kind == VALUE_ARGS && !ctx->quote)
			add_args(out, ctx, ev);
		else
			format_value(out, ctx, ev, &v);
		if (last)
			cut_line(out, ctx, line, start);
		else
			pad_cell(out, ctx, col, start);
	}
	/* For a shell, if the line is pasted into one, a comment. */
	format_undecided(out, ev, " # undecided: ");
	strbuf__addc(out, '\n');
	ctx->lines++;
}

const struct formatter format_table = {
	.name = "table",
	.always = COLUMN_ALWAYS,
	.options = ~(unsigned int)COLUMN_END_JSON,
	.chosen = true,
	.dates = true,
	.begin = begin,
	.event = event,
};
