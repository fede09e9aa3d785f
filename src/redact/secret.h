/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Find the secrets in a command line: the built-in patterns of --redact, which the manual
 * lists. One pass over each text, in linear time for any text.
 */
#ifndef SECRET_H
#define SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "redact/look.h"
#include "redact/scan.h"
#include "redact/secret_name.h"
#include "redact/sql.h"

/* State of the scan; all zero before the first text of a list. */
struct secrets {
	const char *text; /* len bytes */
	size_t len;
	size_t pos; /* scanned up to here */
	size_t plain; /* up to here only names and = occur */
	struct look look;
	struct sql sql;
	enum {
		NO_DIALOG,
		SPAWNED, /* a text of expect(1), which has not expected anything */
		EXPECTED, /* it has, but no prompt for a password */
		ASKED, /* it has expected one, and has not sent anything since */
	} dialog;
	bool netrc; /* it has the word machine */
	size_t named_end; /* of the last word that is the name of a secret */
	struct span value; /* of the last secret name; or empty */
	/* Begins of words whose name does not count, ascending; set after secrets__begin(). */
	const size_t *known;
	size_t n_known;
	bool shell; /* the text is the command line of a shell (-c) */
	bool next_is_value, next_is_shell; /* what the next text is */
	bool next_is_path; /* it may be the path of a file with the secret */
};

/* Start with the next text of the list, which must live until the one after it. */
void secrets__begin(struct secrets *s, const char *text, size_t len);

/* Find the next secret. Spans may overlap; none is empty. Return false if there are no
 * more. */
bool secrets__next(struct secrets *s, struct span *span);

#endif
