// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <search.h>
#include <string.h>

#include "env.h"

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
	const size_t len = env__name_len(var);
	size_t n;

	if (choice->all || !names->len)
		return true;
	for (size_t at = 0; at < names->len; at += n + 1) {
		n = strlen(names->data + at);
		if (n == len && !memcmp(names->data + at, var->text, n))
			return true;
	}
	return false;
}

static int compare_names(const void *one, const void *other)
{
	const struct arg *a = one, *b = other;
	const size_t a_len = env__name_len(a), b_len = env__name_len(b);
	const int order = memcmp(a->text, b->text, a_len < b_len ? a_len : b_len);

	return order ? order : (a_len > b_len) - (a_len < b_len);
}

static void free_nothing(void *var)
{
	(void)var;
}

/* A balanced tree, because others choose how many there are and what they are called. */
int env__choose(const struct env_choice *choice, struct event *ev)
{
	void *seen = NULL;
	size_t n = 0;
	int err = 0;

	for (size_t i = 0; i < ev->n_env && !err; i++) {
		struct arg *var = &ev->env[n], **first;

		if (!is_chosen(choice, &ev->env[i]))
			continue;
		*var = ev->env[i];
		first = tsearch(var, &seen, compare_names);
		if (!first)
			err = -ENOMEM;
		else if (*first == var)
			n++;
		else
			ev->env_doubled = true;
	}
	tdestroy(seen, free_nothing);
	ev->n_env = n;
	return err;
}

void env_choice__free(struct env_choice *choice)
{
	strbuf__free(&choice->names);
}
