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

/* The begin of an answer; the command line follows. */
struct path_answer {
	uint16_t len; /* 0: unknown, or not asked for */
	bool deleted;
	char path[ANCESTRY_EXE_SIZE];
};

size_t ancestry_start__answer(void *ctx, const void *request, size_t len, char *answer)
{
	struct path_answer exe = {};
	struct ancestry_request r;
	int n;

	if (len != sizeof(r))
		return 0;
	memcpy(&r, request, sizeof(r));
	n = r.exe ? process__exe(r.pid, exe.path, sizeof(exe.path), &exe.deleted) : 0;
	exe.len = (uint16_t)(n > 0 ? n : 0);
	memcpy(answer, &exe, sizeof(exe));
	n = process__cmdline(r.pid, answer + sizeof(exe), CMDLINE_SIZE);
	return n > 0 ? sizeof(exe) + (size_t)n : 0;
}

/* Kernel threads have no command line, nor has a process in the middle of an exec. */
static void store(struct ancestry_start *s, const struct running_program *p,
		  const char *answer, size_t len)
{
	const char *cmdline = answer + sizeof(struct path_answer);
	struct path_answer exe;
	struct arg args[ANCESTRY_ARGS_SIZE + 1]; /* no more are stored */
	struct strbuf redacted = {};
	size_t n;

	if (len <= sizeof(exe))
		return;
	memcpy(&exe, answer, sizeof(exe));
	len -= sizeof(exe);
	n = split(args, ARRAY_SIZE(args), cmdline, len);
	if (!s->redactor || !redact__list(s->redactor, &redacted, args, n))
		ancestry__store(s->ancestry, &p->process.id, args, n,
				len == CMDLINE_SIZE - 1, false);
	/* The table has the program unless redaction failed. */
	ancestry__store_exe(s->ancestry, &p->process.id, exe.path, exe.len, exe.deleted);
	strbuf__free(&redacted);
}

/* Store the answers about the programs of a batch. */
static void store_batch(struct ancestry_start *s, const struct running_program *asked,
			size_t n)
{
	helper__run(s->helper);
	for (size_t i = 0; i < n; i++) {
		size_t len = 0;
		const char *answer = helper__answer(s->helper, i, &len);

		if (!answer)
			strbuf__add(&s->unanswered, &asked[i].process.id,
				    sizeof(asked[i].process.id));
		else
			store(s, &asked[i], answer, len);
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
	struct ancestry_request r = { .exe = ancestry__has_exes(s->ancestry) };

	for (size_t at = 0; at + sizeof(*p) <= running->len; at += sizeof(*p)) {
		memcpy(p, running->data + at, sizeof(*p));
		r.pid = p->own_pid;
		if (!is_to_be_asked(s, &p->process.id) ||
		    !helper__add(s->helper, s->job, &r, sizeof(r)))
			continue;
		if (++p == asked + ARRAY_SIZE(asked)) {
			store_batch(s, asked, ARRAY_SIZE(asked));
			p = asked;
		}
	}
	store_batch(s, asked, (size_t)(p - asked));
}
