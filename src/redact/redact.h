/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* --redact: secrets in arguments become "[redacted]", before anything formats them. */
#ifndef REDACT_H
#define REDACT_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "record/event.h"

#define REDACTED "[redacted]"

/* All zero has no patterns but the built-in ones. */
struct redactor {
	bool on; /* else nobody asked for it */
	regex_t *list; /* the user's own */
	size_t n;
	struct strbuf text; /* one as a C string, for regexec(3) */
	struct strbuf secret; /* 1 for each byte of one text that is secret, else 0 */
};

/* Adds a POSIX ERE: what its first group matches, or if it has none, all it matches is
 * hidden too. Returns 0, -ENOMEM, or -EINVAL with the reason in error. */
int redact__add(struct redactor *r, const char *regex, char *error, size_t size);

/*
 * Hides the secrets of a list: the arguments of one event in their order, or its
 * environment. Those with any are marked, and their text lies in kept, which must live
 * as long as they do and which this empties first. Returns 0, or -ENOMEM: then any may
 * still hold a secret.
 */
int redact__list(struct redactor *r, struct strbuf *kept, struct arg *args, size_t n);

void redact__free(struct redactor *r);

#endif
