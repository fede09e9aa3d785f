/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* --env: the environment variables to show. */
#ifndef ENV_H
#define ENV_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "record/event.h"

/* All zero: all variables. */
struct env_choice {
	bool changed; /* only those that differ from the parent's, see environs.h */
	bool all; /* whatever the names */
	struct strbuf names; /* each with its NUL; empty: all */
};

/* Add names separated by commas; "all" chooses all, and "changed" sets `changed`. Return 0,
 * -ENOMEM, or -EINVAL if a name is empty or contains "=". */
int env_choice__add(struct env_choice *choice, const char *list);

/* Whether the variables of this name are chosen. */
bool env_choice__has(const struct env_choice *choice, const char *name, size_t len);

/* Return the length of the name of a variable: up to the first "=", or all. */
size_t env__name_len(const struct arg *var);

/*
 * Remove from ev the variables that are not chosen, and link those of the same name: which
 * one a program takes is its own choice, libc the first one, bash the last. Names that
 * JSON cannot tell apart count as the same. Keep their order. Return 0, or -ENOMEM with some
 * of them removed.
 */
int env__choose(const struct env_choice *choice, struct event *ev);

void env_choice__free(struct env_choice *choice);

#endif
