/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Command lines and paths of programs that ran before tracing began, from /proc. */
#ifndef ANCESTRY_START_H
#define ANCESTRY_START_H

#include "base/helper.h"
#include "redact/redact.h"
#include "show/ancestry.h"

struct ancestry_request {
	uint32_t pid;
	uint32_t exe; /* whether to read the path too */
};

/* All zero but for the first members is the state before the first call. */
struct ancestry_start {
	struct ancestry *ancestry;
	struct redactor *redactor; /* may be NULL */
	struct helper *helper;
	size_t job; /* ancestry_start__answer() in the helper */
	struct strbuf unanswered; /* struct program_id of those not to be asked again */
};

/*
 * Store the command line, and the path if the table has paths, of each program in running that the table does not have, and
 * confirm the others. running: struct running_program of all processes, listed by the
 * kernel. By the time that /proc is read, a process may have exited and another may have
 * its pid; so call this again with a later list, which confirms the programs that are
 * still the same.
 */
void ancestry_start__read(struct ancestry_start *s, const struct strbuf *running);

/* Read a path and a command line, see helper.h. request: a struct ancestry_request. */
size_t ancestry_start__answer(void *ctx, const void *request, size_t len, char *answer);

#endif
