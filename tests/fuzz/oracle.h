/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the manual promises of text, said once more without src/text.c. */
#ifndef ORACLE_H
#define ORACLE_H

#include "fuzz.h"

/* How many of the bytes are one character, by the grammar of RFC 3629, section 4;
 * 0: the first is part of none. */
size_t oracle_char(const char *bytes, size_t len);

/* Whether that character steers a terminal or hides what a line says. */
bool oracle_is_unsafe(const char *bytes, size_t n);

/* Whether there are only safe characters. */
bool oracle_is_safe(const char *bytes, size_t len);

/* Replaces out: each byte that is part of no character by U+FFFD. */
void oracle_replace(struct strbuf *out, const char *bytes, size_t len);

/* Replaces out: as the table shows it. */
void oracle_escape(struct strbuf *out, const char *bytes, size_t len, bool no_blank);

/* Replaces out: what a shell makes of one word. False for what is no word, or means
 * more than itself. */
bool oracle_unquote(struct strbuf *out, const char *word, size_t len);

/* Replaces out. False for what is not padded base64. */
bool oracle_unbase64(struct strbuf *out, const char *text, size_t len);

static inline bool same_bytes(const struct strbuf *sb, const char *bytes, size_t len)
{
	return sb->len == len && (!len || !memcmp(sb->data, bytes, len));
}

#endif
