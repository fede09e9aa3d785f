/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How bytes from outside are written: the one place that escapes. Bytes are
 * taken as UTF-8 (RFC 3629: no overlong forms, no surrogates, up to U+10FFFF).
 *
 * A character is unsafe if it can steer a terminal or hide what a line says:
 * C0 and C1 controls, DEL, bidirectional controls, line and paragraph
 * separators. So is every byte that is not part of valid UTF-8.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

enum text_flags {
	TEXT_NO_BLANK = 1 << 0, /* a blank is unsafe too */
};

/* For a person's eyes: unsafe ones as \n, \t, \xNN, \u{..}; a backslash stays. */
void text__escape(struct strbuf *out, const char *bytes, size_t len, int flags);

/* A JSON string with its quotes (RFC 8259). Bad bytes become U+FFFD, one each;
 * unsafe characters are written as \uNNNN, which reads back the same. */
void text__json(struct strbuf *out, const char *bytes, size_t len);

/* A word that bash, zsh and ksh read back as exactly these bytes. first: it
 * would stand first on a command line, where A=B is no plain word (there bash takes
 * %1 for a job, however it is quoted). */
void text__quote(struct strbuf *out, const char *bytes, size_t len, bool first);

/* Base64 (RFC 4648), padded, without quotes. */
void text__base64(struct strbuf *out, const char *bytes, size_t len);

bool text__valid_utf8(const char *bytes, size_t len);

#endif
