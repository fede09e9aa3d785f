/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names whose value is a secret. A word is [A-Za-z0-9_.-]+ of a command line, including the
 * dashes before an option. */
#ifndef SECRET_NAME_H
#define SECRET_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* ASCII only, in any locale. */
static inline bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static inline bool is_name_char(char c)
{
	return is_alnum(c) || c == '_' || c == '-' || c == '.';
}

/* Return whether the value of a name is a secret. The end of the name decides, ignoring
 * case, separators and a number after it: --db-password, dbPassword, API_KEY_2, but not
 * --password-file, whose value is a path. */
bool secret_name(const char *word, size_t len);

/* Return whether the value of the secret name may be the path of a file with the secret. */
bool secret_may_be_path(const char *word, size_t len);

/* The same as secret_name() for a header whose value has blanks, such as Authorization. */
bool secret_header(const char *word, size_t len);

/* Return whether the word, the name of a secret, is an option with a value: not --no-password
 * or --ask-pass. */
bool secret_option(const char *word, size_t len);

#endif
