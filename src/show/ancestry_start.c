// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>

#include "base/process.h"
#include "base/util.h"
#include "show/ancestry_start.h"

/* Bytes read of a command line: more than are stored, so that a secret across the end of
 * the stored bytes is redacted. */
#define CMDLINE_SIZE 16384

/* Split the content of /proc/PID/cmdline. Return the number of arguments. */
static size_t split(struct arg *args, size_t max, const char *bytes, size_t len)
{
	const char *end = bytes + len;
	size_t n = 0;

	for (const char *p = bytes; p < end && n < max; n++) {
		const char *nul = memchr(p, 0, (size_t)(end - p));

		args[n] =
			(struct arg){ .text = p, .len = (size_t)((nul ? nul : end) - p) };
		p = nul ? nul + 1 : end;
	}
	return n;
}

/* Kernel threads have no command line, nor has a process in the middle of an exec. */
static void read_one(struct ancestry *a, struct redactor *redactor,
		     const struct running_program *p)
{
	struct arg args[ANCESTRY_ARGS_SIZE + 1]; /* no more are stored */
	char cmdline[CMDLINE_SIZE];
	int len = process__cmdline(p->own_pid, cmdline, sizeof(cmdline));
	struct strbuf redacted = {};
	size_t n;

	if (len <= 0)
		return;
	n = split(args, ARRAY_SIZE(args), cmdline, (size_t)len);
	if (!redactor || !redact__list(redactor, &redacted, args, n))
		ancestry__store(a, &p->id, args, n, len == CMDLINE_SIZE - 1, false);
	strbuf__free(&redacted);
}

void ancestry_start__read(struct ancestry *a, struct redactor *redactor,
			  const struct strbuf *running)
{
	struct running_program p;

	for (size_t at = 0; at + sizeof(p) <= running->len; at += sizeof(p)) {
		memcpy(&p, running->data + at, sizeof(p));
		if (!ancestry__confirm(a, &p.id))
			read_one(a, redactor, &p);
	}
}
