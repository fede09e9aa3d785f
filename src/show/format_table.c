// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "show/format.h"

/* What has been added since start becomes a cell: filled up to the width of its
 * column, and one blank behind it unless it is the last. */
static void end_cell(struct strbuf *out, const struct format_context *ctx, size_t i,
		     size_t start)
{
	const struct column *col = ctx->columns.list[i];
	size_t len = out->len - start, width = (size_t)abs(col->width);
	size_t fill = len < width ? width - len : 0;

	if (i + 1 == ctx->columns.n || out->failed)
		return;
	strbuf__fill(out, ' ', fill + 1);
	if (col->width < 0 && fill && !out->failed) {
		memmove(out->data + start + fill, out->data + start, len);
		memset(out->data + start, ' ', fill);
	}
}

static void begin(struct strbuf *out, struct format_context *ctx)
{
	for (size_t i = 0; i < ctx->columns.n; i++) {
		size_t start = out->len;

		strbuf__adds(out, ctx->columns.list[i]->heading);
		end_cell(out, ctx, i, start);
	}
	strbuf__addc(out, '\n');
}

static void add_value(struct strbuf *out, struct format_context *ctx,
		      const struct event *ev, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NONE:
	case VALUE_NULL:
		strbuf__addc(out, '-');
		break;
	case VALUE_NUMBER:
		strbuf__add_s64(out, v->number);
		break;
	case VALUE_NANOSECONDS:
		strbuf__add_s64(out, v->number / 1000);
		break;
	case VALUE_TEXT:
	case VALUE_SENTENCE:
		format_word(out, v->text, v->len);
		break;
	case VALUE_LIST:
		strbuf__add(out, v->len ? v->text : "-", v->len ? v->len : 1);
		break;
	case VALUE_STRINGS:
		format_list(out, v);
		break;
	case VALUE_ANCESTORS:
		format_ancestors(out, ev);
		break;
	case VALUE_ARGS:
		format_args(out, ctx, ev);
		break;
	case VALUE_ENV:
		format_env(out, ev);
		break;
	}
}

static void event(struct strbuf *out, struct format_context *ctx, const struct event *ev)
{
	for (size_t i = 0; i < ctx->columns.n; i++) {
		const struct column *col = ctx->columns.list[i];
		struct value v = { .kind = VALUE_NONE };
		size_t start = out->len;

		col->get(&v, ctx, col, ev);
		if (v.kind == VALUE_SENTENCE && i + 1 == ctx->columns.n)
			text__escape(out, v.text, v.len, 0);
		else
			add_value(out, ctx, ev, &v);
		end_cell(out, ctx, i, start);
	}
	strbuf__addc(out, '\n');
}

const struct formatter format_table = {
	.name = "table",
	.has_cells = true,
	.begin = begin,
	.event = event,
};
