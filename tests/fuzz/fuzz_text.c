// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Any bytes, through all functions that escape. */
#include "base/text.h"
#include "json.h"
#include "oracle.h"

static struct strbuf out, expected;

static void escape(const char *bytes, size_t len, int flags)
{
	strbuf__reset(&out);
	text__escape(&out, bytes, len, flags);
	require(oracle_is_safe(out.data, out.len));
	oracle_escape(&expected, bytes, len, flags & TEXT_NO_BLANK);
	require(same_bytes(&out, expected.data, expected.len));
}

static void json(const char *bytes, size_t len)
{
	static struct strbuf back;
	struct json j;

	strbuf__reset(&out);
	text__json(&out, bytes, len);
	require(oracle_is_safe(out.data, out.len));
	j = (struct json){ out.data, out.data + out.len };
	json_string(&j, &back);
	require(j.at == j.end);
	oracle_replace(&expected, bytes, len);
	require(same_bytes(&back, expected.data, expected.len));
}

static void quote(const char *bytes, size_t len, bool first)
{
	static struct strbuf back;

	strbuf__reset(&out);
	text__quote(&out, bytes, len, first);
	require(oracle_is_safe(out.data, out.len));
	require(oracle_unquote(&back, out.data, out.len));
	require(same_bytes(&back, bytes, len));
	/* These are special except in single quotes. */
	require(out.data[0] != '=');
	require(!first || out.data[0] == '\'' || out.data[0] == '$' ||
		(out.data[0] != '%' && !memchr(out.data, '=', out.len)));
}

static void base64(const char *bytes, size_t len)
{
	static struct strbuf back;

	strbuf__reset(&out);
	text__base64(&out, bytes, len);
	require(oracle_unbase64(&back, out.data, out.len));
	require(same_bytes(&back, bytes, len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = copy_of(data, size);

	escape(bytes, size, 0);
	escape(bytes, size, TEXT_NO_BLANK);
	json(bytes, size);
	quote(bytes, size, false);
	quote(bytes, size, true);
	base64(bytes, size);
	oracle_replace(&expected, bytes, size);
	require(text__valid_utf8(bytes, size) == same_bytes(&expected, bytes, size));
	free(bytes);
	return 0;
}
