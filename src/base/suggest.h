/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which of the names that there are was meant by one that is not known. */
#ifndef SUGGEST_H
#define SUGGEST_H

#include <stddef.h>

#define SUGGEST_COUNT 3
#define SUGGEST_SIZE 256 /* of one name, with its NUL: longer ones are cut */

struct suggest {
	const char *word;
	size_t len;
	unsigned int limit; /* edits */
	size_t n;
	struct {
		unsigned int edits;
		char name[SUGGEST_SIZE];
	} best[SUGGEST_COUNT]; /* the fewest edits first */
	char text[SUGGEST_COUNT * (SUGGEST_SIZE + 1)];
};

/* word: as typed; it must stay until the end. */
void suggest__begin(struct suggest *n, const char *word);

/*
 * One of the names that there are, which is copied. It is near if it begins with the
 * word, or if it, or its beginning, becomes the word by one edit for three letters: a
 * byte more, less or changed, or two swapped. Upper and lower case are the same.
 */
void suggest__offer(struct suggest *n, const char *name);

/* "root, proot", or "" if none is near. Belongs to n. */
const char *suggest__text(struct suggest *n);

#endif
