/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where secrets stand in a command line: the built-in patterns of --redact, which the
 * manual lists. One pass over each text, whose time grows with its length and no faster,
 * whatever it is made of. Knows nothing of the project.
 */
#ifndef SECRET_H
#define SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "redact/secret_name.h"

struct span {
	size_t begin, end; /* end: behind its last byte */
};

/* All zero before the first text of a list: what one says about the next is kept. */
struct secrets {
	const char *text; /* len bytes */
	size_t len;
	size_t at; /* looked at up to here */
	size_t plain; /* up to here there are but names and = */
	size_t run_end; /* of the run of base64url that at is in, if that is further */
	struct span named; /* the value of the name that at is in or behind; or empty */
	bool shell; /* the text is a command line of its own */
	bool next_is_value, next_is_shell;
	const struct secret_program *program; /* that was named; NULL: none */
};

/* Begins with the next text of the list. It must live until the one after it. */
void secrets__begin(struct secrets *s, const char *text, size_t len);

/* The next one; they may overlap, none is empty. Returns false if there are no more. */
bool secrets__next(struct secrets *s, struct span *span);

#endif
