// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "redact/command.h"
#include "redact/secret_name.h"

/* --- rules --- */

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
	if (item->len > 1 && item->name[0] != '<' &&
	    is_one_of((*list)[-1], ":%=,></@+?!$"))
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
		return item->len > 1 && is_name(text, len);
	return is_same(item, text, len);
}

/* Return whether the word is this one of a rule's subcommands. * is any operand. */
static bool is_subcommand(const struct item *item, const struct command_word *word)
{
	return is_like(item, word->text, word->len) &&
	       !(item->len == 1 && word->optional);
}

/* Return whether the words so far have the subcommands of the rule, and the number of words
 * up to the last of them in `n`. */
static bool applies(const struct command *c, const struct program_rule *rule, size_t *n)
{
	const char *list = rule->after;
	struct item item;

	for (*n = 0; next_item(&list, &item); (*n)++) {
		while (*n < c->n_words && !is_subcommand(&item, &c->words[*n]))
			if (!c->words[(*n)++].optional)
				return false;
		if (*n == c->n_words)
			return false;
	}
	return true;
}

/* --- words --- */

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

/* Return whether a name is a prefix of the item. Forms that show the next word do not apply:
 * --pass of a similar program may take it. */
static bool is_abbreviation(const struct item *item, const char *name, size_t len)
{
	return len < item->len && !memcmp(item->name, name, len) &&
	       !is_one_of(item->form, "!?$");
}

static bool find_name(const struct command *c, const char *name, size_t len,
		      bool abbreviated, struct item *item)
{
	for (size_t i = 0; i < c->n_rules; i++) {
		const char *list = c->rules[i].secrets;
		bool matches = false;
		size_t n;

		while (!matches && next_item(&list, item))
			matches = abbreviated ? is_abbreviation(item, name, len) :
						item->len == len &&
							!memcmp(item->name, name, len);
		if (matches && applies(c, &c->rules[i], &n))
			return true;
	}
	return false;
}

/* Find an option by its name, or by four or more letters of it, as getopt_long(3) does. Which
 * other options begin with these is unknown, so the value may be no secret. */
static bool find_option(const struct command *c, const char *name, size_t len,
			struct item *item)
{
	return find_name(c, name, len, false, item) ||
	       (len >= 6 && !memcmp(name, "--", 2) &&
		find_name(c, name, len, true, item));
}

/* The option has its value `from` bytes after the begin of the word, or 0: in the next one. */
static struct value take_value(struct command *c, const struct item *item,
			       const char *text, size_t len, size_t from)
{
	const bool is_next_word = !from && !is_one_of(item->form, "+?!<");

	c->known = true;
	c->reads |= item->form == '<';
	if (from && item->form == '$')
		c->next = program__find(text + from, len - from, &c->n_next);
	if (is_next_word)
		c->form = item->form;
	return (struct value){ from && !is_one_of(item->form, "!<$"), from, item->form };
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
			return take_value(c, &item, text, len, is_last ? 0 : i + 1);
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

static void start(struct command *c, const struct program_rule *rules, size_t n)
{
	*c = (struct command){ .rules = rules, .n_rules = n, .started = true };
	for (size_t i = 0; i < n; i++)
		c->reads |= !*rules[i].after && !strcmp(rules[i].secrets, "<");
}

static struct value read_option(struct command *c, const char *text, size_t len,
				bool joined)
{
	const char *mark = memchr(text, text[0] == '/' ? ':' : '=', len);
	const size_t n = mark ? (size_t)(mark - text) : len;
	const bool is_short = text[0] == '-' && text[1] != '-';
	struct item item;
	size_t from = 0;

	if (mark)
		from = n + 1;
	else if (len == 2 && joined)
		from = len;
	if (find_option(c, text, n, &item))
		return take_value(c, &item, text, len, from);
	if (is_short && c->rules && c->rules->valued)
		return read_letters(c, text, len, joined);
	if (mark && !c->started) { /* --rsh=sshpass -p V */
		size_t n_rules;
		const struct program_rule *rules =
			program__find(mark + 1, len - from, &n_rules);

		if (rules)
			start(c, rules, n_rules);
	}
	c->after_option = !mark && (len > 2 || !is_short || c->rules) &&
			  !is_flag(c, text, len);
	return (struct value){};
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
			c->reads |= item.name[0] == '<' && item.len == 1;
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

struct value command__read_word(struct command *c, const char *text, size_t len,
				bool joined)
{
	const bool optional = c->after_option || c->is_value, is_value = c->is_value;
	const char form = c->form;
	const struct program_rule *rules;
	struct value value = {};
	size_t n;

	c->form = 0;
	c->is_value = c->after_option = c->known = false;
	if (form == '$') {
		c->next = program__find(text, len, &c->n_next);
		return value;
	}
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
	if (c->next && !optional) {
		start(c, c->next, c->n_next);
		return value;
	}
	rules = may_be_program(c, optional) && !memchr(text, '=', len) ?
			program__find(text, len, &n) :
			NULL;
	c->started = true;
	if (rules) {
		start(c, rules, n);
		return value;
	}
	if (!is_value)
		value = read_operand(c, text, len);
	remember(c, text, len, optional);
	return value;
}
