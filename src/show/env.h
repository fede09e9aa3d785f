/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* --env: which variables of an environment are shown. */
#ifndef ENV_H
#define ENV_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "record/event.h"

/* All zero chooses all. */
struct env_choice {
	bool all; /* whatever names holds */
	struct strbuf names; /* each with its NUL; none: all */
};

/* Adds the names in a list with commas between, or all. Returns 0, -ENOMEM, or -EINVAL
 * for what no variable can be called. */
int env_choice__add(struct env_choice *choice, const char *list);

/* The length of the name of a variable; it may be all there is. */
size_t env__name_len(const struct arg *var);

/*
 * Leaves in ev what is chosen, in its order, and of those of one name the first, which
 * is what a program finds. Returns 0, or -ENOMEM: then there may be any.
 */
int env__choose(const struct env_choice *choice, struct event *ev);

void env_choice__free(struct env_choice *choice);

#endif
