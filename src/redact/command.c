// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "redact/command.h"
#include "redact/secret_name.h"

/* --- rules --- */

#define WHOLE 'w'

struct item {
	const char *name;
	size_t len;
	char form; /* last character, see program.h; or WHOLE */
};

static bool next_item(const char **list, struct item *item)
{
	*list += strspn(*list, " ");
	*item = (struct item){ *list, strcspn(*list, " "), WHOLE };
	*list += item->len;
	if (item->len > 1 && item->name[0] != '<' && is_one_of((*list)[-1], ":%=,>/@+?!"))
		item->form = item->name[--item->len];
	return item->len > 0;
}

static bool is_same(const struct item *item, const char *text, size_t len)
{
	return item->len == len && !strncasecmp(item->name, text, len);
}

/* Return whether all letters of the item, such as -nb, are in a word such as -bBn. */
static bool has_letters(const struct item *item, const char *text, size_t len)
{
	/* A long word would be looked at again for each later one. */
	if (len < 2 || len > 16 || text[0] != '-' || text[1] == '-')
		return false;
	for (size_t i = 1; i < item->len; i++)
		if (!memchr(text, item->name[i], len))
			return false;
	return true;
}

/* Return whether the end of the word, as of //host/:_authToken, is the name of a secret. */
static bool is_name(const char *text, size_t len)
{
	size_t begin = len;

	while (begin && is_name_char(text[begin - 1]))
		begin--;
	return secret_name(text + begin, len - begin);
}

static bool is_like(const struct item *item, const char *text, size_t len)
{
	const size_t n = item->len - 1;

	if (item->name[0] == '-' && item->name[1] != '-')
		return has_letters(item, text, len);
	if (item->name[0] == '*')
		return len > n && !strncasecmp(text + len - n, item->name + 1, n);
	if (item->name[n] == '*')
		return len > n && !strncasecmp(text, item->name, n);
	if (item->name[0] == '<')
		return is_name(text, len);
	return is_same(item, text, len);
}

/* Return whether the words so far have the subcommands of the rule, and the number of words
 * up to the last of them in `n`. */
static bool applies(const struct command *c, const struct program_rule *rule, size_t *n)
{
	const char *list = rule->after;
	struct item item;

	for (*n = 0; next_item(&list, &item); (*n)++) {
		while (*n < c->n_words &&
		       !is_like(&item, c->words[*n].text, c->words[*n].len))
			if (!c->words[(*n)++].optional)
				return false;
		if (*n == c->n_words)
			return false;
	}
	return true;
}

/* --- words --- */

/* A value that has a secret begins `from` bytes after the begin of the word. */
struct value {
	bool found;
	size_t from;
	char form;
};

/* Return whether the word looks like an option, so is not the value of the one before. */
static bool is_option(const char *text, size_t len)
{
	if (len < 2 || text[0] != '-')
		return false;
	return len == 2 || (text[1] == '-' && text[2] >= 'a' && text[2] <= 'z');
}

static void remember(struct command *c, const char *text, size_t len, bool optional)
{
	if (c->n_words < COMMAND_WORDS)
		c->words[c->n_words++] = (struct command_word){ text, len, optional };
}

static bool find_option(const struct command *c, const char *name, size_t len,
			struct item *item)
{
	for (size_t i = 0; i < c->n_rules; i++) {
		const char *list = c->rules[i].secrets;
		bool matches = false;
		size_t n;

		while (!matches && next_item(&list, item))
			matches = item->len == len && !memcmp(item->name, name, len);
		if (matches && applies(c, &c->rules[i], &n))
			return true;
	}
	return false;
}

/* The option has its value `from` bytes after the begin of the word, or 0: in the next one. */
static struct value take_value(struct command *c, const struct item *item, size_t from)
{
	const bool is_next_word = !from && !is_one_of(item->form, "+?!");

	c->known = true;
	if (is_next_word)
		c->form = item->form;
	return (struct value){ from && item->form != '!', from, item->form };
}

/* Options that are joined in one word: -xzpV. `joined`: a quoted text is joined to it. */
static struct value read_letters(struct command *c, const char *text, size_t len,
				 bool joined)
{
	struct item item;

	for (size_t i = 1; i < len; i++) {
		const char name[] = { '-', text[i] };
		const bool is_last = i + 1 == len && !joined;

		if (find_option(c, name, 2, &item))
			return take_value(c, &item, is_last ? 0 : i + 1);
		if (is_one_of(text[i], c->rules->valued)) {
			c->is_value = is_last;
			/* -umypass is no --mypass, but -eNAME=V has a name. */
			c->known = !memchr(text, '=', len) && !memchr(text, ':', len);
			break;
		}
	}
	return (struct value){};
}

static bool is_flag(const struct command *c, const char *text, size_t len)
{
	const char *list = c->rules && c->rules->runs ? c->rules->runs : "";
	struct item item;

	while (next_item(&list, &item))
		if (is_same(&item, text, len))
			return true;
	return false;
}

static struct value read_option(struct command *c, const char *text, size_t len,
				bool joined)
{
	const char *mark = memchr(text, text[0] == '/' ? ':' : '=', len);
	const size_t n = mark ? (size_t)(mark - text) : len;
	const bool is_short = text[0] == '-' && text[1] != '-';
	struct value value = {};
	struct item item;

	if (find_option(c, text, n, &item))
		value = take_value(c, &item, mark ? n + 1 : joined && len == 2 ? len : 0);
	else if (is_short && c->rules && c->rules->valued)
		value = read_letters(c, text, len, joined);
	else
		c->after_option = !mark && (len > 2 || !is_short || c->rules) &&
				  !is_flag(c, text, len);
	return value;
}

/* Return whether the word may name the program that is run. */
static bool may_be_program(const struct command *c, bool optional)
{
	if (!c->started)
		return true;
	if (c->rules && !c->rules->runs)
		return false;
	return !optional || (c->rules && c->rules->runs[0] == '*');
}

static bool is_operand(const struct command *c, const struct item *item, size_t before)
{
	size_t n = 1;

	if (item->form == '?' && c->has_password)
		return false;
	if (item->name[1] == '*')
		return true;
	for (size_t i = before; i < c->n_words; i++)
		n += !c->words[i].optional;
	return n == strtoul(item->name + 1, NULL, 10);
}

static struct value read_operand(struct command *c, const char *text, size_t len)
{
	struct value value = {};
	struct item item;
	size_t before;

	for (size_t i = 0; i < c->n_rules && !value.found; i++) {
		const char *list = c->rules[i].secrets;

		if (!applies(c, &c->rules[i], &before))
			continue;
		while (next_item(&list, &item)) {
			if (is_one_of(item.name[0], "-/"))
				continue;
			if (item.name[0] != '#') {
				if (is_like(&item, text, len))
					c->form = item.form;
			} else if (is_operand(c, &item, before) &&
				   (item.form != '=' || memchr(text, '=', len))) {
				value = (struct value){ true, 0, item.form };
				break;
			}
		}
	}
	return value;
}

/* Take the next word of a command line. `joined`: a quoted text follows without a blank.
 * Return where the value of which it has a secret begins. */
static struct value read_word(struct command *c, const char *text, size_t len,
			      bool joined)
{
	const bool optional = c->after_option || c->is_value, is_value = c->is_value;
	const char form = c->form;
	const struct program_rule *rules;
	struct value value = {};
	size_t n;

	c->form = 0;
	c->is_value = c->after_option = c->known = false;
	if (form && !is_option(text, len)) {
		c->has_password |= form == '%' && memchr(text, form, len);
		return (struct value){ true, 0, form };
	}
	if (!is_value && len > 1 && text[0] == '-') {
		value = read_option(c, text, len, joined);
		c->has_password |= value.form == '%' && memchr(text, '%', len);
		remember(c, text, len, true);
		return value;
	}
	if (!is_value && len > 1 && text[0] == '/' && c->rules) {
		value = read_option(c, text, len, joined);
		if (c->known)
			return value;
		c->after_option = false;
	}
	rules = may_be_program(c, optional) && !memchr(text, '=', len) ?
			program__find(text, len, &n) :
			NULL;
	c->started = true;
	if (rules) {
		*c = (struct command){ .rules = rules, .n_rules = n, .started = true };
		return value;
	}
	if (!is_value)
		value = read_operand(c, text, len);
	remember(c, text, len, optional);
	return value;
}

/* --- values --- */

/* Return whether this follows a token in the place of a user, or ends base64. */
static bool is_dummy(const char *text, size_t len)
{
	static const char *const dummies[] = { "", "=", "x", "x-oauth-basic",
					       "api_token" };

	for (size_t i = 0; i < sizeof(dummies) / sizeof(*dummies); i++)
		if (strlen(dummies[i]) == len && !strncasecmp(dummies[i], text, len))
			return true;
	return false;
}

/* Return the part of a value that is a secret, or an empty span. */
static struct span secret_part(const char *text, struct span value, char form)
{
	const char *begin = text + value.begin, *at, *mark;
	const size_t len = value.end - value.begin;

	if (len == 1 && *begin == '-') /* standard input */
		return (struct span){};
	if (!is_one_of(form, ":%=,>/@"))
		return value;
	at = is_one_of(form, "/@") ? memrchr(begin, '@', len) : NULL;
	mark = memchr(begin, form == '@' ? ':' : form, len);
	if (!mark || (form == '@' && (!at || at < mark)) ||
	    (is_one_of(form, ":@") && memmem(begin, len, "://", 3)))
		return (struct span){};
	if (is_one_of(form, ":=") && is_dummy(mark + 1, len - (size_t)(mark + 1 - begin)))
		return value;
	value.begin += (size_t)(mark + 1 - begin);
	if (at && at > mark)
		value.end = (size_t)(at - text);
	return value;
}

/* Return the value that begins at `pos` in the text of a shell, without quotes around it. */
static struct span shell_value(const struct commands *s, size_t pos)
{
	struct span value = { pos, pos };

	if ((pos == s->len || s->text[pos] != s->enclosing) &&
	    scan__quoted(s->text, s->len, pos, &value))
		return value;
	value = (struct span){ pos, pos };
	while (value.end < s->len && !is_one_of(s->text[value.end], " \t\n;&|<>()\"'`"))
		value.end += s->text[value.end] == '\\' && value.end + 1 < s->len ? 2 : 1;
	return value;
}

/* --- texts --- */

static void note_known(struct commands *s, const struct command *c, size_t begin)
{
	if (c->known && s->n_known < COMMAND_KNOWN)
		s->known[s->n_known++] = begin;
}

void commands__begin(struct commands *s, const char *text, size_t len)
{
	const struct value value = read_word(&s->outer, text, len, false);
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
	}
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

	if (c == '(' || c == ')')
		nest(s, c);
	else if (is_one_of(c, ";&|\n"))
		s->inner = (struct command){};
	else if (c != '\r' && !is_blank(c) && c != '<' && c != '>')
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
	value = read_word(&s->inner, s->text + word.begin, word.end - word.begin, joined);
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
	value = read_word(&s->inner, s->text + word.begin, word.end - word.begin, false);
	if (!value.found)
		return false;
	word.begin += value.from;
	*span = secret_part(s->text, word, value.form);
	return span->begin < span->end;
}

bool commands__next(struct commands *s, struct span *span)
{
	if (s->whole.begin < s->whole.end) {
		*span = s->whole;
		s->whole = (struct span){};
		return true;
	}
	while (s->pos < s->len) {
		size_t quote = s->pos;

		if (skip_separator(s))
			continue;
		while (quote < s->len && s->text[quote] == '\\')
			quote++;
		if (quote < s->len && is_quote(s->text[quote]) ?
			    read_quoted(s, quote, span) :
			    read_shell_word(s, span))
			return true;
	}
	return false;
}
