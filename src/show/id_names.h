/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The names of users and groups, as they were at the start: later, in the sandbox, no
 * file can be opened to look one up. */
#ifndef ID_NAMES_H
#define ID_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct id_name {
	uint32_t id;
	size_t order; /* in which it was found */
	char *name;
};

/* All zero: no id has a name. */
struct id_names {
	struct id_name *list; /* by id, each once */
	size_t n;
};

/* All that getpwent(3) and getgrent(3) list; of several for one id the first, as
 * getpwuid(3) has it. Returns 0 or -ENOMEM. Whatever comes, id_names__free() is for the
 * caller. */
int id_names__read_users(struct id_names *names);
int id_names__read_groups(struct id_names *names);

/* NULL if it has none; belongs to names. */
const char *id_names__find(const struct id_names *names, uint32_t id);

void id_names__free(struct id_names *names);

#endif
