// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <string.h>

#include "redact/secret.h"

static bool is_one_of(char c, const char *chars)
{
	return c && strchr(chars, c);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_base64url(char c)
{
	return is_alnum(c) || c == '-' || c == '_';
}

/* The byte there; NUL, which is in no text, behind the end. */
static char byte(const struct secrets *s, size_t at)
{
	return at < s->len ? s->text[at] : '\0';
}

static bool begins(const struct secrets *s, size_t at, const char *with)
{
	const size_t n = strlen(with);

	return s->len - at >= n && !memcmp(s->text + at, with, n);
}

/* --- what is a secret by its own looks --- */

/* The body of a block of PEM (RFC 7468), to the end if that is missing. */
static bool find_block(struct secrets *s, struct span *span)
{
	static const char begin[] = "-----BEGIN ", kind[] = "PRIVATE KEY";
	const size_t n = sizeof(kind) - 1;
	size_t at = s->at + sizeof(begin) - 1;
	const char *end;

	if (!begins(s, s->at, begin))
		return false;
	while (byte(s, at) == ' ' || (byte(s, at) >= 'A' && byte(s, at) <= 'Z'))
		at++;
	if (!begins(s, at, "-----") || memcmp(s->text + at - n, kind, n))
		return false;
	span->begin = at + 5;
	end = memmem(s->text + span->begin, s->len - span->begin, "-----END", 8);
	span->end = end ? (size_t)(end - s->text) : s->len;
	return span->begin < span->end;
}

static const struct key_kind {
	const char *prefix;
	size_t least; /* characters behind it: letters, digits... */
	const char *also; /* ... and these */
} key_kinds[] = {
	{ "ghp_", 20, "" },	 { "gho_", 20, "" },   { "ghu_", 20, "" },
	{ "ghs_", 20, "" },	 { "ghr_", 20, "" },   { "github_pat_", 20, "_" },
	{ "glpat-", 16, "_-." }, { "xoxa-", 10, "-" }, { "xoxb-", 10, "-" },
	{ "xoxp-", 10, "-" },	 { "xoxr-", 10, "-" }, { "xoxs-", 10, "-" },
};

/* GitHub, GitLab, Slack. */
static bool find_prefixed(struct secrets *s, struct span *span)
{
	if (byte(s, s->at) != 'g' && byte(s, s->at) != 'x')
		return false;
	for (size_t i = 0; i < sizeof(key_kinds) / sizeof(key_kinds[0]); i++) {
		const struct key_kind *kind = &key_kinds[i];
		size_t end = s->at + strlen(kind->prefix);

		if (!begins(s, s->at, kind->prefix))
			continue;
		*span = (struct span){ s->at, end };
		while (is_alnum(byte(s, span->end)) ||
		       is_one_of(byte(s, span->end), kind->also))
			span->end++;
		/* If not, no more than least characters were looked at in vain. */
		return span->end - end >= kind->least;
	}
	return false;
}

/* The id of an access key of AWS: exactly so long, and nothing of the like beside it. */
static bool find_aws(struct secrets *s, struct span *span)
{
	size_t end = s->at + 4;

	if (!begins(s, s->at, "AKIA") && !begins(s, s->at, "ASIA"))
		return false;
	while (end - s->at < 20 && is_alnum(byte(s, end)) &&
	       (byte(s, end) < 'a' || byte(s, end) > 'z'))
		end++;
	*span = (struct span){ s->at, end };
	return end - s->at == 20 && !is_alnum(byte(s, end)) &&
	       (!s->at || !is_alnum(s->text[s->at - 1]));
}

/* A JSON Web Token (RFC 7519): base64url of an object, a dot, and more of it. */
static bool find_jwt(struct secrets *s, struct span *span)
{
	size_t end = s->at;

	if (!begins(s, s->at, "eyJ"))
		return false;
	/* Seen from an eyJ before, the end is the same. */
	if (s->run_end > s->at)
		end = s->run_end;
	while (is_base64url(byte(s, end)))
		end++;
	s->run_end = end;
	if (end - s->at < 12 || byte(s, end) != '.')
		return false;
	for (size_t i = 1; i <= 8; i++)
		if (!is_base64url(byte(s, end + i)))
			return false;
	while (is_base64url(byte(s, end)) || byte(s, end) == '.')
		end++;
	*span = (struct span){ s->at, end };
	return true;
}

/* The password of a URL's userinfo (RFC 3986, section 3.2). */
static bool find_userinfo(struct secrets *s, struct span *span)
{
	size_t at = s->at + 3, end = 0;

	if (!begins(s, s->at, "://"))
		return false;
	span->begin = 0;
	for (; byte(s, at) && !is_one_of(byte(s, at), "/?# \t\r\n\"'`<>"); at++)
		if (byte(s, at) == ':' && !span->begin)
			span->begin = at + 1;
		else if (byte(s, at) == '@')
			end = at;
	span->end = end;
	return span->begin && span->begin < end;
}

/* --- what is one by its name --- */

/* How many backslashes stand right before. */
static size_t escapes(const struct secrets *s, size_t at)
{
	size_t n = 0;

	while (n < at && s->text[at - n - 1] == '\\')
		n++;
	return n;
}

/* Where what begins behind a quote ends: at one like it that has no more backslashes
 * before it, which do not belong to the value. */
static size_t quote_end(const struct secrets *s, size_t at, char quote, size_t depth)
{
	size_t run = 0;

	for (; at < s->len; at++) {
		if (s->text[at] == quote && run <= depth)
			return at - run;
		run = s->text[at] == '\\' ? run + 1 : 0;
	}
	return s->len;
}

/* Where a word of a shell, a query or a configuration ends. */
static size_t word_end(const struct secrets *s, size_t at)
{
	while (at < s->len && !is_one_of(s->text[at], " \t\r\n\"'`;&|<>"))
		at += s->text[at] == '\\' && at + 1 < s->len ? 2 : 1;
	return at;
}

static size_t header_end(const struct secrets *s, size_t at)
{
	while (at < s->len && !is_one_of(s->text[at], "\r\n\"'`"))
		at++;
	return at;
}

/* Takes what begins at from for the value of the name that is at name: to the end of the
 * text that has nothing but names before it, else of what it is quoted in, else of the
 * word, or of the line. */
static void take_value(struct secrets *s, struct span name, size_t from)
{
	const char before = name.begin ? s->text[name.begin - 1] : '\0';
	size_t quote = from;

	while (byte(s, quote) == '\\')
		quote++;
	s->named = (struct span){ from, s->len };
	if (!s->shell && name.begin <= s->plain)
		return;
	if (is_one_of(byte(s, quote), "\"'`"))
		s->named = (struct span){
			quote + 1, quote_end(s, quote + 1, s->text[quote], quote - from)
		};
	/* The name's own quote is closed before the value of "name": value. */
	else if (is_one_of(before, "\"'`") && !is_one_of(byte(s, name.end), "\"'`\\"))
		s->named.end = quote_end(s, from, before, escapes(s, name.begin - 1));
	else if (secret_header(s->text + name.begin, name.end - name.begin))
		s->named.end = header_end(s, from);
	else if (is_one_of(byte(s, from), "[{")) /* of JSON: what is in it has names */
		s->named.end = from;
	else
		s->named.end = word_end(s, from);
}

/* NAME=V, NAME = V, NAME: V, "NAME": V, a[NAME]=V. */
static bool find_assigned(struct secrets *s, struct span name)
{
	size_t at = name.end;
	bool apart;

	while (is_one_of(byte(s, at), "\\\"'`]"))
		at++;
	apart = is_blank(byte(s, at));
	while (is_blank(byte(s, at)))
		at++;
	if (byte(s, at) != '=' && byte(s, at) != ':')
		return false;
	if (byte(s, at) == ':') {
		/* No value: of a path, a URL, a name in C++. */
		if (byte(s, at + 1) == ':' || begins(s, at, "://") ||
		    (name.begin && s->text[name.begin - 1] == '/'))
			return false;
		apart = true;
	}
	/* In a shell NAME= V has none. */
	for (at++; apart && is_blank(byte(s, at)); at++)
		;
	take_value(s, name, at);
	return true;
}

/* An option instead: -x, --word. */
static bool is_option(const struct secrets *s, size_t at)
{
	const char c = byte(s, at + 1), end = byte(s, at + 2);

	if (byte(s, at) != '-')
		return false;
	return !end || is_blank(end) || (c == '-' && end >= 'a' && end <= 'z');
}

/* An option without a value of its own: it is what comes next. */
static void expect_value(struct secrets *s, struct span name)
{
	size_t at = name.end;

	if (at == s->len) {
		s->next_is_value = !name.begin;
		return;
	}
	while (is_blank(byte(s, at)))
		at++;
	if (at > name.end && !is_option(s, at))
		take_value(s, name, at);
}

/* The option of the program that was named: -pV, -p V. Returns whether it is that. */
static bool find_own(struct secrets *s, struct span word)
{
	const struct secret_program *program = s->program;
	const struct span name = { word.begin, word.begin + 2 };
	const char behind = byte(s, name.end);

	if (!program || s->text[word.begin] != '-')
		return false;
	if (program->option && word.end - word.begin == strlen(program->option) &&
	    begins(s, word.begin, program->option))
		expect_value(s, word);
	if (byte(s, word.begin + 1) != program->letter)
		return false;
	if (program->apart && (!behind || is_blank(behind)))
		expect_value(s, name);
	else if (program->attached && behind && !is_blank(behind))
		take_value(s, name, name.end);
	return true;
}

static void look_at_word(struct secrets *s)
{
	struct span word = { s->at, s->at };
	const char *text = s->text + s->at;
	size_t len;

	while (word.end < s->len && is_name_char(s->text[word.end]))
		word.end++;
	len = word.end - word.begin;
	if (!find_own(s, word) && !(secret_name(text, len) && find_assigned(s, word)) &&
	    secret_option(text, len))
		expect_value(s, word);
	if (word.end == s->len || is_blank(s->text[word.end])) {
		const struct secret_program *program = secret_program(text, len);

		s->program = program ? program : s->program;
	}
}

static bool is_word_begin(const struct secrets *s)
{
	return is_name_char(s->text[s->at]) &&
	       (!s->at || !is_name_char(s->text[s->at - 1]));
}

/* --- one text after the other --- */

/* -c, -lc: a shell's. */
static bool takes_shell_text(const char *text, size_t len)
{
	return len >= 2 && len <= 5 && text[0] == '-' && text[1] != '-' &&
	       text[len - 1] == 'c';
}

void secrets__begin(struct secrets *s, const char *text, size_t len)
{
	const bool is_value = s->next_is_value;

	*s = (struct secrets){
		.text = text,
		.len = len,
		.shell = s->next_is_shell,
		.next_is_shell = takes_shell_text(text, len),
		.program = s->program,
	};
	if (is_value && !is_option(s, 0))
		s->named = (struct span){ 0, len };
	while (s->plain < len && (is_name_char(text[s->plain]) || text[s->plain] == '='))
		s->plain++;
}

/* Whether one begins at s->at. */
static bool find(struct secrets *s, struct span *span)
{
	if (s->named.begin <= s->at && s->at < s->named.end) {
		*span = s->named;
		return true;
	}
	if (is_word_begin(s))
		look_at_word(s);
	return find_block(s, span) || find_prefixed(s, span) || find_aws(s, span) ||
	       find_jwt(s, span) || find_userinfo(s, span);
}

bool secrets__next(struct secrets *s, struct span *span)
{
	for (; s->at < s->len; s->at++) {
		if (!find(s, span))
			continue;
		s->at = span->end;
		return true;
	}
	return false;
}
