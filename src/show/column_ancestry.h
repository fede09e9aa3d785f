/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the columns show that are of an exec's ancestors. */
#ifndef COLUMN_ANCESTRY_H
#define COLUMN_ANCESTRY_H

#include "show/column.h"

void column_ancestry__get(struct value *v, struct format_context *ctx,
			  const struct column *col, const struct event *ev);
void column_ancestry__get_parent_args(struct value *v, struct format_context *ctx,
				      const struct column *col, const struct event *ev);

#endif
