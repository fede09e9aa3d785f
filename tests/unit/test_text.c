// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "event_harness.h"

#include "base/text.h"
#include "base/util.h"

/* Encode `c` in `n` bytes as RFC 3629 does, even if it allows neither. */
static size_t encode(char *to, uint32_t c, size_t n)
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0, 0xf8, 0xfc };

	for (size_t i = n - 1; n > 1 && i; i--, c >>= 6)
		to[i] = (char)(0x80 | (c & 0x3f));
	to[0] = (char)(lead[n] | c);
	return n;
}

static size_t utf8_size(uint32_t c)
{
	return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

/* None of these bytes is part of a valid character. */
static void assert_all_bad(const char *bytes, size_t len)
{
	struct strbuf sb = {}, expected = {};

	assert_false(text__valid_utf8(bytes, len));
	for (size_t i = 0; i < len; i++)
		strbuf__printf(&expected, "\\x%02x", (unsigned char)bytes[i]);
	text__escape(&sb, bytes, len, 0);
	assert_strbuf(&sb, strbuf__cstr(&expected));

	strbuf__reset(&expected);
	strbuf__addc(&expected, '"');
	for (size_t i = 0; i < len; i++)
		strbuf__adds(&expected, "\xef\xbf\xbd");
	strbuf__addc(&expected, '"');
	text__json(&sb, bytes, len);
	assert_strbuf(&sb, strbuf__cstr(&expected));
	strbuf__free(&sb);
	strbuf__free(&expected);
}

static void test_valid_utf8(void **state)
{
	char bytes[4];

	assert_true(text__valid_utf8("", 0));
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		bool surrogate = c >= 0xd800 && c <= 0xdfff;
		size_t n = encode(bytes, c, utf8_size(c));

		assert_int_equal(text__valid_utf8(bytes, n), !surrogate);
	}
}

static void test_lone_bytes(void **state)
{
	char byte;

	for (int c = 0x80; c <= 0xff; c++) {
		byte = (char)c;
		assert_all_bad(&byte, 1);
	}
	assert_all_bad(BYTES("\xfe\xff"));
	assert_all_bad(BYTES("\x80\x80\x80\x80"));
	/* Sequences of five and six bytes, which RFC 3629 removed. */
	assert_all_bad(BYTES("\xf8\x88\x80\x80\x80"));
	assert_all_bad(BYTES("\xfc\x84\x80\x80\x80\x80"));
}

static void test_overlong(void **state)
{
	char bytes[4];

	for (uint32_t c = 0; c < 0x80; c++)
		assert_all_bad(bytes, encode(bytes, c, 2));
	for (uint32_t c = 0; c < 0x800; c++)
		assert_all_bad(bytes, encode(bytes, c, 3));
	for (uint32_t c = 0; c < 0x10000; c++)
		assert_all_bad(bytes, encode(bytes, c, 4));
}

static void test_surrogates(void **state)
{
	char bytes[4];

	for (uint32_t c = 0xd800; c <= 0xdfff; c++)
		assert_all_bad(bytes, encode(bytes, c, 3));
}

static void test_above_unicode(void **state)
{
	char bytes[4];

	for (uint32_t c = 0x110000; c < 0x200000; c += 0xff)
		assert_all_bad(bytes, encode(bytes, c, 4));
}

static void test_cut_sequences(void **state)
{
	static const uint32_t chars[] = { 0x80,	  0xe9,	   0x7ff,   0x800,
					  0xffff, 0x10000, 0x1f600, 0x10ffff };
	char bytes[5];

	for (size_t i = 0; i < ARRAY_SIZE(chars); i++) {
		size_t n = encode(bytes, chars[i], utf8_size(chars[i]));

		for (size_t len = 1; len < n; len++) {
			assert_all_bad(bytes, len);
			/* A byte other than a continuation is a character again. */
			bytes[len] = 'a';
			assert_false(text__valid_utf8(bytes, len + 1));
			encode(bytes, chars[i], n);
		}
	}
}

static void test_bad_bytes_between(void **state)
{
	struct strbuf sb = {};

	text__escape(&sb,
		     BYTES("a\xc3"
			   "b\xe2\x82"
			   "c\xf0\x9f\x98"
			   "d\xc3\xa9\xff"),
		     0);
	assert_strbuf(&sb, "a\\xc3b\\xe2\\x82c\\xf0\\x9f\\x98dé\\xff");
	/* A broken sequence does not swallow the character that follows it. */
	text__escape(&sb, BYTES("\xe2\xc3\xa9\xf0\xe2\x82\xac"), 0);
	assert_strbuf(&sb, "\\xe2é\\xf0€");
	strbuf__free(&sb);
}

static void test_escape_every_byte(void **state)
{
	struct strbuf sb = {}, expected = {};

	for (int c = 0; c < 256; c++) {
		char byte = (char)c;

		if (c == '\n')
			strbuf__adds(&expected, "\\n");
		else if (c == '\t')
			strbuf__adds(&expected, "\\t");
		else if (c < ' ' || c > '~')
			strbuf__printf(&expected, "\\x%02x", (unsigned int)c);
		else
			strbuf__addc(&expected, byte);
		text__escape(&sb, &byte, 1, 0);
	}
	assert_strbuf(&sb, strbuf__cstr(&expected));
	strbuf__free(&expected);
	strbuf__free(&sb);
}

static void test_escape_terminal(void **state)
{
	struct strbuf sb = {};

	text__escape(&sb, BYTES("\033[31mred\033]0;title\007\r\b\177"), 0);
	assert_strbuf(&sb, "\\x1b[31mred\\x1b]0;title\\x07\\x0d\\x08\\x7f");
	text__escape(&sb, BYTES("C:\\new 'x' \"y\""), 0);
	assert_strbuf(&sb, "C:\\new 'x' \"y\"");
	text__escape(&sb, BYTES("a b"), TEXT_NO_BLANK);
	assert_strbuf(&sb, "a\\x20b");
	text__escape(&sb, BYTES("\t\n  "), TEXT_NO_BLANK);
	assert_strbuf(&sb, "\\t\\n\\x20\\x20");
	strbuf__free(&sb);
}

static bool is_unsafe(uint32_t c)
{
	return (c >= 0x80 && c <= 0x9f) || c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static void assert_written(const char *bytes, size_t len, const char *escaped,
			   const char *json)
{
	struct strbuf sb = {};

	text__escape(&sb, bytes, len, 0);
	assert_strbuf(&sb, escaped);
	text__json(&sb, bytes, len);
	assert_strbuf(&sb, json);
	strbuf__free(&sb);
}

static void test_unsafe_characters(void **state)
{
	char bytes[5] = {}, escaped[16], json[16];

	for (uint32_t c = 0x80; c <= 0x10ffff; c++) {
		size_t n = encode(bytes, c, utf8_size(c));

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		bytes[n] = '\0';
		snprintf(json, sizeof(json), "\"%s\"", bytes);
		if (!is_unsafe(c)) {
			assert_written(bytes, n, bytes, json);
			continue;
		}
		snprintf(escaped, sizeof(escaped), "\\u{%x}", c);
		snprintf(json, sizeof(json), "\"\\u%04x\"", c);
		assert_written(bytes, n, escaped, json);
	}
}

static void test_json_letters(void **state)
{
	struct strbuf sb = {};

	text__json(&sb, BYTES(""));
	assert_strbuf(&sb, "\"\"");
	text__json(&sb, BYTES("a\b\t\n\f\r\"\\/'z"));
	assert_strbuf(&sb, "\"a\\b\\t\\n\\f\\r\\\"\\\\/'z\"");
	text__json(&sb, BYTES("\0\001\037\177"));
	assert_strbuf(&sb, "\"\\u0000\\u0001\\u001f\\u007f\"");
	strbuf__free(&sb);
}

/* A byte is escaped in the same way at any position among others. */
static void test_every_byte_everywhere(void **state)
{
	const char plain[] = "!#&([]~azAZ09!#&([]";
	struct strbuf sb = {}, alone = {}, expected = {};

	for (size_t i = 0; i < 256 * (sizeof(plain) - 1); i++) {
		const size_t at = i / 256, rest = sizeof(plain) - 2 - at;
		char bytes[sizeof(plain)];

		memcpy(bytes, plain, sizeof(plain));
		bytes[at] = (char)i;
		strbuf__reset(&alone);
		text__json(&alone, bytes + at, 1);
		strbuf__reset(&expected);
		strbuf__addc(&expected, '"');
		strbuf__add(&expected, plain, at);
		strbuf__add(&expected, alone.data + 1, alone.len - 2);
		strbuf__add(&expected, plain + at + 1, rest);
		strbuf__addc(&expected, '"');
		text__json(&sb, bytes, sizeof(plain) - 1);
		assert_strbuf(&sb, strbuf__cstr(&expected));

		strbuf__reset(&expected);
		strbuf__add(&expected, plain, at);
		text__escape(&expected, bytes + at, 1, TEXT_NO_BLANK);
		strbuf__add(&expected, plain + at + 1, rest);
		text__escape(&sb, bytes, sizeof(plain) - 1, TEXT_NO_BLANK);
		assert_strbuf(&sb, strbuf__cstr(&expected));
	}
	strbuf__free(&sb);
	strbuf__free(&alone);
	strbuf__free(&expected);
}

/* jq reads back each ASCII byte, and U+FFFD for any other one. */
static void test_json_every_byte(void **state)
{
	struct strbuf json = {}, output = {};
	char bytes[256];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)i;
	text__json(&json, bytes, sizeof(bytes));
	assert_true(text__valid_utf8(json.data, json.len));
	assert_int_equal(run("jq -e 'explode == [range(128)] + [range(128) | 65533]'",
			     &json, &output),
			 0);
	assert_strbuf(&output, "true\n");
	strbuf__free(&output);
	strbuf__free(&json);
}

/* All characters in one string, which jq 1.6 prints unchanged, NUL included. */
static void test_json_every_character(void **state)
{
	struct strbuf text = {}, json = {}, output = {};
	char bytes[4];

	for (uint32_t c = 0; c <= 0xffff; c++)
		if (c < 0xd800 || c > 0xdfff)
			strbuf__add(&text, bytes, encode(bytes, c, utf8_size(c)));
	text__json(&json, text.data, text.len);
	assert_int_equal(run("jq -e 'explode == [range(55296), range(57344; 65536)]'",
			     &json, &output),
			 0);
	strbuf__free(&output);
	strbuf__free(&json);
	strbuf__free(&text);
}

/* The test vectors of RFC 4648, section 10, and the last digits of the alphabet. */
static void test_base64(void **state)
{
	static const struct {
		const char *bytes, *text;
	} vectors[] = {
		{ "", "" },
		{ "f", "Zg==" },
		{ "fo", "Zm8=" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" },
		{ "\xff", "/w==" },
		{ "\xfb\xef\xbe", "++++" },
		{ "\xff\xff\xff", "////" },
	};
	struct strbuf sb = {};

	for (size_t i = 0; i < ARRAY_SIZE(vectors); i++) {
		text__base64(&sb, vectors[i].bytes, strlen(vectors[i].bytes));
		assert_strbuf(&sb, vectors[i].text);
	}
	text__base64(&sb, BYTES("\0\0\0\0"));
	assert_strbuf(&sb, "AAAAAA==");
	strbuf__free(&sb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid_utf8),
		cmocka_unit_test(test_lone_bytes),
		cmocka_unit_test(test_overlong),
		cmocka_unit_test(test_surrogates),
		cmocka_unit_test(test_above_unicode),
		cmocka_unit_test(test_cut_sequences),
		cmocka_unit_test(test_bad_bytes_between),
		cmocka_unit_test(test_escape_every_byte),
		cmocka_unit_test(test_escape_terminal),
		cmocka_unit_test(test_unsafe_characters),
		cmocka_unit_test(test_json_letters),
		cmocka_unit_test(test_every_byte_everywhere),
		cmocka_unit_test(test_json_every_byte),
		cmocka_unit_test(test_json_every_character),
		cmocka_unit_test(test_base64),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
