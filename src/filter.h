/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The filters that need text, so run in user space: POSIX EREs, without the
 * back-references that glibc adds to them. */
#ifndef FILTER_H
#define FILTER_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#include "event.h"
#include "strbuf.h"

/* Any one of these must match, if there are any. */
struct patterns {
	regex_t *list;
	size_t n;
};

struct filter {
	struct patterns name; /* on comm */
	struct patterns line; /* on the arguments joined by one blank, as kept */
	struct strbuf text;
};

/* Compiles and adds one. Returns 0, -ENOMEM, or -EINVAL with the reason in
 * error. */
int patterns__add(struct patterns *p, const char *regex, char *error, size_t size);

/* Whether ev passes. An event whose line cannot be put together passes. */
bool filter__match(struct filter *f, const struct event *ev);

void filter__free(struct filter *f);

#endif
