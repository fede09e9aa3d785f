// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "base/text.h"
#include "base/util.h"

#define BAD_BYTE UINT32_MAX

/* Printable ASCII that no format escapes: all but the blank, the quote and the
 * backslash. */
static const bool is_plain[256] = {
	['!'] = true,
	['#' ... '['] = true,
	[']' ... '~'] = true,
};

/*
 * Test eight bytes at once. The four terms set the high bit of a byte that is above '~'
 * (0xff is caught by the second term), below '!', a quote, a backslash. Only a byte that is
 * not plain carries into its neighbour or borrows from it.
 */
static bool are_plain(const char *bytes)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t b;

	memcpy(&b, bytes, sizeof(b));
	return !(((b + ones) | (b - ones * '!') | ((b ^ ones * '"') - ones) |
		  ((b ^ ones * '\\') - ones)) &
		 ones << 7);
}

static size_t plain_run(const char *bytes, size_t len)
{
	size_t n = 0;

	while (n + 8 <= len && are_plain(bytes + n))
		n += 8;
	while (n < len && is_plain[(unsigned char)bytes[n]])
		n++;
	return n;
}

/*
 * Return the character that begins at `p`, and store its length in `*size`. A byte that
 * begins no valid sequence is BAD_BYTE of length 1: decoding resumes after it.
 */
static uint32_t next_char(const char *p, size_t len, size_t *size)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *s = (const unsigned char *)p;
	size_t n = *s < 0x80 ? 1 : *s < 0xc2 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4;
	uint32_t c;

	*size = 1;
	if (n == 1)
		return *s;
	if (!n || n > len || *s > 0xf4)
		return BAD_BYTE;
	c = *s & (0x7f >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return BAD_BYTE;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff)
		return BAD_BYTE;
	*size = n;
	return c;
}

static bool is_unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || /* C0, DEL, C1 */
	       c == 0x61c || c == 0x200e || c == 0x200f || /* bidi marks */
	       (c >= 0x2028 && c <= 0x202e) || /* separators, embeddings */
	       (c >= 0x2066 && c <= 0x2069) || /* isolates */
	       c == BAD_BYTE;
}

static void escape_char(struct strbuf *out, uint32_t c, unsigned char byte)
{
	if (c == '\n')
		strbuf__adds(out, "\\n");
	else if (c == '\t')
		strbuf__adds(out, "\\t");
	else if (c < 0x80 || c == BAD_BYTE)
		strbuf__printf(out, "\\x%02x", byte);
	else
		strbuf__printf(out, "\\u{%x}", c);
}

void text__escape(struct strbuf *out, const char *bytes, size_t len, int flags)
{
	size_t n;

	for (; len; bytes += n, len -= n) {
		uint32_t c;

		n = plain_run(bytes, len);
		if (n) {
			strbuf__add(out, bytes, n);
			continue;
		}
		c = next_char(bytes, len, &n);
		if (is_unsafe(c) || (c == ' ' && flags & TEXT_NO_BLANK))
			escape_char(out, c, *bytes);
		else
			strbuf__add(out, bytes, n);
	}
}

static void json_char(struct strbuf *out, uint32_t c)
{
	static const char letters[] = "\bb\tt\nn\ff\rr\"\"\\\\";
	const char *letter = c && c < 0x80 ? strchr(letters, (int)c) : NULL;

	if (c == BAD_BYTE)
		strbuf__adds(out, "\xef\xbf\xbd");
	else if (letter)
		strbuf__add(out, (char[]){ '\\', letter[1] }, 2);
	else
		strbuf__printf(out, "\\u%04x", c);
}

void text__json(struct strbuf *out, const char *bytes, size_t len)
{
	size_t n;

	strbuf__addc(out, '"');
	for (; len; bytes += n, len -= n) {
		uint32_t c;

		n = plain_run(bytes, len);
		if (n) {
			strbuf__add(out, bytes, n);
			continue;
		}
		c = next_char(bytes, len, &n);
		if (is_unsafe(c) || c == '"' || c == '\\')
			json_char(out, c);
		else
			strbuf__add(out, bytes, n);
	}
	strbuf__addc(out, '"');
}

/* Characters that no shell treats specially anywhere in a word. */
static bool is_bare(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("_@%+:,./-", c));
}

/* Words that the grammar of bash, zsh or ksh reserves where a command begins. */
static bool is_reserved(const char *bytes, size_t len)
{
	static const char *const words[] = {
		"case",	 "coproc",    "declare",   "do",       "done",	 "elif",
		"else",	 "end",	      "esac",	   "export",   "fi",	 "float",
		"for",	 "foreach",   "function",  "if",       "in",	 "integer",
		"local", "namespace", "nocorrect", "readonly", "repeat", "select",
		"then",	 "time",      "typeset",   "until",    "while",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i]) == len && !memcmp(words[i], bytes, len))
			return true;
	return false;
}

/* '=' is bare too, except in a first word (an assignment) or as the first character (zsh's
 * =command); a first word that begins with '%' is a job. */
static bool is_bare_word(const char *bytes, size_t len, bool first)
{
	for (size_t i = 0; i < len; i++)
		if (!is_bare(bytes[i]) && !(bytes[i] == '=' && i && !first))
			return false;
	return len && !(first && (*bytes == '%' || is_reserved(bytes, len)));
}

static bool has_unsafe(const char *bytes, size_t len)
{
	size_t n;

	for (; len; bytes += n, len -= n)
		if (is_unsafe(next_char(bytes, len, &n)))
			return true;
	return false;
}

static void quote_plain(struct strbuf *out, const char *bytes, size_t len)
{
	strbuf__addc(out, '\'');
	for (size_t i = 0; i < len; i++)
		if (bytes[i] == '\'')
			strbuf__adds(out, "'\\''");
		else
			strbuf__addc(out, bytes[i]);
	strbuf__addc(out, '\'');
}

static void quote_dollar(struct strbuf *out, const char *bytes, size_t len)
{
	size_t n;

	strbuf__adds(out, "$'");
	for (; len; bytes += n, len -= n) {
		uint32_t c = next_char(bytes, len, &n);

		if (is_unsafe(c)) {
			for (size_t i = 0; i < n; i++)
				strbuf__printf(out, "\\%03o", (unsigned char)bytes[i]);
		} else {
			if (c == '\'' || c == '\\')
				strbuf__addc(out, '\\');
			strbuf__add(out, bytes, n);
		}
	}
	strbuf__addc(out, '\'');
}

void text__quote(struct strbuf *out, const char *bytes, size_t len, bool first)
{
	if (is_bare_word(bytes, len, first))
		strbuf__add(out, bytes, len);
	else if (has_unsafe(bytes, len))
		quote_dollar(out, bytes, len);
	else
		quote_plain(out, bytes, len);
}

void text__base64(struct strbuf *out, const char *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *s = (const unsigned char *)bytes;

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t v = (uint32_t)s[i] << 16;

		if (n > 1)
			v |= (uint32_t)s[i + 1] << 8;
		if (n > 2)
			v |= s[i + 2];
		strbuf__addc(out, digits[v >> 18]);
		strbuf__addc(out, digits[v >> 12 & 63]);
		strbuf__addc(out, n > 1 ? digits[v >> 6 & 63] : '=');
		strbuf__addc(out, n > 2 ? digits[v & 63] : '=');
	}
}

static size_t char_width(uint32_t c, locale_t utf8)
{
	const locale_t before = uselocale(utf8);
	const int width = wcwidth((wchar_t)c);

	uselocale(before);
	return width < 0 ? 1 : (size_t)width;
}

size_t text__fit(const char *bytes, size_t len, size_t limit, size_t *width,
		 locale_t utf8)
{
	size_t at = 0, n;

	for (*width = 0; at < len; at += n) {
		size_t columns = n = 1;

		if ((unsigned char)bytes[at] >= 0x80)
			columns = char_width(next_char(bytes + at, len - at, &n), utf8);
		if (columns > limit - *width)
			break;
		*width += columns;
	}
	return at;
}

bool text__valid_utf8(const char *bytes, size_t len)
{
	size_t n;

	for (; len; bytes += n, len -= n)
		if (next_char(bytes, len, &n) == BAD_BYTE)
			return false;
	return true;
}
