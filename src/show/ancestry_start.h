/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Command lines of programs that ran before tracing began, from /proc. */
#ifndef ANCESTRY_START_H
#define ANCESTRY_START_H

#include "redact/redact.h"
#include "show/ancestry.h"

/*
 * Store the command line of each program in running that the table does not have, and
 * confirm the others. running: struct running_program of all processes, listed by the
 * kernel. By the time that /proc is read, a process may have exited and another may have
 * its pid; so call this again with a later list, which confirms the programs that are
 * still the same. redactor may be NULL.
 */
void ancestry_start__read(struct ancestry *a, struct redactor *redactor,
			  const struct strbuf *running);

#endif
