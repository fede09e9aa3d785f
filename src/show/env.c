// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "show/env.h"

int env_choice__add(struct env_choice *choice, const char *list)
{
	size_t len;

	for (const char *name = list;; name += len + 1) {
		len = strcspn(name, ",");
		if (!len || memchr(name, '=', len))
			return -EINVAL;
		if (len == 3 && !memcmp(name, "all", len))
			choice->all = true;
		strbuf__add(&choice->names, name, len);
		strbuf__addc(&choice->names, '\0');
		if (!name[len])
			return choice->names.failed ? -ENOMEM : 0;
	}
}

size_t env__name_len(const struct arg *var)
{
	const char *equals = var->len ? memchr(var->text, '=', var->len) : NULL;

	return equals ? (size_t)(equals - var->text) : var->len;
}

static bool is_chosen(const struct env_choice *choice, const struct arg *var)
{
	const struct strbuf *names = &choice->names;
	size_t len, n;

	if (choice->all || !names->len)
		return true;
	len = env__name_len(var);
	for (size_t at = 0; at < names->len; at += n + 1) {
		n = strlen(names->data + at);
		if (n == len && !memcmp(names->data + at, var->text, n))
			return true;
	}
	return false;
}

struct name {
	struct arg *var;
	size_t len;
};

/* Compare lengths first: most names differ in them. */
static int compare(const struct name *a, const struct name *b)
{
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return a->len ? memcmp(a->var->text, b->var->text, a->len) : 0;
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
		if (is_chosen(choice, &ev->env[i]))
			ev->env[n++] = ev->env[i];
	return n;
}

/* Sort, because the traced program chooses number and names of the variables: comparing all
 * pairs would take quadratic time. */
int env__choose(const struct env_choice *choice, struct event *ev)
{
	const size_t n = choose_names(choice, ev);
	struct name *const names = n ? malloc(n * sizeof(*names)) : NULL;
	const struct name *first = names;

	if (n && !names)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		names[i] = (struct name){ &ev->env[i], env__name_len(&ev->env[i]) };
	if (n)
		qsort(names, n, sizeof(*names), compare_variables);
	for (size_t i = 1; i < n; i++) {
		if (!compare(first, &names[i]))
			names[i].var->text = NULL;
		else
			first = &names[i];
	}
	free(names);
	ev->n_env = 0;
	for (size_t i = 0; i < n; i++)
		if (ev->env[i].text)
			ev->env[ev->n_env++] = ev->env[i];
	ev->env_duplicates = ev->n_env < n;
	return 0;
}

void env_choice__free(struct env_choice *choice)
{
	strbuf__free(&choice->names);
}
