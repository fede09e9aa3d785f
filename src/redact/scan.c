// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <string.h>

#include "base/util.h"
#include "redact/scan.h"

bool scan__is_reference(const char *text, size_t len)
{
	static const char *const places[] = { "env:", "file:", "fileb:", "fd:" };
	static const char *const words[] = { "true", "false", "null", "none", "yes",
					     "no",   "env",   "file", "-" };

	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (len > strlen(places[i]) &&
		    !memcmp(text, places[i], strlen(places[i])))
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (len == strlen(words[i]) && !memcmp(text, words[i], len))
			return true;
	return false;
}

/* How a single quote is written in a text in single quotes. */
static bool find_nested(const char *text, size_t len, size_t pos, struct span *value)
{
	static const char *const quotes[] = { "'\\''", "'\"'\"'" };

	for (size_t i = 0; i < ARRAY_SIZE(quotes); i++) {
		const size_t n = strlen(quotes[i]);
		const char *end;

		if (len - pos < n || memcmp(text + pos, quotes[i], n) != 0)
			continue;
		end = memmem(text + pos + n, len - pos - n, quotes[i], n);
		*value = (struct span){ pos + n, end ? (size_t)(end - text) : len };
		return true;
	}
	return false;
}

bool scan__quoted(const char *text, size_t len, size_t pos, struct span *value)
{
	size_t quote = pos;

	if (find_nested(text, len, pos, value))
		return true;
	if (pos + 1 < len && is_one_of(text[pos], "NEeXxbBrRuU$") &&
	    (text[pos + 1] == '\'' || text[pos + 1] == '"'))
		pos = ++quote;
	while (quote < len && text[quote] == '\\')
		quote++;
	if (quote == len || !is_quote(text[quote]))
		return false;
	value->begin = quote + 1;
	value->end = quote_end(text, len, quote + 1, text[quote], quote - pos);
	return true;
}
