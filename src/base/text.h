/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Escaping of untrusted bytes, for all formats. Bytes are taken as UTF-8 (RFC 3629: no
 * overlong forms, no surrogates, up to U+10FFFF).
 *
 * A character is unsafe if it can steer a terminal or disguise the text of a line: C0 and
 * C1 controls, DEL, bidirectional controls, line and paragraph separators. So is every
 * byte that is not part of valid UTF-8.
 */
#ifndef TEXT_H
#define TEXT_H

#include <locale.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

enum text_flags {
	TEXT_NO_BLANK = 1 << 0, /* a blank is unsafe too */
};

/* Append text for people: unsafe characters as \n, \t, \xNN, \u{..}; backslashes stay. */
void text__escape(struct strbuf *out, const char *bytes, size_t len, int flags);

/* Append a JSON string with its quotes (RFC 8259). Each invalid byte becomes U+FFFD, each
 * unsafe character \uNNNN. */
void text__json(struct strbuf *out, const char *bytes, size_t len);

/* Append a word that bash, zsh and ksh read back as exactly these bytes. `first`: it is the
 * first word of a command line, where A=B is an assignment and needs quotes. (Bash takes %1
 * there for a job even in quotes.) */
void text__quote(struct strbuf *out, const char *bytes, size_t len, bool first);

/* Append base64 (RFC 4648), padded, without quotes. */
void text__base64(struct strbuf *out, const char *bytes, size_t len);

/*
 * Return how many bytes of escaped text fit in `limit` columns of a terminal, and store in
 * `*width` the columns that they take. Widths are those of wcwidth(3) in `utf8`, a locale
 * with UTF-8; if that is 0, each character takes one.
 */
size_t text__fit(const char *bytes, size_t len, size_t limit, size_t *width,
		 locale_t utf8);

bool text__valid_utf8(const char *bytes, size_t len);

#endif
