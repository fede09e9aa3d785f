// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <string.h>
#include <strings.h>

#include "base/util.h"
#include "redact/command_list.h"
#include "redact/secret_name.h"

/* --- values --- */

/* Return whether a password only says that the user before it is a token. */
static bool is_dummy(const char *text, size_t len)
{
	static const char *const dummies[] = { "", "x", "x-oauth-basic", "api_token" };

	for (size_t i = 0; i < ARRAY_SIZE(dummies); i++)
		if (strlen(dummies[i]) == len && !strncasecmp(dummies[i], text, len))
			return true;
	return false;
}

/* Return the part of a value that is a secret, or an empty span. */
static struct span secret_part(const char *text, struct span value, char form)
{
	const char *begin = text + value.begin, *end = text + value.end, *at, *mark;
	const struct span none = { 0, 0 };
	const size_t len = value.end - value.begin;

	if (!is_one_of(form, ":%=,>/@"))
		return scan__is_reference(begin, len) ? none : value;
	at = is_one_of(form, "/@") ? memrchr(begin, '@', len) : NULL;
	mark = memchr(begin, form == '@' ? ':' : form, len);
	if (!mark || (form == '@' && (!at || at < mark)) ||
	    (is_one_of(form, ":@") && memmem(begin, len, "://", 3)) ||
	    (form == '/' && mark == begin) || (form == ':' && len == 1))
		return none;
	mark++;
	if ((form == ':' && is_dummy(mark, (size_t)(end - mark))) ||
	    (form == '=' && (mark == end || (mark + 1 == end && *mark == '='))))
		return value; /* a token; base64 */
	value.begin += (size_t)(mark - begin);
	if (at && at >= mark)
		value.end = (size_t)(at - text);
	return value;
}

static bool is_delimiter(const struct commands *s, size_t pos)
{
	return pos == s->len || s->text[pos] == s->enclosing ||
	       is_one_of(s->text[pos], " \t\r\n;&|<>()");
}

/* Return the end of a word in the text of a shell that may have quoted parts. */
static size_t word_end(const struct commands *s, size_t pos)
{
	while (pos < s->len && !is_delimiter(s, pos)) {
		const char c = s->text[pos++];

		if (is_quote(c)) {
			pos = quote_end(s->text, s->len, pos, c, 0);
			pos += pos < s->len;
		} else if (c == '\\' && pos < s->len && !is_quote(s->text[pos])) {
			pos++;
		}
	}
	return pos;
}

/* Return the value that begins at `pos` in the text of a shell, without quotes around it. */
static struct span shell_value(const struct commands *s, size_t pos)
{
	struct span value;
	size_t end;

	if (is_delimiter(s, pos) || !scan__quoted(s->text, s->len, pos, &value))
		return (struct span){ pos, word_end(s, pos) };
	for (end = value.end; end < s->len && s->text[end] == '\\'; end++)
		;
	end += end < s->len;
	return is_delimiter(s, end) ? value : (struct span){ pos, word_end(s, end) };
}

/* --- texts --- */

static void note_known(struct commands *s, const struct command *c, size_t begin)
{
	if (c->known && s->n_known < COMMAND_KNOWN)
		s->known[s->n_known++] = begin;
}

void commands__begin(struct commands *s, const char *text, size_t len)
{
	const struct value value = command__read_word(&s->outer, text, len, false);
	bool is_script = false;

	s->text = text;
	s->len = len;
	s->n_known = 0;
	note_known(s, &s->outer, 0);
	s->whole = (struct span){};
	if (value.found)
		s->whole =
			secret_part(text, (struct span){ value.from, len }, value.form);
	for (size_t i = 0; i < len && !is_script; i++)
		is_script = is_blank(text[i]) || text[i] == '\n';
	s->pos = is_script ? 0 : len;
	if (is_script) {
		s->inner = (struct command){};
		s->depth = 0;
		s->enclosing = '\0';
		s->output = (struct span){};
		s->is_read = s->is_input = false;
	}
}

/* Return whether a span is a variable of the shell and nothing else. */
static bool is_variable(const char *text, struct span span)
{
	if (span.begin == span.end || text[span.begin] != '$')
		return false;
	while (++span.begin < span.end)
		if (!is_name_char(text[span.begin]) && !is_one_of(text[span.begin], "{}"))
			return false;
	return true;
}

/* At the end of a command: note what echo or printf print. */
static void note_output(struct commands *s, char separator)
{
	const struct command_word *word = s->inner.words;
	size_t n = s->inner.n_words;
	struct span output = { 0, s->pos };

	s->is_read = separator == '|' && !(s->pos && s->text[s->pos - 1] == '|') &&
		     !(s->pos + 1 < s->len && s->text[s->pos + 1] == '|');
	if (!n)
		return;
	if (!(word->len == 4 && !memcmp(word->text, "echo", 4)) &&
	    !(word->len == 6 && !memcmp(word->text, "printf", 6)) &&
	    !(word->len == 3 && !memcmp(word->text, "yes", 3))) {
		s->output = (struct span){};
		return;
	}
	do
		word++;
	while (--n && word->text[0] == '-');
	if (!n)
		return;
	output.begin = (size_t)(word->text - s->text);
	while (output.end > output.begin &&
	       is_one_of(s->text[output.end - 1], " \t\"'\\"))
		output.end--;
	if (s->output.begin < s->output.end) /* of several, in ( ) */
		output.begin = s->output.begin;
	if (is_variable(s->text, output))
		output = (struct span){};
	s->output = output;
}

/* Take the word after <<<. */
static void read_input(struct commands *s)
{
	s->output = shell_value(s, s->pos);
	s->pos = s->output.end > s->pos ? s->output.end : s->pos + 1;
	if (s->pos < s->len && is_quote(s->text[s->pos]))
		s->pos++;
	s->is_input = false;
	s->is_read = true;
}

/* ( and ) begin and end a command line within another one. */
static void nest(struct commands *s, char c)
{
	if (c == '(' && !s->depth++)
		s->suspended = s->inner;
	s->inner = (struct command){};
	if (c == ')' && s->depth && !--s->depth)
		s->inner = s->suspended;
}

/* Skip what is between two words. Return false at the begin of a word. */
static bool skip_separator(struct commands *s)
{
	const char c = s->text[s->pos];

	if (is_one_of(c, ";&|\n)"))
		note_output(s, c);
	if (c == '(' || c == ')')
		nest(s, c);
	else if (is_one_of(c, ";&|\n"))
		s->inner = (struct command){};
	else if (c == '<') /* <<< WORD */
		s->is_input = s->pos > 1 && !memcmp(s->text + s->pos - 2, "<<", 2);
	else if (c != '\r' && !is_blank(c) && c != '>')
		return false;
	s->pos++;
	return true;
}

/* Read the next word. Return whether it has a secret. */
static bool read_shell_word(struct commands *s, struct span *span)
{
	struct span word = { s->pos, s->pos };
	struct value value;
	bool joined;

	while (word.end < s->len && !is_one_of(s->text[word.end], " \t\r\n;&|<>()\"'`"))
		word.end += s->text[word.end] == '\\' && word.end + 1 < s->len ? 2 : 1;
	joined = word.end < s->len && is_quote(s->text[word.end]) &&
		 s->text[word.end] != s->enclosing;
	value = command__read_word(&s->inner, s->text + word.begin, word.end - word.begin,
				   joined);
	note_known(s, &s->inner, word.begin);
	s->pos = word.end;
	if (!value.found)
		return false;
	*span = shell_value(s, word.begin + value.from);
	s->pos = span->end > word.end ? span->end : word.end;
	*span = secret_part(s->text, *span, value.form);
	return span->begin < span->end;
}

/* Read a quoted text. To a program that runs no other one it is one word; else its words are
 * those of a command line. Return whether it has a secret. */
static bool read_quoted(struct commands *s, size_t quote, struct span *span)
{
	const char c = s->text[quote];
	const size_t depth = quote - s->pos;
	struct span word = { quote + 1, quote + 1 };
	struct value value;

	s->pos = quote + 1;
	if (c == s->enclosing) {
		s->enclosing = '\0';
		return false;
	}
	if (!s->inner.form && (!s->inner.rules || s->inner.rules->runs)) {
		s->enclosing = c;
		return false;
	}
	word.end = quote_end(s->text, s->len, word.begin, c, depth);
	s->pos = word.end < s->len ? word.end + 1 : s->len;
	value = command__read_word(&s->inner, s->text + word.begin, word.end - word.begin,
				   false);
	if (!value.found)
		return false;
	word.begin += value.from;
	*span = secret_part(s->text, word, value.form);
	return span->begin < span->end;
}

/* Return whether the command reads what was printed. */
static bool take_output(struct commands *s, struct span *span)
{
	if (!s->is_read || !s->inner.reads || s->output.begin == s->output.end)
		return false;
	*span = s->output;
	s->output = (struct span){};
	s->is_read = false;
	return true;
}

bool commands__next(struct commands *s, struct span *span)
{
	if (s->whole.begin < s->whole.end) {
		*span = s->whole;
		s->whole = (struct span){};
		return true;
	}
	while (s->pos < s->len || s->is_read) {
		size_t quote = s->pos;

		if (take_output(s, span))
			return true;
		if (s->pos == s->len)
			break;
		if (skip_separator(s))
			continue;
		if (s->is_input) {
			read_input(s);
			continue;
		}
		while (quote < s->len && s->text[quote] == '\\')
			quote++;
		if (quote < s->len && is_quote(s->text[quote]) ?
			    read_quoted(s, quote, span) :
			    read_shell_word(s, span))
			return true;
	}
	return false;
}
