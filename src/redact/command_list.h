/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Find the secrets that only the manual of a program tells: the values of its options and
 * its operands. The arguments of a list are the words of a command line. An argument with
 * blanks is the text of a shell as well, with the words of more command lines. One pass over
 * each text, in linear time for any text.
 */
#ifndef COMMAND_LIST_H
#define COMMAND_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "redact/command.h"
#include "redact/scan.h"

#define COMMAND_KNOWN 32

/* All zero before the first text of a list. */
struct commands {
	struct command outer; /* of the list's texts */
	struct command inner, suspended; /* in the text; and around the $() in it */
	size_t depth; /* of $() and () */
	const char *text; /* len bytes */
	size_t len, pos;
	char enclosing; /* quote around the words of a text; or NUL */
	struct span output; /* of the echo before, which may be what the next one reads */
	bool is_read, is_input; /* by a pipe; the next word is it (<<<) */
	struct span whole; /* secret of the text as a word; or empty */
	/* Begins of the first options in the text that the rules have, ascending: what else
	 * their names mean does not count. */
	size_t known[COMMAND_KNOWN], n_known;
};

/* Start with the next text of the list, which must live as long as the list is scanned. */
void commands__begin(struct commands *s, const char *text, size_t len);

/* Find the next secret. Spans may overlap; none is empty. Return false if there are no
 * more. */
bool commands__next(struct commands *s, struct span *span);

#endif
