/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Containers, by the names that their runtimes give to cgroups. */
#ifndef CONTAINER_H
#define CONTAINER_H

#include <limits.h>

#include "select/cgroup_chain.h"

#define CONTAINER_ID_LEN 64

/* The id or the name of a container, as its runtime shows it. */
struct container {
	char name[NAME_MAX + 1];
	bool is_id; /* CONTAINER_ID_LEN hexadecimal digits, of which the first ones do */
};

/* Whether the cgroup at this level of the chain is that of a container, and which. One that
 * monitors a container from outside is none. */
bool container__at(struct container *c, const struct cgroup_chain *chain, size_t level);

/* Find the innermost container that the chain is in. Returns whether there is one. */
bool container__find(struct container *c, const struct cgroup_chain *chain);

/* Whether text names the container: its name, or the first digits of its id, in upper or
 * lower case. "" names any. */
bool container__is(const struct container *c, const char *text);

/* Whether the cgroup or an ancestor is that of a container which text names. */
bool container__contains(const struct cgroup_chain *chain, const char *text);

#endif
