// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "oracle.h"

size_t oracle_char(const char *bytes, size_t len)
{
	static const struct {
		unsigned char first, last; /* byte */
		unsigned char low, high; /* second byte */
		size_t n;
	} rows[] = {
		{ 0x00, 0x7f, 0, 0, 1 },       { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	const unsigned char *s = (const unsigned char *)bytes;
	size_t n = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && !n; i++)
		if (*s >= rows[i].first && *s <= rows[i].last && rows[i].n <= len &&
		    (rows[i].n == 1 || (s[1] >= rows[i].low && s[1] <= rows[i].high)))
			n = rows[i].n;
	for (size_t i = 2; i < n; i++)
		if (s[i] < 0x80 || s[i] > 0xbf)
			return 0;
	return n;
}

/* The bytes of the characters that text.h lists. */
bool oracle_is_unsafe(const char *bytes, size_t n)
{
	const unsigned char *s = (const unsigned char *)bytes;

	if (n == 1)
		return *s < 0x20 || *s == 0x7f;
	if (n == 2) /* C1; U+061C */
		return (s[0] == 0xc2 && s[1] <= 0x9f) || (s[0] == 0xd8 && s[1] == 0x9c);
	if (n == 3 && s[0] == 0xe2 && s[1] == 0x80) /* U+200E, F; U+2028 to E */
		return s[2] == 0x8e || s[2] == 0x8f || (s[2] >= 0xa8 && s[2] <= 0xae);
	/* U+2066 to 9 */
	return n == 3 && s[0] == 0xe2 && s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9;
}

bool oracle_is_safe(const char *bytes, size_t len)
{
	size_t n;

	for (; len; bytes += n, len -= n) {
		n = oracle_char(bytes, len);
		if (!n || oracle_is_unsafe(bytes, n))
			return false;
	}
	return true;
}

void oracle_replace(struct strbuf *out, const char *bytes, size_t len)
{
	size_t n;

	strbuf__reset(out);
	for (size_t i = 0; i < len; i += n ? n : 1) {
		n = oracle_char(bytes + i, len - i);
		if (n)
			strbuf__add(out, bytes + i, n);
		else
			strbuf__adds(out, "\xef\xbf\xbd");
	}
}

/* The number of a character of n bytes. */
static unsigned int number_of(const char *bytes, size_t n)
{
	static const unsigned int first[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	unsigned int c = (unsigned char)*bytes & first[n];

	for (size_t i = 1; i < n; i++)
		c = c * 64 + ((unsigned char)bytes[i] - 0x80);
	return c;
}

void oracle_escape(struct strbuf *out, const char *bytes, size_t len, bool no_blank)
{
	char text[16];
	size_t n;

	strbuf__reset(out);
	for (size_t i = 0; i < len; i += n ? n : 1) {
		const char *s = bytes + i;

		n = oracle_char(s, len - i);
		if (n && !oracle_is_unsafe(s, n) && !(no_blank && *s == ' ')) {
			strbuf__add(out, s, n);
			continue;
		}
		if (n > 1)
			snprintf(text, sizeof(text), "\\u{%x}", number_of(s, n));
		else if (*s == '\n' || *s == '\t')
			snprintf(text, sizeof(text), "\\%c", *s == '\n' ? 'n' : 't');
		else
			snprintf(text, sizeof(text), "\\x%02x", (unsigned char)*s);
		strbuf__adds(out, text);
	}
}

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* Behind $' up to and with the next '. Returns how many bytes that was, or 0. */
static size_t unquote_dollar(struct strbuf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\'')
			return i + 1;
		if (s[i] != '\\') {
			strbuf__addc(out, s[i]);
			continue;
		}
		if (++i == len)
			return 0;
		if (s[i] == '\'' || s[i] == '\\') {
			strbuf__addc(out, s[i]);
		} else if (i + 2 < len && is_octal(s[i]) && is_octal(s[i + 1]) &&
			   is_octal(s[i + 2])) {
			strbuf__addc(out,
				     (char)((s[i] - '0') * 64 + (s[i + 1] - '0') * 8 +
					    (s[i + 2] - '0')));
			i += 2;
		} else {
			return 0;
		}
	}
	return 0;
}

bool oracle_unquote(struct strbuf *out, const char *word, size_t len)
{
	static const char bare[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789_@%+:,./=-";
	size_t i = 0, n;

	strbuf__reset(out);
	while (i < len) {
		const char *s = word + i, *end;

		if (*s == '\'') {
			end = memchr(s + 1, '\'', len - i - 1);
			if (!end)
				return false;
			strbuf__add(out, s + 1, (size_t)(end - s - 1));
			i += (size_t)(end - s) + 1;
		} else if (len - i >= 2 && !memcmp(s, "\\'", 2)) {
			strbuf__addc(out, '\'');
			i += 2;
		} else if (len - i >= 2 && !memcmp(s, "$'", 2)) {
			n = unquote_dollar(out, s + 2, len - i - 2);
			if (!n)
				return false;
			i += 2 + n;
		} else if (*s && strchr(bare, *s)) {
			strbuf__addc(out, *s);
			i++;
		} else {
			return false;
		}
	}
	return len > 0;
}

bool oracle_unbase64(struct strbuf *out, const char *text, size_t len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789+/";
	size_t pads = 0;

	strbuf__reset(out);
	while (pads < 2 && pads < len && text[len - 1 - pads] == '=')
		pads++;
	for (size_t i = 0; i < len; i += 4) {
		unsigned int v = 0;

		if (len - i < 4)
			return false;
		for (size_t j = i; j < i + 4; j++) {
			const char *digit = text[j] ? strchr(digits, text[j]) : NULL;

			if (!digit && j < len - pads)
				return false;
			v = v * 64 + (digit ? (unsigned int)(digit - digits) : 0);
		}
		for (size_t j = 0; j < (i + 4 < len ? 3 : 3 - pads); j++)
			strbuf__addc(out, (char)(v >> (16 - 8 * j)));
	}
	return true;
}
