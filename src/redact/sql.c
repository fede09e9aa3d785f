// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>
#include <strings.h>

#include "base/util.h"
#include "redact/secret_name.h"
#include "redact/sql.h"

/* Bytes between SET PASSWORD FOR and =; this keeps the time linear. */
#define USER_LEN 256

enum keyword { NONE, STATEMENT, IDENTIFIED, BY, PRAGMA, KEY, SKIPPED };

static enum keyword find_keyword(const char *text, struct span word)
{
	static const struct {
		const char *text;
		size_t len;
		enum keyword keyword;
	} keywords[] = {
		{ "alter", 5, STATEMENT },
		{ "create", 6, STATEMENT },
		{ "grant", 5, STATEMENT },
		{ "set", 3, STATEMENT },
		{ "identified", 10, IDENTIFIED },
		{ "by", 2, BY },
		{ "as", 2, BY },
		{ "using", 5, BY },
		{ "pragma", 6, PRAGMA },
		{ "key", 3, KEY },
		{ "rekey", 5, KEY },
		{ "password", 8, SKIPPED },
		{ "values", 6, SKIPPED },
	};

	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++)
		if (keywords[i].len == word.end - word.begin &&
		    !strncasecmp(text + word.begin, keywords[i].text, keywords[i].len))
			return keywords[i].keyword;
	return NONE;
}

static bool is_upper(const char *text, struct span word)
{
	while (word.begin < word.end &&
	       (text[word.begin] < 'a' || text[word.begin] > 'z'))
		word.begin++;
	return word.begin == word.end;
}

static size_t skip_blanks(const char *text, size_t len, size_t pos)
{
	while (pos < len &&
	       (is_blank(text[pos]) || text[pos] == '\n' || text[pos] == '\r'))
		pos++;
	return pos;
}

/* A string; a quote in it is written twice. */
static bool find_string(const char *text, size_t len, size_t pos, struct span *value)
{
	if (!scan__quoted(text, len, pos, value))
		return false;
	while (value->end + 1 < len && is_quote(text[value->end]) &&
	       text[value->end] == text[value->end + 1])
		value->end = quote_end(text, len, value->end + 2, text[value->end], 0);
	return true;
}

/* The strings in ( ), with what is between them. */
static bool find_strings(const char *text, size_t len, size_t pos, struct span *value)
{
	struct span string;

	if (pos == len || text[pos] != '(')
		return false;
	pos = skip_blanks(text, len, pos + 1);
	if (!find_string(text, len, pos, &string))
		return false;
	*value = string;
	for (;;) {
		pos = string.end;
		while (pos < len && (text[pos] == '\\' || is_quote(text[pos])))
			pos++;
		pos = skip_blanks(text, len, pos);
		if (pos == len || text[pos] != ',')
			return true;
		pos = skip_blanks(text, len, pos + 1);
		if (!find_string(text, len, pos, &string))
			return true;
		value->end = string.end;
	}
}

/* A string, or else a word. */
static bool find_value(const char *text, size_t len, size_t pos, struct span *value)
{
	if (find_string(text, len, pos, value))
		return true;
	value->begin = value->end = pos;
	while (value->end < len && !is_one_of(text[value->end], " \t\r\n\"'`;"))
		value->end++;
	return value->begin < value->end;
}

/* Return the position after BY and the words that may follow. */
static size_t skip_words(const char *text, size_t len, size_t pos)
{
	for (;;) {
		struct span word;

		word.begin = word.end = pos = skip_blanks(text, len, pos);
		while (word.end < len && is_name_char(text[word.end]))
			word.end++;
		if (find_keyword(text, word) != SKIPPED)
			return pos;
		pos = word.end;
	}
}

/* Return the position of the value in SET PASSWORD FOR USER = V, or `len`. */
static size_t find_for(const char *text, size_t len, size_t pos)
{
	const size_t limit = len - pos < USER_LEN ? len : pos + USER_LEN;
	const char *equals;

	pos = skip_blanks(text, limit, pos);
	if (limit - pos < 4 || strncasecmp(text + pos, "for ", 4) != 0)
		return len;
	equals = memchr(text + pos, '=', limit - pos);
	return equals ? skip_blanks(text, len, (size_t)(equals + 1 - text)) : len;
}

bool sql__find(struct sql *sql, const char *text, size_t len, struct span word,
	       bool is_secret, struct span *value)
{
	const enum keyword keyword = find_keyword(text, word);
	size_t pos;

	if (!is_secret && !sql->identified && !sql->pragma) {
		sql->statement |= keyword == STATEMENT;
		sql->identified = keyword == IDENTIFIED;
		sql->pragma = keyword == PRAGMA;
		return false;
	}
	pos = skip_blanks(text, len, word.end);
	if (sql->identified && keyword == BY) {
		sql->identified = false;
		return find_value(text, len, skip_words(text, len, pos), value);
	}
	if (sql->pragma && keyword == KEY && pos < len && text[pos] == '=')
		return find_value(text, len, skip_blanks(text, len, pos + 1), value);
	if (!is_secret)
		return false;
	if (find_strings(text, len, pos, value))
		return true;
	if (pos == word.end || (!sql->statement && !is_upper(text, word)))
		return false;
	return find_string(text, len, pos, value) ||
	       find_string(text, len, find_for(text, len, pos), value);
}
