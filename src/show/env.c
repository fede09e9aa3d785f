// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "show/env.h"

static void add_name(struct env_choice *choice, const char *name, size_t len)
{
	if (len == strlen("changed") && !memcmp(name, "changed", len)) {
		choice->changed = true;
		return;
	}
	if (len == strlen("all") && !memcmp(name, "all", len))
		choice->all = true;
	strbuf__add(&choice->names, name, len);
	strbuf__addc(&choice->names, '\0');
}

int env_choice__add(struct env_choice *choice, const char *list)
{
	size_t len;

	for (const char *name = list;; name += len + 1) {
		len = strcspn(name, ",");
		if (!len || memchr(name, '=', len))
			return -EINVAL;
		add_name(choice, name, len);
		if (!name[len])
			return choice->names.failed ? -ENOMEM : 0;
	}
}

size_t env__name_len(const struct arg *var)
{
	const char *equals = var->len ? memchr(var->text, '=', var->len) : NULL;

	return equals ? (size_t)(equals - var->text) : var->len;
}

bool env_choice__has(const struct env_choice *choice, const char *name, size_t len)
{
	const struct strbuf *names = &choice->names;
	size_t n;

	if (choice->all || !names->len)
		return true;
	for (size_t at = 0; at < names->len; at += n + 1) {
		n = strlen(names->data + at);
		if (n == len && !memcmp(names->data + at, name, n))
			return true;
	}
	return false;
}

struct name {
	struct arg *var;
	size_t at, len; /* in the buffer of all names as JSON has them */
	const char *text;
};

/* Compare lengths first: most names differ in them. */
static int compare(const struct name *a, const struct name *b)
{
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return memcmp(a->text, b->text, a->len);
}

/* Variables of the same name are ordered by their place in the environment. */
static int compare_variables(const void *one, const void *other)
{
	const struct name *a = one, *b = other;
	const int order = compare(a, b);

	return order ? order : (a->var > b->var) - (a->var < b->var);
}

static size_t choose_names(const struct env_choice *choice, struct event *ev)
{
	size_t n = 0;

	for (size_t i = 0; i < ev->n_env; i++)
		if (env_choice__has(choice, ev->env[i].text, env__name_len(&ev->env[i])))
			ev->env[n++] = ev->env[i];
	return n;
}

/* Set the names of the variables. Return 0 or -ENOMEM. */
static int make_names(struct name *names, struct strbuf *texts, struct event *ev)
{
	for (size_t i = 0; i < ev->n_env; i++) {
		struct arg *var = &ev->env[i];

		names[i] = (struct name){ .var = var, .at = texts->len };
		text__json(texts, var->text, env__name_len(var));
		names[i].len = texts->len - names[i].at;
	}
	if (texts->failed)
		return -ENOMEM;
	for (size_t i = 0; i < ev->n_env; i++)
		names[i].text = texts->data + names[i].at;
	return 0;
}

/* Sort, because the traced program chooses number and names of the variables: comparing all
 * pairs would take quadratic time. */
static void link_names(struct name *names, struct event *ev)
{
	qsort(names, ev->n_env, sizeof(*names), compare_variables);
	for (size_t i = 1; i < ev->n_env; i++) {
		if (compare(&names[i - 1], &names[i]))
			continue;
		names[i - 1].var->next = (size_t)(names[i].var - ev->env);
		names[i].var->repeats = true;
		ev->env_duplicates = true;
	}
}

int env__choose(const struct env_choice *choice, struct event *ev)
{
	struct strbuf texts = {};
	struct name *names;
	int err;

	ev->n_env = choose_names(choice, ev);
	if (!ev->n_env)
		return 0;
	names = malloc(ev->n_env * sizeof(*names));
	err = names ? make_names(names, &texts, ev) : -ENOMEM;
	if (!err)
		link_names(names, ev);
	free(names);
	strbuf__free(&texts);
	return err;
}

void env_choice__free(struct env_choice *choice)
{
	strbuf__free(&choice->names);
}
