// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <string.h>

#include "base/util.h"
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

/* Return the byte at `pos`, or NUL, which is in no text, after the end. */
static char byte(const struct secrets *s, size_t pos)
{
	return pos < s->len ? s->text[pos] : '\0';
}

static bool begins(const struct secrets *s, size_t pos, const char *prefix)
{
	const size_t n = strlen(prefix);

	return s->len - pos >= n && !memcmp(s->text + pos, prefix, n);
}

/* --- secrets by their form --- */

/* The body of a private key in PEM (RFC 7468); without its last line, to the end. */
static bool find_block(struct secrets *s, struct span *span)
{
	static const char begin[] = "-----BEGIN ", kind[] = "PRIVATE KEY";
	const size_t n = sizeof(kind) - 1;
	size_t pos = s->pos + sizeof(begin) - 1;
	const char *end;

	if (!begins(s, s->pos, begin))
		return false;
	while (byte(s, pos) == ' ' || (byte(s, pos) >= 'A' && byte(s, pos) <= 'Z'))
		pos++;
	if (!begins(s, pos, "-----") || memcmp(s->text + pos - n, kind, n))
		return false;
	span->begin = pos + 5;
	end = memmem(s->text + span->begin, s->len - span->begin, "-----END", 8);
	span->end = end ? (size_t)(end - s->text) : s->len;
	return span->begin < span->end;
}

static const struct key_kind {
	const char *prefix;
	size_t min_len; /* of letters, digits... */
	const char *extra; /* ... and these characters after the prefix */
} key_kinds[] = {
	{ "ghp_", 20, "" },	 { "gho_", 20, "" },   { "ghu_", 20, "" },
	{ "ghs_", 20, "" },	 { "ghr_", 20, "" },   { "github_pat_", 20, "_" },
	{ "glpat-", 16, "_-." }, { "xoxa-", 10, "-" }, { "xoxb-", 10, "-" },
	{ "xoxp-", 10, "-" },	 { "xoxr-", 10, "-" }, { "xoxs-", 10, "-" },
};

/* Tokens of GitHub, GitLab, Slack. */
static bool find_prefixed(struct secrets *s, struct span *span)
{
	if (byte(s, s->pos) != 'g' && byte(s, s->pos) != 'x')
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(key_kinds); i++) {
		const struct key_kind *kind = &key_kinds[i];
		size_t end = s->pos + strlen(kind->prefix);

		if (!begins(s, s->pos, kind->prefix))
			continue;
		*span = (struct span){ s->pos, end };
		while (is_alnum(byte(s, span->end)) ||
		       is_one_of(byte(s, span->end), kind->extra))
			span->end++;
		return span->end - end >= kind->min_len;
	}
	return false;
}

/* The id of an AWS access key: exactly 20 upper-case letters and digits. */
static bool find_aws(struct secrets *s, struct span *span)
{
	size_t end = s->pos + 4;

	if (!begins(s, s->pos, "AKIA") && !begins(s, s->pos, "ASIA"))
		return false;
	while (end - s->pos < 20 && is_alnum(byte(s, end)) &&
	       (byte(s, end) < 'a' || byte(s, end) > 'z'))
		end++;
	*span = (struct span){ s->pos, end };
	return end - s->pos == 20 && !is_alnum(byte(s, end)) &&
	       (!s->pos || !is_alnum(s->text[s->pos - 1]));
}

/* A JSON Web Token (RFC 7519): base64url of an object, a dot, and more base64url. */
static bool find_jwt(struct secrets *s, struct span *span)
{
	size_t end = s->pos;

	if (!begins(s, s->pos, "eyJ"))
		return false;
	/* Do not scan the same run again from each eyJ in it. */
	if (s->run_end > s->pos)
		end = s->run_end;
	while (is_base64url(byte(s, end)))
		end++;
	s->run_end = end;
	if (end - s->pos < 12 || byte(s, end) != '.')
		return false;
	for (size_t i = 1; i <= 8; i++)
		if (!is_base64url(byte(s, end + i)))
			return false;
	while (is_base64url(byte(s, end)) || byte(s, end) == '.')
		end++;
	*span = (struct span){ s->pos, end };
	return true;
}

/* The password of a URL's userinfo (RFC 3986, section 3.2). */
static bool find_userinfo(struct secrets *s, struct span *span)
{
	size_t pos = s->pos + 3, end = 0;

	if (!begins(s, s->pos, "://"))
		return false;
	span->begin = 0;
	for (; byte(s, pos) && !is_one_of(byte(s, pos), "/?# \t\r\n\"'`<>"); pos++)
		if (byte(s, pos) == ':' && !span->begin)
			span->begin = pos + 1;
		else if (byte(s, pos) == '@')
			end = pos;
	span->end = end;
	return span->begin && span->begin < end;
}

/* --- secrets by their name --- */

/* Return the number of backslashes right before `pos`. */
static size_t escapes(const struct secrets *s, size_t pos)
{
	size_t n = 0;

	while (n < pos && s->text[pos - n - 1] == '\\')
		n++;
	return n;
}

/* Return where the value after a quote ends: at the next such quote with no more than
 * `depth` backslashes before it, which do not belong to the value. */
static size_t quote_end(const struct secrets *s, size_t pos, char quote, size_t depth)
{
	size_t run = 0;

	for (; pos < s->len; pos++) {
		if (s->text[pos] == quote && run <= depth)
			return pos - run;
		run = s->text[pos] == '\\' ? run + 1 : 0;
	}
	return s->len;
}

/* Return the end of a word of a shell, a query or a configuration. */
static size_t word_end(const struct secrets *s, size_t pos)
{
	while (pos < s->len && !is_one_of(s->text[pos], " \t\r\n\"'`;&|<>"))
		pos += s->text[pos] == '\\' && pos + 1 < s->len ? 2 : 1;
	return pos;
}

static size_t header_end(const struct secrets *s, size_t pos)
{
	while (pos < s->len && !is_one_of(s->text[pos], "\r\n\"'`"))
		pos++;
	return pos;
}

/* Set s->value to what begins at `from`, the value of `name`. It ends with the text if only
 * names come before it, else with the quotes around it, else with the header line or the
 * word. */
static void take_value(struct secrets *s, struct span name, size_t from)
{
	const char before = name.begin ? s->text[name.begin - 1] : '\0';
	size_t quote = from;

	while (byte(s, quote) == '\\')
		quote++;
	s->value = (struct span){ from, s->len };
	if (!s->shell && name.begin <= s->plain)
		return;
	if (is_one_of(byte(s, quote), "\"'`"))
		s->value = (struct span){
			quote + 1, quote_end(s, quote + 1, s->text[quote], quote - from)
		};
	/* Not of "name": value, where the quote before the name ends after it. */
	else if (is_one_of(before, "\"'`") && !is_one_of(byte(s, name.end), "\"'`\\"))
		s->value.end = quote_end(s, from, before, escapes(s, name.begin - 1));
	else if (secret_header(s->text + name.begin, name.end - name.begin))
		s->value.end = header_end(s, from);
	else if (is_one_of(byte(s, from), "[{")) /* JSON: the members have names */
		s->value.end = from;
	else
		s->value.end = word_end(s, from);
}

/* NAME=V, NAME = V, NAME: V, "NAME": V, a[NAME]=V. */
static bool find_assigned(struct secrets *s, struct span name)
{
	size_t pos = name.end;
	bool spaced;

	while (is_one_of(byte(s, pos), "\\\"'`]"))
		pos++;
	spaced = is_blank(byte(s, pos));
	while (is_blank(byte(s, pos)))
		pos++;
	if (byte(s, pos) != '=' && byte(s, pos) != ':')
		return false;
	if (byte(s, pos) == ':') {
		/* A path, a URL, a name in C++: no value. */
		if (byte(s, pos + 1) == ':' || begins(s, pos, "://") ||
		    (name.begin && s->text[name.begin - 1] == '/'))
			return false;
		spaced = true;
	}
	/* In a shell, NAME= V has no value. */
	for (pos++; spaced && is_blank(byte(s, pos)); pos++)
		;
	take_value(s, name, pos);
	return true;
}

/* Return whether an option (-x, --word) is at `pos`, so no value. */
static bool is_option(const struct secrets *s, size_t pos)
{
	const char c = byte(s, pos + 1), end = byte(s, pos + 2);

	if (byte(s, pos) != '-')
		return false;
	return !end || is_blank(end) || (c == '-' && end >= 'a' && end <= 'z');
}

/* The value of an option is the next word. */
static void expect_value(struct secrets *s, struct span name)
{
	size_t pos = name.end;

	if (pos == s->len) {
		s->next_is_value = !name.begin;
		return;
	}
	while (is_blank(byte(s, pos)))
		pos++;
	if (pos > name.end && !is_option(s, pos))
		take_value(s, name, pos);
}

/* Find the secret of the program that was named: -pV, -p V. Return whether the word is its
 * option. */
static bool find_program_option(struct secrets *s, struct span word)
{
	const struct secret_program *program = s->program;
	const struct span name = { word.begin, word.begin + 2 };
	const char next = byte(s, name.end);

	if (!program || s->text[word.begin] != '-')
		return false;
	if (program->option && word.end - word.begin == strlen(program->option) &&
	    begins(s, word.begin, program->option))
		expect_value(s, word);
	if (byte(s, word.begin + 1) != program->letter)
		return false;
	if (program->separate && (!next || is_blank(next)))
		expect_value(s, name);
	else if (program->attached && next && !is_blank(next))
		take_value(s, name, name.end);
	return true;
}

static void check_word(struct secrets *s)
{
	struct span word = { s->pos, s->pos };
	const char *text = s->text + s->pos;
	size_t len;

	while (word.end < s->len && is_name_char(s->text[word.end]))
		word.end++;
	len = word.end - word.begin;
	if (!find_program_option(s, word) &&
	    !(secret_name(text, len) && find_assigned(s, word)) &&
	    secret_option(text, len))
		expect_value(s, word);
	if (word.end == s->len || is_blank(s->text[word.end])) {
		const struct secret_program *program = secret_program(text, len);

		s->program = program ? program : s->program;
	}
}

static bool is_word_begin(const struct secrets *s)
{
	return is_name_char(s->text[s->pos]) &&
	       (!s->pos || !is_name_char(s->text[s->pos - 1]));
}

/* --- texts of a list --- */

/* Return whether the text is an option -c of a shell, such as -lc. */
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
		s->value = (struct span){ 0, len };
	while (s->plain < len && (is_name_char(text[s->plain]) || text[s->plain] == '='))
		s->plain++;
}

/* Return whether a secret begins at s->pos. */
static bool find(struct secrets *s, struct span *span)
{
	if (s->value.begin <= s->pos && s->pos < s->value.end) {
		*span = s->value;
		return true;
	}
	if (is_word_begin(s))
		check_word(s);
	return find_block(s, span) || find_prefixed(s, span) || find_aws(s, span) ||
	       find_jwt(s, span) || find_userinfo(s, span);
}

bool secrets__next(struct secrets *s, struct span *span)
{
	for (; s->pos < s->len; s->pos++) {
		if (!find(s, span))
			continue;
		s->pos = span->end;
		return true;
	}
	return false;
}
