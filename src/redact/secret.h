/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Find the secrets in a command line: the built-in patterns of --redact, which the manual
 * lists. One pass over each text, in linear time for any text.
 */
#ifndef SECRET_H
#define SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "redact/secret_name.h"

struct span {
	size_t begin, end; /* end: after the last byte */
};

/* State of the scan; all zero before the first text of a list. */
struct secrets {
	const char *text; /* len bytes */
	size_t len;
	size_t pos; /* scanned up to here */
	size_t plain; /* up to here only names and = occur */
	size_t run_end; /* end of the last run of base64url that was scanned */
	struct span value; /* of the last secret name; or empty */
	bool shell; /* the text is the command line of a shell (-c) */
	bool next_is_value, next_is_shell; /* what the next text is */
	const struct secret_program *program; /* the last one that was named, or NULL */
};

/* Start with the next text of the list, which must live until the one after it. */
void secrets__begin(struct secrets *s, const char *text, size_t len);

/* Find the next secret. Spans may overlap; none is empty. Return false if there are no
 * more. */
bool secrets__next(struct secrets *s, struct span *span);

#endif
