// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "show/column_list.h"

void column_list__add(struct column_list *list, const struct column *col)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->list[i] == col)
			return;
	list->list[list->n++] = col;
}

/* Append, in table order, the columns shown by asked and those in more. */
static void add_asked(struct column_list *list, const struct column_list *more,
		      unsigned int asked)
{
	for (const struct column *col = columns; col->get; col++) {
		bool shown = col->shown_by & asked;

		for (size_t i = 0; i < more->n; i++)
			shown = shown || more->list[i] == col;
		if (shown)
			column_list__add(list, col);
	}
}

void column_list__make(struct column_list *list, const struct column_list *given,
		       const struct column_list *more, unsigned int asked)
{
	const struct column *last = column__find("args");
	struct column_list all = { .n = 0 };

	for (size_t i = 0; i < given->n; i++)
		column_list__add(&all, given->list[i]);
	add_asked(&all, more, given->n ? asked & ~(unsigned int)COLUMN_ALWAYS : asked);
	list->n = 0;
	for (size_t i = 0; i < all.n; i++)
		if (all.list[i] != last)
			list->list[list->n++] = all.list[i];
	if (list->n < all.n)
		list->list[list->n++] = last;
}

void column_list__leave_out(struct column_list *list, unsigned int needs)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		if (!(list->list[i]->needs & needs))
			list->list[n++] = list->list[i];
	list->n = n;
}

unsigned int column_list__needs(const struct column_list *list)
{
	unsigned int needs = 0;

	for (size_t i = 0; i < list->n; i++)
		needs |= list->list[i]->needs;
	return needs;
}

uint64_t column_list__capabilities(const struct column_list *list)
{
	uint64_t capabilities = 0;

	for (size_t i = 0; i < list->n; i++)
		capabilities |= list->list[i]->capabilities;
	return capabilities;
}
