/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which of the names that there are was meant by one that is not known. */
#ifndef NEAREST_H
#define NEAREST_H

#include <stddef.h>

#define NEAREST_COUNT 3
#define NEAREST_SIZE 256 /* of one name, with its NUL: longer ones are cut */

struct nearest {
	const char *word;
	size_t len;
	unsigned int limit; /* edits */
	size_t n;
	struct {
		unsigned int edits;
		char name[NEAREST_SIZE];
	} best[NEAREST_COUNT]; /* the fewest edits first */
	char text[NEAREST_COUNT * (NEAREST_SIZE + 1)];
};

/* word: as typed; it must stay until the end. */
void nearest__begin(struct nearest *n, const char *word);

/*
 * One of the names that there are, which is copied. It is near if it begins with the
 * word, or if it, or its beginning, becomes the word by one edit for three letters: a
 * byte more, less or changed, or two swapped. Upper and lower case are the same.
 */
void nearest__offer(struct nearest *n, const char *name);

/* "root, proot", or "" if none is near. Belongs to n. */
const char *nearest__text(struct nearest *n);

#endif
