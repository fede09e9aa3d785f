// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>

#include "base/strbuf.h"

void strbuf__free(struct strbuf *sb)
{
	free(sb->data);
	*sb = (struct strbuf){};
}

char *strbuf__grow(struct strbuf *sb, size_t n)
{
	size_t size = sb->size ? sb->size : 128;
	char *data;

	if (sb->failed || n > SIZE_MAX / 4 || sb->len > SIZE_MAX / 4)
		goto failed;
	while (size < sb->len + n)
		size *= 2;
	data = realloc(sb->data, size);
	if (!data)
		goto failed;
	sb->data = data;
	sb->size = size;
	return sb->data + sb->len;
failed:
	sb->failed = true;
	return NULL;
}

void strbuf__add_u64(struct strbuf *sb, uint64_t value, int digits)
{
	char text[24];
	char *p = text + sizeof(text);

	do {
		*--p = '0' + value % 10;
		value /= 10;
		digits--;
	} while ((value || digits > 0) && p > text);
	strbuf__add(sb, p, text + sizeof(text) - p);
}

void strbuf__add_s64(struct strbuf *sb, int64_t value)
{
	if (value < 0)
		strbuf__addc(sb, '-');
	strbuf__add_u64(sb, value < 0 ? -(uint64_t)value : (uint64_t)value, 1);
}

void strbuf__vprintf(struct strbuf *sb, const char *fmt, va_list args)
{
	va_list again;
	char *to;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, args);
	to = n < 0 ? NULL : strbuf__reserve(sb, (size_t)n + 1);
	if (to) {
		vsnprintf(to, (size_t)n + 1, fmt, again);
		sb->len += (size_t)n;
	}
	va_end(again);
}

void strbuf__printf(struct strbuf *sb, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	strbuf__vprintf(sb, fmt, args);
	va_end(args);
}

const char *strbuf__cstr(struct strbuf *sb)
{
	char *end = strbuf__reserve(sb, 1);

	if (!end)
		return NULL;
	*end = '\0';
	return sb->data;
}
