/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Parts of a text, and the characters that delimit them. */
#ifndef SCAN_H
#define SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	size_t begin, end; /* end: after the last byte */
};

static inline bool is_one_of(char c, const char *chars)
{
	return c && strchr(chars, c);
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool is_quote(char c)
{
	return c == '"' || c == '\'' || c == '`';
}

/* Return where the value after a quote ends: at the next such quote with no more than
 * `depth` backslashes before it, which do not belong to the value; or `len`. */
static inline size_t quote_end(const char *text, size_t len, size_t pos, char quote,
			       size_t depth)
{
	size_t run = 0;

	for (; pos < len; pos++) {
		if (text[pos] == quote && run <= depth)
			return pos - run;
		run = text[pos] == '\\' ? run + 1 : 0;
	}
	return len;
}

/* Return whether a value says where the secret is, as env:NAME, or that there is none. */
bool scan__is_reference(const char *text, size_t len);

/* Find the value in quotes at `pos`, which may have a letter before (N'..'), backslashes
 * before each of them, or be quoted in a text in single quotes ('\''). Return whether there
 * is one. */
bool scan__quoted(const char *text, size_t len, size_t pos, struct span *value);

#endif
