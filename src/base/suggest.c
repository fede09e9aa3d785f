// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/suggest.h"

void suggest__begin(struct suggest *s, const char *word)
{
	unsigned int letters = 0;

	s->word = word;
	s->len = strlen(word);
	s->n = 0;
	/* Dashes do not count, as all options have them. */
	for (size_t i = 0; i < s->len; i++)
		letters += isalnum((unsigned char)word[i]) || word[i] & 0x80;
	s->limit = (letters + 1) / 3;
	/* No name is near a word without letters, or one that is longer than any name. */
	if (!letters || s->len >= SUGGEST_SIZE)
		s->len = 0;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Return the optimal string alignment distance of `word` from `name`, or from a beginning
 * of it plus one edit for the rest. */
static unsigned int count_edits(const char *word, size_t n, const char *name, size_t m)
{
	unsigned int rows[3][SUGGEST_SIZE], edits;

	for (size_t j = 0; j <= m; j++)
		rows[0][j] = (unsigned int)j;
	for (size_t i = 1; i <= n; i++) {
		unsigned int *row = rows[i % 3];
		const unsigned int *above = rows[(i - 1) % 3];

		row[0] = (unsigned int)i;
		for (size_t j = 1; j <= m; j++) {
			row[j] = least(above[j - 1] + !same(word[i - 1], name[j - 1]),
				       least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && same(word[i - 1], name[j - 2]) &&
			    same(word[i - 2], name[j - 1]))
				row[j] = least(row[j], rows[(i - 2) % 3][j - 2] + 1);
		}
	}
	edits = rows[n % 3][m];
	for (size_t j = 0; j < m; j++)
		edits = least(edits, rows[n % 3][j] + 1);
	return edits;
}

void suggest__offer(struct suggest *s, const char *name)
{
	const size_t len = strnlen(name, SUGGEST_SIZE - 1);
	unsigned int edits;
	size_t slot;

	if (!s->len)
		return;
	edits = count_edits(s->word, s->len, name, len);
	if (edits > s->limit && strncasecmp(name, s->word, s->len))
		return;
	for (size_t i = 0; i < s->n; i++)
		if (!strncmp(s->best[i].name, name, len) && !s->best[i].name[len])
			return;
	for (slot = s->n; slot && s->best[slot - 1].edits > edits; slot--)
		if (slot < SUGGEST_COUNT)
			s->best[slot] = s->best[slot - 1];
	if (slot == SUGGEST_COUNT)
		return;
	s->n += s->n < SUGGEST_COUNT;
	s->best[slot].edits = edits;
	memcpy(s->best[slot].name, name, len);
	s->best[slot].name[len] = '\0';
}

const char *suggest__text(struct suggest *s)
{
	size_t len = 0;

	s->text[0] = '\0';
	for (size_t i = 0; i < s->n; i++)
		len += (size_t)snprintf(s->text + len, sizeof(s->text) - len, "%s%s",
					i ? ", " : "", s->best[i].name);
	return s->text;
}
