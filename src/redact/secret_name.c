// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>
#include <strings.h>

#include "base/util.h"
#include "redact/secret_name.h"

enum term_place {
	SUFFIX, /* anything may come before it */
	WORD, /* it is a whole word */
	LATER_WORD, /* and not the first: PWD is a directory, MYSQL_PWD is a password */
};

static const struct term {
	const char *text;
	enum term_place place;
} terms[] = {
	{ "password", SUFFIX },
	{ "passwd", SUFFIX },
	{ "passphrase", SUFFIX },
	{ "secret", SUFFIX },
	{ "token", SUFFIX },
	{ "apikey", SUFFIX },
	{ "accesskey", SUFFIX },
	{ "secretkey", SUFFIX },
	{ "privatekey", SUFFIX },
	{ "authkey", SUFFIX },
	{ "credential", SUFFIX },
	{ "credentials", SUFFIX },
	{ "secretkeybase", SUFFIX },
	{ "sshpass", SUFFIX },
	{ "storepass", SUFFIX },
	{ "keypass", SUFFIX },
	{ "pass", WORD },
	{ "auth", WORD },
	{ "pw", WORD },
	{ "pwd", LATER_WORD },
};

/* Headers whose values have blanks. */
static const struct term headers[] = {
	{ "authorization", SUFFIX },
	{ "cookie", WORD },
	{},
};

/* First words of options that take no value. */
static const char *const no_value[] = {
	"no",  "without", "with",    "disable", "enable", "skip",  "ask",
	"use", "prompt",  "require", "allow",	"show",	  "print", "get",
};

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

/* Return whether the word ends in the term; each of its letters may have one separator
 * before it. Allowing only one bounds the time by the length of the term. */
static bool ends_in(const char *word, size_t len, const struct term *term)
{
	size_t pos = len, left = strlen(term->text);

	while (left && pos) {
		if (left < strlen(term->text) && pos > 1 && is_separator(word[pos - 1]))
			pos--;
		if (lower(word[pos - 1]) != term->text[left - 1])
			return false;
		pos--;
		left--;
	}
	if (left)
		return false;
	if (term->place == LATER_WORD && !pos)
		return false;
	return term->place == SUFFIX || !pos || is_separator(word[pos - 1]);
}

/* Strip dashes before the word and up to three digits and separators after it. */
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
	for (size_t i = 0; i < ARRAY_SIZE(terms); i++)
		if (ends_in(word, len, &terms[i]))
			return true;
	return false;
}

bool secret_option(const char *word, size_t len)
{
	if (len < 2 || word[0] != '-' || !secret_name(word, len))
		return false;
	strip(&word, &len);
	for (size_t i = 0; i < ARRAY_SIZE(no_value); i++) {
		size_t n = strlen(no_value[i]);

		if (len > n && is_separator(word[n]) &&
		    !strncasecmp(word, no_value[i], n))
			return false;
	}
	return true;
}

const struct secret_program *secret_program(const char *word, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		const struct secret_program *program = &programs[i];
		size_t n = strcspn(program->name, "*");

		if ((program->name[n] ? len >= n : len == n) &&
		    !memcmp(word, program->name, n))
			return program;
	}
	return NULL;
}
