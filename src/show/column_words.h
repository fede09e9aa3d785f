/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Columns whose value is a list of words: rows of columns[], see struct column. */
#ifndef COLUMN_WORDS_H
#define COLUMN_WORDS_H

#include "show/column.h"

void column_words__flags(struct value *v, struct format_context *ctx,
			 const struct column *col, const struct event *ev);
void column_words__caps_gained(struct value *v, struct format_context *ctx,
			       const struct column *col, const struct event *ev);

#endif
