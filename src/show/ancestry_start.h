/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What /proc tells of the programs that run already as tracing begins. */
#ifndef ANCESTRY_START_H
#define ANCESTRY_START_H

#include "redact/redact.h"
#include "show/ancestry.h"

/*
 * running: struct running_program of all processes, as the kernel has just listed them.
 * Reads the command line of each that is not known yet. The process may have ended since,
 * and another one have its pid: so what is read is told to nobody until it stands in a
 * later list too, with which this is to be called then. redactor: NULL, if nothing is to
 * be hidden.
 */
void ancestry_start__read(struct ancestry *a, struct redactor *redactor,
			  const struct strbuf *running);

#endif
