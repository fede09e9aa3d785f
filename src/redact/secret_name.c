// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>
#include <strings.h>

#include "redact/secret_name.h"

enum where {
	ENDS, /* the name may go on before it */
	WORD, /* it is a word of its own */
	BEHIND, /* that, and not the first: PWD is a directory, MYSQL_PWD is not */
};

static const struct term {
	const char *text;
	enum where where;
} terms[] = {
	{ "password", ENDS },
	{ "passwd", ENDS },
	{ "passphrase", ENDS },
	{ "secret", ENDS },
	{ "token", ENDS },
	{ "apikey", ENDS },
	{ "accesskey", ENDS },
	{ "secretkey", ENDS },
	{ "privatekey", ENDS },
	{ "authkey", ENDS },
	{ "credential", ENDS },
	{ "credentials", ENDS },
	{ "secretkeybase", ENDS },
	{ "sshpass", ENDS },
	{ "storepass", ENDS },
	{ "keypass", ENDS },
	{ "pass", WORD },
	{ "auth", WORD },
	{ "pw", WORD },
	{ "pwd", BEHIND },
};

/* Their values are words with blanks between. */
static const struct term headers[] = {
	{ "authorization", ENDS },
	{ "cookie", WORD },
	{},
};

/* First words of options that take no value. */
static const char *const refusals[] = {
	"no",  "without", "with",    "disable", "enable", "skip",  "ask",
	"use", "prompt",  "require", "allow",	"show",	  "print", "get",
};

/* A whole name is mysql, any that begins so is mysql*. */
static const struct secret_program programs[] = {
	{ "mysql*", NULL, 'p', true, false },  { "mariadb*", NULL, 'p', true, false },
	{ "mongo*", NULL, 'p', true, true },   { "sshpass", NULL, 'p', true, true },
	{ "curl", "--user", 'u', true, true }, { "redis-cli", NULL, 'a', false, true },
	{ "ldap*", NULL, 'w', true, true },
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_separator(char c)
{
	return c == '_' || c == '-' || c == '.';
}

/* Whether the word ends in the term, of which each letter may have one separator before
 * it. No more: what is asked of a word takes as long as a term, not as the word. */
static bool ends_in(const char *word, size_t len, const struct term *term)
{
	size_t at = len, left = strlen(term->text);

	while (left && at) {
		if (left < strlen(term->text) && at > 1 && is_separator(word[at - 1]))
			at--;
		if (lower(word[at - 1]) != term->text[left - 1])
			return false;
		at--;
		left--;
	}
	if (left)
		return false;
	if (term->where == BEHIND && !at)
		return false;
	return term->where == ENDS || !at || is_separator(word[at - 1]);
}

/* Without dashes before it and, mostly, a number behind it. */
static void strip(const char **word, size_t *len)
{
	for (; *len && **word == '-'; (*len)--)
		(*word)++;
	for (int i = 0; i < 3 && *len; i++, (*len)--) {
		const char c = (*word)[*len - 1];

		if (!is_separator(c) && (c < '0' || c > '9'))
			break;
	}
}

bool secret_header(const char *word, size_t len)
{
	strip(&word, &len);
	for (const struct term *term = headers; term->text; term++)
		if (ends_in(word, len, term))
			return true;
	return false;
}

bool secret_name(const char *word, size_t len)
{
	if (secret_header(word, len))
		return true;
	strip(&word, &len);
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++)
		if (ends_in(word, len, &terms[i]))
			return true;
	return false;
}

bool secret_option(const char *word, size_t len)
{
	if (len < 2 || word[0] != '-' || !secret_name(word, len))
		return false;
	strip(&word, &len);
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		size_t n = strlen(refusals[i]);

		if (len > n && is_separator(word[n]) &&
		    !strncasecmp(word, refusals[i], n))
			return false;
	}
	return true;
}

const struct secret_program *secret_program(const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		const struct secret_program *program = &programs[i];
		size_t n = strcspn(program->name, "*");

		if ((program->name[n] ? len >= n : len == n) &&
		    !memcmp(word, program->name, n))
			return program;
	}
	return NULL;
}
