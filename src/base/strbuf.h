/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A byte buffer that grows at the end. */
#ifndef STRBUF_H
#define STRBUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* All zero is an empty buffer. It is not NUL-terminated unless a function says so. */
struct strbuf {
	char *data;
	size_t len;
	size_t size; /* allocated */
	bool failed; /* memory ran out: nothing is added until strbuf__reset() */
};

void strbuf__free(struct strbuf *sb);

/* Allocate room for `n` more bytes. Return where they go, or NULL. */
char *strbuf__grow(struct strbuf *sb, size_t n);

/* Return room for `n` more bytes, or NULL. The caller writes them and raises `len`. */
static inline char *strbuf__reserve(struct strbuf *sb, size_t n)
{
	if (sb->data && n <= sb->size - sb->len && !sb->failed)
		return sb->data + sb->len;
	return strbuf__grow(sb, n);
}

/* Append a decimal number, padded with zeros to `digits` digits. */
void strbuf__add_u64(struct strbuf *sb, uint64_t value, int digits);
void strbuf__add_s64(struct strbuf *sb, int64_t value);
void strbuf__vprintf(struct strbuf *sb, const char *fmt, va_list args)
	__attribute__((format(printf, 2, 0)));
void strbuf__printf(struct strbuf *sb, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Return the content as a C string, or NULL if memory ran out, for the NUL too. */
const char *strbuf__cstr(struct strbuf *sb);

/* Empty the buffer without freeing its memory. */
static inline void strbuf__reset(struct strbuf *sb)
{
	sb->len = 0;
	sb->failed = false;
}

static inline void strbuf__add(struct strbuf *sb, const void *bytes, size_t n)
{
	char *to = strbuf__reserve(sb, n);

	if (!to)
		return;
	if (n)
		memcpy(to, bytes, n);
	sb->len += n;
}

static inline void strbuf__adds(struct strbuf *sb, const char *text)
{
	strbuf__add(sb, text, strlen(text));
}

static inline void strbuf__addc(struct strbuf *sb, char c)
{
	char *to = strbuf__reserve(sb, 1);

	if (!to)
		return;
	*to = c;
	sb->len++;
}

static inline void strbuf__fill(struct strbuf *sb, char c, size_t n)
{
	char *to = strbuf__reserve(sb, n);

	if (!to)
		return;
	memset(to, c, n);
	sb->len += n;
}

#endif
