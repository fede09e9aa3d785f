/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Environments of programs that ran before tracing began, from /proc. */
#ifndef ENVIRONS_START_H
#define ENVIRONS_START_H

#include "base/helper.h"
#include "show/environs.h"

/* All zero but for the first members is the state before the first call. */
struct environs_start {
	struct environs *environs;
	struct helper *helper; /* with CAP_SYS_PTRACE, or only some can be read */
	size_t job; /* environs_start__answer() in the helper */
	struct strbuf unanswered; /* struct program_id of those not to be asked again */
};

/* Store the environment of each program in running that the table does not have, and
 * confirm the others, as ancestry_start__read() does with command lines. */
void environs_start__read(struct environs_start *s, const struct strbuf *running);

/*
 * Read an environment, see helper.h. request: the pid, as a uint32_t. The answer is empty if
 * it is unknown. A program may have written over its environment, usually to change the
 * command line that ps(1) shows: no answer has an entry that is not NAME=value.
 */
size_t environs_start__answer(void *ctx, const void *request, size_t len, char *answer);

#endif
