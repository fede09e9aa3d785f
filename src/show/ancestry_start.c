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

size_t ancestry_start__answer(void *ctx, const void *request, size_t len, char *answer)
{
	uint32_t pid;
	int n = -1;

	if (len == sizeof(pid)) {
		memcpy(&pid, request, sizeof(pid));
		n = process__cmdline(pid, answer, CMDLINE_SIZE);
	}
	return n > 0 ? (size_t)n : 0;
}

/* Kernel threads have no command line, nor has a process in the middle of an exec. */
static void store(struct ancestry_start *s, const struct running_program *p,
		  const char *cmdline, size_t len)
{
	struct arg args[ANCESTRY_ARGS_SIZE + 1]; /* no more are stored */
	const size_t n = split(args, ARRAY_SIZE(args), cmdline, len);
	struct strbuf redacted = {};

	if (!s->redactor || !redact__list(s->redactor, &redacted, args, n))
		ancestry__store(s->ancestry, &p->process.id, args, n,
				len == CMDLINE_SIZE - 1, false);
	strbuf__free(&redacted);
}

/* Store the answers about the programs of a batch. */
static void store_batch(struct ancestry_start *s, const struct running_program *asked,
			size_t n)
{
	helper__run(s->helper);
	for (size_t i = 0; i < n; i++) {
		size_t len = 0;
		const char *cmdline = helper__answer(s->helper, i, &len);

		if (!cmdline)
			strbuf__add(&s->unanswered, &asked[i].process.id,
				    sizeof(asked[i].process.id));
		else if (len)
			store(s, &asked[i], cmdline, len);
	}
}

static bool is_to_be_asked(const struct ancestry_start *s, const struct program_id *id)
{
	for (size_t at = 0; at < s->unanswered.len; at += sizeof(*id))
		if (!memcmp(s->unanswered.data + at, id, sizeof(*id)))
			return false;
	return !ancestry__confirm(s->ancestry, id);
}

void ancestry_start__read(struct ancestry_start *s, const struct strbuf *running)
{
	struct running_program asked[HELPER_REQUESTS_MAX], *p = asked;

	for (size_t at = 0; at + sizeof(*p) <= running->len; at += sizeof(*p)) {
		memcpy(p, running->data + at, sizeof(*p));
		if (!is_to_be_asked(s, &p->process.id) ||
		    !helper__add(s->helper, s->job, &p->own_pid, sizeof(p->own_pid)))
			continue;
		if (++p == asked + ARRAY_SIZE(asked)) {
			store_batch(s, asked, ARRAY_SIZE(asked));
			p = asked;
		}
	}
	store_batch(s, asked, (size_t)(p - asked));
}
