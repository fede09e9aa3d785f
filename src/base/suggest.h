/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Suggestions: which of the known names an unknown word may stand for. */
#ifndef SUGGEST_H
#define SUGGEST_H

#include <stddef.h>

#define SUGGEST_COUNT 3
#define SUGGEST_SIZE 256 /* of one name with its NUL; longer names are cut */

struct suggest {
	const char *word;
	size_t len;
	unsigned int limit; /* of edits, for a name to be near */
	size_t n; /* of best */
	struct {
		unsigned int edits;
		char name[SUGGEST_SIZE];
	} best[SUGGEST_COUNT]; /* the fewest edits first */
	char text[SUGGEST_COUNT * (SUGGEST_SIZE + 1)];
};

/* Start with `word` as typed, which must live as long as `s` is used. */
void suggest__begin(struct suggest *s, const char *word);

/*
 * Consider a known name, which is copied. It is near if it begins with the word, or if it
 * or its beginning becomes the word by at most one edit for three letters: one byte
 * inserted, deleted or replaced, or two swapped. Case is ignored.
 */
void suggest__offer(struct suggest *s, const char *name);

/* Return the nearest names as "root, proot", or "" if none is near. Belongs to `s`. */
const char *suggest__text(struct suggest *s);

#endif
