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

/* All zero has only the built-in patterns. */
struct redactor {
	bool on; /* --redact is given */
	regex_t *list; /* patterns of the user */
	size_t n;
	struct strbuf text; /* one argument as a C string, for regexec(3) */
	struct strbuf secret; /* 1 for each byte of one text that is secret, else 0 */
};

/* Add a POSIX ERE. What its first group matches is a secret, or without groups all that it
 * matches. Return 0, -ENOMEM, or -EINVAL with the reason in `error` of `size` bytes. */
int redact__add(struct redactor *r, const char *regex, char *error, size_t size);

/*
 * Replace the secrets in all arguments of an event, in their order, or in its environment.
 * Arguments with secrets are marked, and their text is then in `out`, which is emptied first
 * and must live as long as they do. Return 0, or -ENOMEM: then secrets may remain.
 */
int redact__list(struct redactor *r, struct strbuf *out, struct arg *args, size_t n);

void redact__free(struct redactor *r);

#endif
