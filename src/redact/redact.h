/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* --redact: secrets in arguments become "[redacted]", before anything formats them. */
#ifndef REDACT_H
#define REDACT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/regex.h"
#include "base/strbuf.h"
#include "record/event.h"

#define REDACTED "[redacted]"

/* All zero has only the built-in patterns. */
struct redactor {
	bool on; /* --redact is given */
	struct regex **list; /* patterns of the user */
	size_t n;
	struct strbuf secret; /* 1 for each byte of one text that is secret, else 0 */
};

/* Add a POSIX ERE. What its first group matches is a secret, or without groups all that it
 * matches. Return 0, -ENOMEM, or -EINVAL with the reason in `error` of `size` bytes. */
int redact__add(struct redactor *r, const char *regex, char *error, size_t size);

/*
 * Replace the secrets in all arguments of an event, in their order. An argument is replaced
 * whole if the patterns of the user need more than REGEX_STEPS for all up to it. Arguments
 * with secrets are marked, and their text is then in `out`, which is emptied first
 * and must live as long as they do. Return 0, or -ENOMEM: then secrets may remain.
 */
int redact__list(struct redactor *r, struct strbuf *out, struct arg *args, size_t n);

/* The same for an environment; a variable's name stays. */
int redact__env(struct redactor *r, struct strbuf *out, struct arg *vars, size_t n);

void redact__free(struct redactor *r);

#endif
