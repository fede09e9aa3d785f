// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>
#include <strings.h>

#include "base/util.h"
#include "redact/secret_name.h"

enum term_place {
	SUFFIX, /* anything may come before it */
	WORD, /* it is a whole word */
	OPTION, /* it is the whole name of an option */
	LATER, /* something comes before it: PWD is a directory, MYSQL_PWD is a password */
};

static const struct term {
	const char *text;
	char last; /* letter of it */
	enum term_place place;
	/* What may not come right before it: words such as bypass, SSH_ASKPASS, OLDPWD. */
	const char *except;
	bool path; /* the value may be the path of a file, which is shown */
} terms[] = {
	{ "password", 'd', SUFFIX },
	{ "passwords", 's', SUFFIX },
	{ "passwd", 'd', SUFFIX },
	/* abbreviated, as getopt_long(3) accepts it */
	{ "passw", 'w', SUFFIX },
	{ "passwo", 'o', SUFFIX },
	{ "passwor", 'r', SUFFIX },
	{ "passphrase", 'e', SUFFIX },
	{ "passcode", 'e', SUFFIX },
	{ "pass", 's', SUFFIX,
	  "ask by com sur tres under over low high band all no sub render" },
	{ "pwd", 'd', OPTION, NULL, true },
	{ "pwd", 'd', LATER, "old last" },
	{ "pw", 'w', SUFFIX },
	{ "sonarlogin", 'n', SUFFIX },
	{ "secret", 't', SUFFIX },
	{ "token", 'n', SUFFIX },
	{ "bearer", 'r', WORD },
	{ "jwt", 't', WORD },
	{ "psk", 'k', WORD },
	{ "otp", 'p', WORD },
	{ "auth", 'h', WORD },
	{ "proxyauth", 'h', SUFFIX },
	{ "masterauth", 'h', SUFFIX },
	{ "cred", 'd', WORD, NULL, true },
	{ "credential", 'l', SUFFIX, NULL, true },
	{ "credentials", 's', SUFFIX, NULL, true },
	{ "apikey", 'y', SUFFIX },
	{ "appkey", 'y', SUFFIX },
	{ "applicationkey", 'y', SUFFIX },
	{ "accesskey", 'y', SUFFIX },
	{ "storagekey", 'y', SUFFIX },
	{ "sessionkey", 'y', SUFFIX },
	{ "hmackey", 'y', SUFFIX },
	{ "fernetkey", 'y', SUFFIX },
	{ "accountkey", 'y', SUFFIX },
	{ "secretkey", 'y', SUFFIX },
	{ "secretkeybase", 'e', SUFFIX },
	{ "sharedkey", 'y', SUFFIX },
	{ "presharedkey", 'y', SUFFIX, NULL, true },
	{ "subscriptionkey", 'y', SUFFIX },
	{ "functionskey", 'y', SUFFIX },
	{ "authkey", 'y', SUFFIX },
	{ "wepkey", 'y', SUFFIX },
	{ "unsealkey", 'y', SUFFIX },
	{ "licensekey", 'y', SUFFIX, NULL, true },
	{ "masterkey", 'y', SUFFIX, NULL, true },
	{ "signingkey", 'y', SUFFIX, NULL, true },
	{ "encryptionkey", 'y', SUFFIX, NULL, true },
	{ "certificatekey", 'y', SUFFIX, NULL, true },
	{ "privatekey", 'y', SUFFIX, NULL, true },
};

/* Headers whose values have blanks. */
static const struct term headers[] = {
	{ "authorization", 'n', SUFFIX },
	{ "cookie", 'e', WORD },
	{},
};

/* First words of options that take no value. */
static const char *const no_value[] = {
	"no",  "without", "with",    "disable", "enable", "skip",  "ask",
	"use", "prompt",  "require", "allow",	"show",	  "print", "get",
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_separator(char c)
{
	return c == '_' || c == '-' || c == '.';
}

/* Return whether the `len` bytes before a term end in one of the words. */
static bool is_excepted(const char *word, size_t len, const char *except)
{
	while (*except) {
		const size_t n = strcspn(except, " ");

		if (len >= n && !strncasecmp(word + len - n, except, n))
			return true;
		except += n;
		except += strspn(except, " ");
	}
	return false;
}

/* Return whether the word ends in the term; each of its letters may have one separator
 * before it. Allowing only one bounds the time by the length of the term. */
static bool ends_in(const char *word, size_t len, const struct term *term)
{
	const size_t n = strlen(term->text);
	size_t pos = len, left = n;

	while (left && pos) {
		if (left < n && pos > 1 && is_separator(word[pos - 1]))
			pos--;
		if (lower(word[pos - 1]) != term->text[left - 1])
			return false;
		pos--;
		left--;
	}
	if (left || (term->place == LATER && !pos) || (term->place == OPTION && pos))
		return false;
	if (term->except && is_excepted(word, pos, term->except))
		return false;
	return term->place != WORD || !pos || is_separator(word[pos - 1]);
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

static const struct term *find_term(const char *word, size_t len)
{
	const bool is_option = len && *word == '-';
	char last;

	strip(&word, &len);
	last = len ? lower(word[len - 1]) : '\0';
	for (size_t i = 0; i < ARRAY_SIZE(terms); i++)
		if (terms[i].last == last && (is_option || terms[i].place != OPTION) &&
		    ends_in(word, len, &terms[i]))
			return &terms[i];
	return NULL;
}

bool secret_name(const char *word, size_t len)
{
	return secret_header(word, len) || find_term(word, len);
}

bool secret_may_be_path(const char *word, size_t len)
{
	const struct term *term = find_term(word, len);

	return term && term->path;
}

bool secret_option(const char *word, size_t len)
{
	if (len < 2 || word[0] != '-')
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
