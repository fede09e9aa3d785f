/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Secrets by their form, whatever their names. */
#ifndef LOOK_H
#define LOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "redact/scan.h"

/* All zero before a text. */
struct look {
	size_t run_end; /* end of the last run of base64url that was scanned */
	size_t colon; /* after the first colon in it; or 0 */
};

/* Find a secret that is recognized at `pos` of a text of `len` bytes; it may begin before.
 * Call this for each position in turn. Return whether there is one. */
bool look__find(struct look *look, const char *text, size_t len, size_t pos,
		struct span *span);

#endif
