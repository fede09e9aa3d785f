// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "show/id_names.h"

static int add(struct id_names *names, uint32_t id, const char *name)
{
	struct id_name *list = array__grow(names->list, names->n, sizeof(*list));

	if (!list)
		return -ENOMEM;
	names->list = list;
	list[names->n] = (struct id_name){ id, names->n, strdup(name) };
	return list[names->n++].name ? 0 : -ENOMEM;
}

static int compare(const void *left, const void *right)
{
	const struct id_name *a = left, *b = right;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* Sort by id, and free all but the first name of each. */
static void sort(struct id_names *names)
{
	size_t n = 0;

	if (names->n)
		qsort(names->list, names->n, sizeof(*names->list), compare);
	for (size_t i = 0; i < names->n; i++)
		if (n && names->list[n - 1].id == names->list[i].id)
			free(names->list[i].name);
		else
			names->list[n++] = names->list[i];
	names->n = n;
}

int id_names__read_users(struct id_names *names)
{
	const struct passwd *user;
	int err = 0;

	setpwent();
	while (!err && (user = getpwent()))
		err = add(names, user->pw_uid, user->pw_name);
	endpwent();
	sort(names);
	return err;
}

int id_names__read_groups(struct id_names *names)
{
	const struct group *group;
	int err = 0;

	setgrent();
	while (!err && (group = getgrent()))
		err = add(names, group->gr_gid, group->gr_name);
	endgrent();
	sort(names);
	return err;
}

const char *id_names__find(const struct id_names *names, uint32_t id)
{
	size_t begin = 0, end = names->n;

	while (begin < end) {
		size_t middle = begin + (end - begin) / 2;

		if (names->list[middle].id == id)
			return names->list[middle].name;
		if (names->list[middle].id < id)
			begin = middle + 1;
		else
			end = middle;
	}
	return NULL;
}

void id_names__free(struct id_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->list[i].name);
	free(names->list);
	*names = (struct id_names){};
}
