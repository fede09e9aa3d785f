/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names whose value is a secret. A word is [A-Za-z0-9_.-]+, as it stands in a command
 * line, dashes included. Knows nothing of the project. */
#ifndef SECRET_NAME_H
#define SECRET_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* Letters and digits of ASCII alone, whatever the locale. */
static inline bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static inline bool is_name_char(char c)
{
	return is_alnum(c) || c == '_' || c == '-' || c == '.';
}

/* Whether the value behind such a name is a secret: by the end of the name, without
 * regard to case, separators and a number behind it, as in --db-password, dbPassword,
 * API_KEY_2. Not so --password-file, whose value is a path. */
bool secret_name(const char *word, size_t len);

/* The same if it is named by a header whose value has blanks, as Authorization. */
bool secret_header(const char *word, size_t len);

/* Whether it is an option of which the next word is the value: not --no-password or
 * --ask-pass, which take none. */
bool secret_option(const char *word, size_t len);

/* A program with an option for a secret that is none elsewhere. */
struct secret_program {
	const char *name; /* with a * at the end: and what begins so */
	const char *option; /* its long form; NULL: secret_option() knows it */
	char letter; /* of the short form */
	bool attached; /* the value may stand in the same word... */
	bool apart; /* ... or be the next one */
};

/* That of this name, without its path, or NULL. */
const struct secret_program *secret_program(const char *word, size_t len);

#endif
