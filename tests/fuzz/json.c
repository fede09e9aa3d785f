// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "json.h"
#include "oracle.h"

static char peek(const struct json *j)
{
	return j->at && j->at < j->end ? *j->at : '\0';
}

static bool eat(struct json *j, char c)
{
	if (!j->at || j->at == j->end || *j->at != c)
		return false;
	j->at++;
	return true;
}

static void fail(struct json *j)
{
	j->at = NULL;
}

bool json_begins(struct json j, const char *text)
{
	size_t len = strlen(text);

	return j.at && (size_t)(j.end - j.at) >= len && !memcmp(j.at, text, len);
}

static unsigned int hex4(struct json *j)
{
	static const char digits[] = "0123456789abcdef";
	unsigned int v = 0;

	for (int i = 0; i < 4; i++) {
		char c = peek(j);
		const char *digit = c ? strchr(digits, c) : NULL;

		if (!digit) {
			fail(j);
			return 0;
		}
		v = v * 16 + (unsigned int)(digit - digits);
		j->at++;
	}
	return v;
}

/* Behind \u. Pairs of surrogates are not expected: no such character is unsafe. */
static void unicode_escape(struct json *j, struct strbuf *out)
{
	unsigned int c = hex4(j);

	if (c >= 0xd800 && c <= 0xdfff)
		fail(j);
	if (c < 0x80) {
		strbuf__addc(out, (char)c);
	} else if (c < 0x800) {
		strbuf__addc(out, (char)(0xc0 | c >> 6));
		strbuf__addc(out, (char)(0x80 | (c & 63)));
	} else {
		strbuf__addc(out, (char)(0xe0 | c >> 12));
		strbuf__addc(out, (char)(0x80 | (c >> 6 & 63)));
		strbuf__addc(out, (char)(0x80 | (c & 63)));
	}
}

static void escape(struct json *j, struct strbuf *out)
{
	static const char letters[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
	char c = peek(j);

	if (eat(j, 'u')) {
		unicode_escape(j, out);
		return;
	}
	for (const char *l = letters; *l; l += 2)
		if (c == *l) {
			strbuf__addc(out, l[1]);
			j->at++;
			return;
		}
	fail(j);
}

void json_string(struct json *j, struct strbuf *out)
{
	strbuf__reset(out);
	if (!eat(j, '"'))
		fail(j);
	while (j->at && !eat(j, '"')) {
		size_t n;

		if (eat(j, '\\')) {
			escape(j, out);
			continue;
		}
		n = j->at < j->end ? oracle_char(j->at, (size_t)(j->end - j->at)) : 0;
		if (!n || (unsigned char)*j->at < ' ') {
			fail(j);
			return;
		}
		strbuf__add(out, j->at, n);
		j->at += n;
	}
}

static void digits(struct json *j)
{
	if (peek(j) < '0' || peek(j) > '9')
		fail(j);
	while (peek(j) >= '0' && peek(j) <= '9')
		j->at++;
}

static void number(struct json *j)
{
	eat(j, '-');
	if (!eat(j, '0'))
		digits(j);
	if (eat(j, '.'))
		digits(j);
}

static void word(struct json *j, const char *text)
{
	if (json_begins(*j, text))
		j->at += strlen(text);
	else
		fail(j);
}

bool json_next(struct json *j)
{
	if (eat(j, '['))
		return !eat(j, ']');
	if (eat(j, ','))
		return true;
	if (!eat(j, ']'))
		fail(j);
	return false;
}

static void object(struct json *j)
{
	static struct strbuf name;
	bool more = eat(j, '{') && !eat(j, '}');

	while (j->at && more) {
		json_string(j, &name);
		if (!eat(j, ':'))
			fail(j);
		json_skip(j);
		more = eat(j, ',');
		if (!more && !eat(j, '}'))
			fail(j);
	}
}

/* No blanks: what is written here has none. */
void json_skip(struct json *j)
{
	static struct strbuf text;

	switch (peek(j)) {
	case '"':
		json_string(j, &text);
		break;
	case '[':
		while (j->at && json_next(j))
			json_skip(j);
		break;
	case '{':
		object(j);
		break;
	case 't':
		word(j, "true");
		break;
	case 'n':
		word(j, "null");
		break;
	default:
		number(j);
	}
}

struct json json_member(struct json j, const char *name)
{
	static struct strbuf text;

	if (!eat(&j, '{'))
		fail(&j);
	while (j.at) {
		json_string(&j, &text);
		if (!eat(&j, ':'))
			fail(&j);
		if (j.at && same_bytes(&text, name, strlen(name)))
			return j;
		json_skip(&j);
		if (!eat(&j, ','))
			fail(&j);
	}
	return j;
}

bool json_is_object(const char *bytes, size_t len)
{
	struct json j = { bytes, bytes + len };
	static struct strbuf name;

	if (peek(&j) != '{')
		return false;
	json_skip(&j);
	if (j.at != bytes + len)
		return false;
	/* A name that stands twice is found at its first place. */
	for (j = (struct json){ bytes + 1, bytes + len }; j.at && peek(&j) == '"';
	     eat(&j, ',')) {
		json_string(&j, &name);
		eat(&j, ':');
		if (json_member((struct json){ bytes, j.end }, strbuf__cstr(&name)).at !=
		    j.at)
			return false;
		json_skip(&j);
	}
	return true;
}
