/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Filters by text, which run in user space: regular expressions. */
#ifndef FILTER_H
#define FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/regex.h"
#include "base/strbuf.h"
#include "record/event.h"

struct pattern {
	struct regex *regex;
	bool negated;
};

/* Texts pass if no negated pattern matches any of them and, unless all are negated, another
 * pattern matches one. */
struct patterns {
	struct pattern *list;
	size_t n;
	size_t n_positive; /* not negated */
};

struct filter {
	struct patterns name; /* on comm, or on the last component of filename */
	struct patterns line; /* on the stored arguments, joined by one blank */
	struct patterns exe; /* on the path of the program's file */
	struct patterns parent; /* on the parent's comm */
	struct patterns below; /* on the comm of each ancestor */
	struct patterns cwd; /* on the path of the current directory */
	struct strbuf text; /* being matched */
	uint64_t steps; /* left for this event, see regex__find() */
};

/* Compile and add text, negated by a leading "!". Returns 0, -ENOMEM, or -EINVAL with the
 * reason in error. */
int patterns__add(struct patterns *p, const char *text, char *error, size_t size);

/* The same for a text that is negated without a "!". */
int patterns__exclude(struct patterns *p, const char *regex, char *error, size_t size);

/* What f needs of events: bits of enum collect. */
unsigned int filter__needs(const struct filter *f);

/* Whether ev passes. A text that it cannot have matches no pattern, negated or not. If a text
 * is unknown or cut, and the missing bytes may make a difference, or if the patterns need more
 * than REGEX_STEPS, the event passes, and its `undecided` is set. Passes if memory runs out. */
bool filter__match(struct filter *f, struct event *ev);

void filter__free(struct filter *f);

#endif
