// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>
#include <string.h>

#include "format.h"

static bool shows(const struct column *col, unsigned int asked_for)
{
	return col->heading && (col->shown_by & (asked_for | COLUMN_ALWAYS));
}

/* What has been added since start becomes a cell: filled up to the width of its
 * column, and one blank behind it unless it is the last. */
static void end_cell(struct strbuf *out, const struct column *col, size_t start)
{
	size_t len = out->len - start, width = (size_t)abs(col->width);
	size_t fill = len < width ? width - len : 0;

	if (!col[1].get || out->failed)
		return;
	strbuf__fill(out, ' ', fill + 1);
	if (col->width < 0 && fill && !out->failed) {
		memmove(out->data + start + fill, out->data + start, len);
		memset(out->data + start, ' ', fill);
	}
}

static void begin(struct strbuf *out, struct style *style)
{
	for (const struct column *col = columns; col->get; col++) {
		size_t start = out->len;

		if (!shows(col, style->columns))
			continue;
		strbuf__adds(out, col->heading);
		end_cell(out, col, start);
	}
	strbuf__addc(out, '\n');
}

static void add_value(struct strbuf *out, struct style *style, const struct event *ev,
		      const struct value *v)
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
		format_word(out, v->text, v->len);
		break;
	case VALUE_ARGS:
		format_args(out, style, ev);
		break;
	}
}

static void event(struct strbuf *out, struct style *style, const struct event *ev)
{
	for (const struct column *col = columns; col->get; col++) {
		struct value v = { .kind = VALUE_NONE };
		size_t start = out->len;

		if (!shows(col, style->columns))
			continue;
		col->get(&v, style, ev);
		add_value(out, style, ev, &v);
		end_cell(out, col, start);
	}
	strbuf__addc(out, '\n');
}

const struct formatter format_table = {
	.name = "table",
	.shows = shows,
	.begin = begin,
	.event = event,
};
