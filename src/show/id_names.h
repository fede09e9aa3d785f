/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The names of users and groups, read before tracing: the sandbox allows no file to be
 * opened later. */
#ifndef ID_NAMES_H
#define ID_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct id_name {
	uint32_t id;
	size_t order; /* position in the database */
	char *name;
};

/* All zero: empty. */
struct id_names {
	struct id_name *list; /* sorted by id, each id once */
	size_t n;
};

/* Read all names that getpwent(3) or getgrent(3) list. If an id has several, the first
 * counts, as in getpwuid(3). Return 0 or -ENOMEM; call id_names__free() in both cases. */
int id_names__read_users(struct id_names *names);
int id_names__read_groups(struct id_names *names);

/* Return the name of an id, which belongs to names, or NULL. */
const char *id_names__find(const struct id_names *names, uint32_t id);

void id_names__free(struct id_names *names);

#endif
