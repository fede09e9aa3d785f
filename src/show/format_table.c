// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "show/format.h"

/* Pad the cell that begins at offset start in out to the width of its column, and append
 * one blank. */
static void pad_cell(struct strbuf *out, const struct column *col, size_t start)
{
	size_t len = out->len - start, width = (size_t)abs(col->width);
	size_t fill = len < width ? width - len : 0;

	strbuf__fill(out, ' ', fill + 1);
	if (col->width < 0 && fill && !out->failed) {
		memmove(out->data + start + fill, out->data + start, len);
		memset(out->data + start, ' ', fill);
	}
}

static void begin(struct strbuf *out, struct format_context *ctx)
{
	for (size_t i = 0; i < ctx->columns.n; i++) {
		const struct column *col = ctx->columns.list[i];
		size_t start = out->len;

		strbuf__adds(out, col->heading);
		if (i + 1 < ctx->columns.n)
			pad_cell(out, col, start);
	}
	strbuf__addc(out, '\n');
}

static void event(struct strbuf *out, struct format_context *ctx, const struct event *ev)
{
	for (size_t i = 0; i < ctx->columns.n; i++) {
		const struct column *col = ctx->columns.list[i];
		const bool last = i + 1 == ctx->columns.n;
		struct value v = { .kind = VALUE_NONE };
		size_t start = out->len;

		col->get(&v, ctx, col, ev);
		if (last && v.kind == VALUE_SENTENCE) /* may contain blanks */
			text__escape(out, v.text, v.len, 0);
		else
			format_value(out, ctx, ev, &v);
		if (!last)
			pad_cell(out, col, start);
	}
	/* For a shell, if the line is pasted into one, a comment. */
	format_undecided(out, ev, " # undecided: ");
	strbuf__addc(out, '\n');
}

const struct formatter format_table = {
	.name = "table",
	.has_cells = true,
	.begin = begin,
	.event = event,
};
