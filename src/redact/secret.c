// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <string.h>
#include <strings.h>

#include "base/util.h"
#include "redact/secret.h"

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

/* --- secrets by their name --- */

/* Return the number of backslashes right before `pos`. */
static size_t escapes(const struct secrets *s, size_t pos)
{
	size_t n = 0;

	while (n < pos && s->text[pos - n - 1] == '\\')
		n++;
	return n;
}

/* Return whether a path begins at `pos`. */
static bool is_path(const struct secrets *s, size_t pos)
{
	return begins(s, pos, "/") || begins(s, pos, "./") || begins(s, pos, "../") ||
	       begins(s, pos, "~/");
}

/* Return the position of a character, or the end of the text. */
static size_t find_char(const struct secrets *s, size_t pos, char c)
{
	const char *found = memchr(s->text + pos, c, s->len - pos);

	return found ? (size_t)(found - s->text) : s->len;
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

/* Return what begins at `from`, the value of `name`. It ends with the text if only names
 * come before it, else with the quotes around it, else with the header line or the word. */
static struct span find_value(const struct secrets *s, struct span name, size_t from)
{
	const char before = name.begin ? s->text[name.begin - 1] : '\0';
	const char first = byte(s, from);
	struct span value = { from, s->len };

	if (!s->shell && name.begin <= s->plain)
		return value;
	if (scan__quoted(s->text, s->len, from, &value))
		return value;
	/* Not of "name": value, where the quote before the name ends after it. */
	if (is_quote(before) && !is_one_of(byte(s, name.end), "\"'`\\"))
		value.end = quote_end(s->text, s->len, from, before,
				      escapes(s, name.begin - 1));
	else if (secret_header(s->text + name.begin, name.end - name.begin))
		value.end = header_end(s, from);
	else if (first == '[') /* a list in JSON */
		value = (struct span){ from + 1, find_char(s, from, ']') };
	else if (first == '{' && from && s->text[from - 1] == '=') /* ODBC */
		value = (struct span){ from + 1, find_char(s, from, '}') };
	else if (first == '{') /* an object in JSON: its members have names */
		value.end = from;
	else
		value.end = word_end(s, from);
	/* PASSWORD = PASSWORD('V') */
	if (value.end > from && s->text[value.end - 1] == '(')
		scan__quoted(s->text, s->len, value.end, &value);
	return value;
}

static void take_value(struct secrets *s, struct span name, size_t from)
{
	const struct span value = find_value(s, name, from);

	if (scan__is_reference(s->text + value.begin, value.end - value.begin) ||
	    (is_path(s, value.begin) &&
	     secret_may_be_path(s->text + name.begin, name.end - name.begin)))
		return;
	s->value = value;
}

/* Return whether at `pos` the quote ends that begins right before the name. */
static bool ends_quote(const struct secrets *s, struct span name, size_t pos)
{
	const char before = name.begin ? s->text[name.begin - 1] : '\0';

	while (byte(s, pos) == '\\')
		pos++;
	return is_quote(before) && byte(s, pos) == before &&
	       !is_one_of(byte(s, name.end), "\"'`\\");
}

/* NAME=V, NAME = V, NAME: V, "NAME": V, a[NAME]=V, <NAME>V<. */
static bool find_assigned(struct secrets *s, struct span name)
{
	size_t pos = name.end;
	bool spaced;

	while (is_one_of(byte(s, pos), "\\\"'`]"))
		pos++;
	spaced = is_blank(byte(s, pos));
	while (is_blank(byte(s, pos)))
		pos++;
	if (byte(s, name.end) == '>' && name.begin && s->text[name.begin - 1] == '<') {
		s->value = (struct span){ pos + 1, find_char(s, pos + 1, '<') };
		return true;
	}
	if (byte(s, pos) != '=' && byte(s, pos) != ':')
		return false;
	if (byte(s, pos) == ':') {
		/* A path, a URL, a name in C++: no value. */
		if (byte(s, pos + 1) == ':' || begins(s, pos, "://") ||
		    (name.begin > 1 && s->text[name.begin - 1] == '/'))
			return false;
		spaced = true;
	}
	if (byte(s, pos) == '=' && byte(s, pos + 1) == '>') { /* NAME => V */
		spaced = true;
		pos++;
	}
	/* In a shell, NAME= V has no value. */
	for (pos++; spaced && is_blank(byte(s, pos)); pos++)
		;
	/* In "Password: " there is no value. */
	if (!ends_quote(s, name, pos))
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
		s->next_is_path = secret_may_be_path(s->text, s->len);
		return;
	}
	while (is_blank(byte(s, pos)))
		pos++;
	if (pos > name.end && !is_option(s, pos))
		take_value(s, name, pos);
}

static bool is_word(const struct secrets *s, struct span word, const char *name)
{
	const size_t len = strlen(name);

	return word.end - word.begin == len &&
	       !strncasecmp(s->text + word.begin, name, len);
}

/* Return whether a name whose value is a secret only in a query is in one: ?sig=V&code=V. */
static bool is_query_name(const struct secrets *s, struct span word)
{
	static const char *const names[] = {
		"code",
		"appid",
		"key",
		"sig",
		"signature",
		"sign",
		"x-amz-signature",
		"hmac",
		"ticket",
		"session",
		"sid",
		"pin",
		"x-goog-signature",
		"state",
		"assertion",
	};

	const size_t len = word.end - word.begin;

	if (!word.begin || !is_one_of(s->text[word.begin - 1], "?&"))
		return false;
	if (len >= 9 && !strncasecmp(s->text + word.end - 9, "signature", 9))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (is_word(s, word, names[i]))
			return true;
	return false;
}

/* Return whether PWD is no directory, as in "Server=h;Pwd=V" and {pwd: "V"}. */
static bool is_pwd(const struct secrets *s, struct span word)
{
	size_t pos = word.end;

	if (!word.begin || !is_word(s, word, "pwd"))
		return false;
	if (is_one_of(s->text[word.begin - 1], ";,{&?("))
		return true;
	while (is_one_of(byte(s, pos), "\\\"': \t") && pos - word.end < 8)
		pos++;
	return memchr(s->text + word.end, ':', pos - word.end) &&
	       is_quote(s->text[pos - 1]);
}

/* Return whether a token follows the name of its kind, as in Authorization: Bearer V: a word
 * with a digit. */
static bool is_scheme(const struct secrets *s, struct span word)
{
	const size_t limit = word.end + 64;

	if (!is_word(s, word, "bearer") && !is_word(s, word, "basic"))
		return false;
	if (byte(s, word.end) != ' ')
		return false;
	for (size_t pos = word.end + 1; pos < limit && !is_blank(byte(s, pos)); pos++)
		if (byte(s, pos) >= '0' && byte(s, pos) <= '9')
			return true;
	return false;
}

/* Return whether the value of the word follows it: in "machine h login u password V" of netrc,
 * or as the type in "mysql/root_password password V" for debconf. */
static bool is_keyword(struct secrets *s, struct span word)
{
	s->netrc |= is_word(s, word, "machine");
	if (!is_word(s, word, "password") || word.end == s->len)
		return false;
	return s->netrc || (s->named_end && word.begin == s->named_end + 1 &&
			    is_blank(s->text[s->named_end]));
}

/* Return where the text in braces of Tcl ends that begins at `pos`. */
static size_t braces_end(const struct secrets *s, size_t pos)
{
	size_t depth = 1;

	for (; pos < s->len; pos++) {
		if (s->text[pos] == '{')
			depth++;
		else if (s->text[pos] == '}' && !--depth)
			break;
		else if (s->text[pos] == '\\' && pos + 1 < s->len)
			pos++;
	}
	return pos;
}

static size_t skip_blanks(const struct secrets *s, size_t pos)
{
	while (is_blank(byte(s, pos)))
		pos++;
	return pos;
}

/* Return where the text that send of expect(1) sends begins: after options, which are -i ID,
 * other letters, and --. */
static size_t skip_send_options(const struct secrets *s, size_t pos)
{
	pos = skip_blanks(s, pos);
	for (int i = 0; i < 4 && byte(s, pos) == '-' && is_blank(byte(s, pos + 2)); i++) {
		const char option = s->text[pos + 1];

		pos = skip_blanks(s, pos + 2);
		if (option == '-')
			break;
		if (option == 'i')
			pos = skip_blanks(s, word_end(s, pos));
	}
	return pos;
}

/* "V", {V}, V */
static void take_sent(struct secrets *s, struct span word)
{
	const size_t from = skip_send_options(s, word.end);

	if (byte(s, from) == '{')
		s->value = (struct span){ from + 1, braces_end(s, from + 1) };
	else
		take_value(s, word, from);
}

/* Return whether this is the end of a prompt for a password. */
static bool is_prompt(const struct secrets *s, struct span word)
{
	const size_t len = word.end - word.begin;

	return s->text[word.begin] != '-' && byte(s, word.end) != '=' &&
	       ((len >= 7 && !strncasecmp(s->text + word.end - 7, "assword", 7)) ||
		(len >= 9 && !strncasecmp(s->text + word.end - 9, "assphrase", 9)));
}

/* What expect(1) sends after a prompt for a password, as in expect "assword:"; send "V", or
 * without waiting for any prompt. Return whether the word is part of such a dialog. */
static bool find_dialog(struct secrets *s, struct span word)
{
	if (is_word(s, word, "spawn") || is_word(s, word, "exp_spawn"))
		s->dialog = SPAWNED;
	if (s->dialog == NO_DIALOG)
		return false;
	if (is_word(s, word, "expect"))
		s->dialog = EXPECTED;
	if (is_prompt(s, word)) {
		s->dialog = ASKED;
		return true;
	}
	if (s->dialog == EXPECTED || !is_blank(byte(s, word.end)) ||
	    (!is_word(s, word, "send") && !is_word(s, word, "exp_send")))
		return false;
	take_sent(s, word);
	if (s->dialog == ASKED)
		s->dialog = EXPECTED;
	return true;
}

static void check_word(struct secrets *s)
{
	struct span word = { s->pos, s->pos }, value;
	const char *text = s->text + s->pos;
	bool is_secret;
	size_t len;

	while (word.end < s->len && is_name_char(s->text[word.end]))
		word.end++;
	len = word.end - word.begin;
	while (s->n_known && *s->known < word.begin) {
		s->known++;
		s->n_known--;
	}
	if (s->n_known && *s->known == word.begin)
		return;
	if (find_dialog(s, word))
		return;
	is_secret = secret_name(text, len);
	if (sql__find(&s->sql, s->text, s->len, word, is_secret, &value)) {
		s->value = value;
		return;
	}
	if (is_keyword(s, word))
		expect_value(s, word);
	else if ((is_secret || is_query_name(s, word) || is_pwd(s, word)) &&
		 find_assigned(s, word))
		return;
	else if (is_scheme(s, word) || (is_secret && secret_option(text, len)))
		expect_value(s, word);
	if (is_secret)
		s->named_end = word.end;
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
	const bool is_value = s->next_is_value, is_path_shown = s->next_is_path;

	*s = (struct secrets){
		.text = text,
		.len = len,
		.shell = s->next_is_shell,
		.next_is_shell = takes_shell_text(text, len),
	};
	if (is_value && !is_option(s, 0) && !scan__is_reference(text, len) &&
	    !(is_path_shown && is_path(s, 0)))
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
	return look__find(&s->look, s->text, s->len, s->pos, span);
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
