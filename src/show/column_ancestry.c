// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "show/column_ancestry.h"

void column_ancestry__get(struct value *v, struct format_context *ctx,
			  const struct column *col, const struct event *ev)
{
	v->kind = ev->ancestry ? VALUE_ANCESTORS : VALUE_NULL;
	v->cut = ev->ancestry && ev->ancestry->more;
}

void column_ancestry__get_parent_args(struct value *v, struct format_context *ctx,
				      const struct column *col, const struct event *ev)
{
	const struct ancestor *parent = ev->ancestors;

	v->kind = VALUE_NULL;
	if (!ev->ancestry || !ev->ancestry->n || !parent->args)
		return;
	v->kind = VALUE_STRINGS;
	v->text = parent->args;
	v->len = parent->args_len;
	v->cut = parent->args_cut;
}
