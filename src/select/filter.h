/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The filters that need text, so run in user space: POSIX EREs, without the
 * back-references that glibc adds to them. */
#ifndef FILTER_H
#define FILTER_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "record/event.h"

struct pattern {
	regex_t regex;
	bool unwanted;
};

/* None of the unwanted may match, and any one of the others must, if there are any. */
struct patterns {
	struct pattern *list;
	size_t n;
	size_t n_wanted;
};

struct filter {
	struct patterns name; /* on comm */
	struct patterns line; /* on the arguments joined by one blank, as kept */
	struct patterns exe; /* on the path of the program's file */
	struct patterns parent; /* on the parent's comm */
	struct patterns cwd; /* on the path of the current directory */
	struct strbuf text;
};

/* Compiles and adds one, an unwanted one if a "!" stands before it. Returns 0, -ENOMEM,
 * or -EINVAL with the reason in error. */
int patterns__add(struct patterns *p, const char *text, char *error, size_t size);

/* What has to be collected for it: enum collect. */
unsigned int filter__needs(const struct filter *f);

/* Whether ev passes. What is not known of it matches no pattern, wanted or not; what
 * there is no memory for passes. */
bool filter__match(struct filter *f, const struct event *ev);

void filter__free(struct filter *f);

#endif
