/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The columns to show, in order, each at most once. */
#ifndef COLUMN_LIST_H
#define COLUMN_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "show/column.h"

/* All zero: empty. */
struct column_list {
	const struct column *list[COLUMNS_MAX];
	size_t n;
};

/* Append a column unless the list has it. */
void column_list__add(struct column_list *list, const struct column *col);

/*
 * Build the list of a run: the columns of `given`, or, if that is empty, those shown by
 * `asked` (enum column_bits); then those of `more` and those shown by other bits of
 * `asked` than COLUMN_ALWAYS, in table order. args goes last, because only the last cell
 * of a line may contain blanks.
 */
void column_list__make(struct column_list *list, const struct column_list *given,
		       const struct column_list *more, unsigned int asked);

/* Remove the columns that need one of these, bits of enum collect. */
void column_list__leave_out(struct column_list *list, unsigned int needs);

/* Return what the columns need: bits of enum collect. */
unsigned int column_list__needs(const struct column_list *list);

/* Return the capabilities that the columns need while tracing: bits of 1 << CAP_... */
uint64_t column_list__capabilities(const struct column_list *list);

#endif
