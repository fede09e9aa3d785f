// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "show/env_diff.h"

struct variable {
	struct arg *arg; /* of the event; NULL: of the other environment */
	const char *text;
	size_t len, name_len;
	size_t place;
};

static struct variable make_variable(struct arg *var, size_t place)
{
	return (struct variable){
		.text = var->text,
		.len = var->len,
		.name_len = env__name_len(var),
		.place = place,
	};
}

static int compare_names(const struct variable *a, const struct variable *b)
{
	const size_t len = a->name_len < b->name_len ? a->name_len : b->name_len;
	const int order = memcmp(a->text, b->text, len);

	return order ? order : (a->name_len > b->name_len) - (a->name_len < b->name_len);
}

static int compare(const void *one, const void *other)
{
	const struct variable *a = one, *b = other;
	const int order = compare_names(a, b);

	return order ? order : (a->place > b->place) - (a->place < b->place);
}

static size_t count_strings(const char *bytes, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += !bytes[i];
	return n;
}

/* Set the variables of the event, sorted. */
static void sort_event(struct variable *list, const struct event *ev)
{
	for (size_t i = 0; i < ev->n_env; i++) {
		list[i] = make_variable(&ev->env[i], i);
		list[i].arg = &ev->env[i];
	}
	qsort(list, ev->n_env, sizeof(*list), compare);
}

/* Set the n variables of an environment, sorted. */
static void sort_bytes(struct variable *list, size_t n, const char *bytes)
{
	for (size_t i = 0; i < n; i++) {
		struct arg var = { .text = bytes, .len = strlen(bytes) };

		list[i] = make_variable(&var, i);
		bytes += var.len + 1;
	}
	qsort(list, n, sizeof(*list), compare);
}

/* Return how many variables have the name of the first one. */
static size_t count_same(const struct variable *list, size_t n)
{
	size_t same = n ? 1 : 0;

	while (same < n && !compare_names(list, list + same))
		same++;
	return same;
}

static bool are_equal(const struct variable *a, const struct variable *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i].len != b[i].len || memcmp(a[i].text, b[i].text, a[i].len))
			return false;
	return true;
}

static void mark(const struct variable *list, size_t n, enum env_change change)
{
	for (size_t i = 0; i < n; i++)
		list[i].arg->change = change;
}

static void add_removed(struct strbuf *removed, const struct variable *var,
			const struct env_choice *choice)
{
	if (var->name_len == var->len ||
	    !env_choice__has(choice, var->text, var->name_len))
		return;
	strbuf__add(removed, var->text, var->name_len);
	strbuf__addc(removed, '\0');
}

/* Mark the variables of `now`, and append the names that it lacks. */
static void merge(struct variable *now, size_t n_now, struct variable *old, size_t n_old,
		  const struct env_choice *choice, struct strbuf *removed)
{
	while (n_now || n_old) {
		const int order = !n_now ? 1 : !n_old ? -1 : compare_names(now, old);
		const size_t of_now = order <= 0 ? count_same(now, n_now) : 0;
		const size_t of_old = order >= 0 ? count_same(old, n_old) : 0;

		if (order > 0)
			add_removed(removed, old, choice);
		else if (order < 0)
			mark(now, of_now, ENV_ADDED);
		else if (of_now != of_old || !are_equal(now, old, of_now))
			mark(now, of_now, ENV_CHANGED);
		now += of_now;
		n_now -= of_now;
		old += of_old;
		n_old -= of_old;
	}
}

int env_diff__apply(struct event *ev, const char *before, size_t len,
		    const struct env_choice *choice, struct strbuf *removed)
{
	const size_t n_old = count_strings(before, len), n_now = ev->n_env;
	struct variable *list = calloc(n_now + n_old + 1, sizeof(*list));

	if (!list)
		return -ENOMEM;
	sort_event(list, ev);
	sort_bytes(list + n_now, n_old, before);
	merge(list, n_now, list + n_now, n_old, choice, removed);
	free(list);
	if (removed->failed)
		return -ENOMEM;
	ev->n_env = 0;
	for (size_t i = 0; i < n_now; i++)
		if (ev->env[i].change != ENV_SAME)
			ev->env[ev->n_env++] = ev->env[i];
	return 0;
}
