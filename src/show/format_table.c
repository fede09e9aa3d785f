// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "show/format.h"

/* Make a cell of what follows offset start in out: pad it to the width of column i, and
 * append one blank unless the column is the last. */
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

static void event(struct strbuf *out, struct format_context *ctx, const struct event *ev)
{
	for (size_t i = 0; i < ctx->columns.n; i++) {
		const struct column *col = ctx->columns.list[i];
		struct value v = { .kind = VALUE_NONE };
		size_t start = out->len;

		col->get(&v, ctx, col, ev);
		/* The last cell may contain blanks. */
		if (v.kind == VALUE_SENTENCE && i + 1 == ctx->columns.n)
			text__escape(out, v.text, v.len, 0);
		else
			format_value(out, ctx, ev, &v);
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
