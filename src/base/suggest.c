// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/suggest.h"

void suggest__begin(struct suggest *n, const char *word)
{
	unsigned int letters = 0;

	n->word = word;
	n->len = strlen(word);
	n->n = 0;
	/* Dashes, which all options have, tell nothing. */
	for (size_t i = 0; i < n->len; i++)
		letters += isalnum((unsigned char)word[i]) || word[i] & 0x80;
	n->limit = (letters + 1) / 3;
	/* Nothing is near to no letter, nor to what is longer than any name. */
	if (!letters || n->len >= SUGGEST_SIZE)
		n->len = 0;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance. Where the name goes on behind what the word
 * becomes, that is one edit. */
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

void suggest__offer(struct suggest *n, const char *name)
{
	const size_t len = strnlen(name, SUGGEST_SIZE - 1);
	unsigned int edits;
	size_t at;

	if (!n->len)
		return;
	edits = count_edits(n->word, n->len, name, len);
	if (edits > n->limit && strncasecmp(name, n->word, n->len))
		return;
	for (size_t i = 0; i < n->n; i++)
		if (!strncmp(n->best[i].name, name, len) && !n->best[i].name[len])
			return;
	for (at = n->n; at && n->best[at - 1].edits > edits; at--)
		if (at < SUGGEST_COUNT)
			n->best[at] = n->best[at - 1];
	if (at == SUGGEST_COUNT)
		return;
	n->n += n->n < SUGGEST_COUNT;
	n->best[at].edits = edits;
	memcpy(n->best[at].name, name, len);
	n->best[at].name[len] = '\0';
}

const char *suggest__text(struct suggest *n)
{
	size_t len = 0;

	n->text[0] = '\0';
	for (size_t i = 0; i < n->n; i++)
		len += (size_t)snprintf(n->text + len, sizeof(n->text) - len, "%s%s",
					i ? ", " : "", n->best[i].name);
	return n->text;
}
