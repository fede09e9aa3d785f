// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>

#include "base/process.h"
#include "base/util.h"
#include "show/environs_start.h"

/* Whether these bytes are variables, each with its NUL. */
static bool are_variables(const char *bytes, size_t len)
{
	if (!len || bytes[len - 1])
		return false;
	for (const char *p = bytes; p < bytes + len; p += strlen(p) + 1)
		if (!strchr(p, '='))
			return false;
	return true;
}

size_t environs_start__answer(void *ctx, const void *request, size_t len, char *answer)
{
	uint32_t pid;
	int n = -1;

	if (len == sizeof(pid)) {
		memcpy(&pid, request, sizeof(pid));
		n = process__environ(pid, answer, HELPER_ANSWER_MAX);
	}
	/* One that fills the buffer may be cut. */
	if (n <= 0 || n == HELPER_ANSWER_MAX - 1 || !are_variables(answer, (size_t)n))
		return 0;
	return (size_t)n;
}

/* Store the answers about the programs of a batch. */
static void store_batch(struct environs_start *s, const struct running_program *asked,
			size_t n)
{
	helper__run(s->helper);
	for (size_t i = 0; i < n; i++) {
		size_t len = 0;
		const char *bytes = helper__answer(s->helper, i, &len);

		if (!bytes)
			strbuf__add(&s->unanswered, &asked[i].process.id,
				    sizeof(asked[i].process.id));
		else if (len)
			environs__store(s->environs, &asked[i].process.id, bytes, len,
					false);
	}
}

static bool is_to_be_asked(const struct environs_start *s, const struct program_id *id)
{
	for (size_t at = 0; at < s->unanswered.len; at += sizeof(*id))
		if (!memcmp(s->unanswered.data + at, id, sizeof(*id)))
			return false;
	return !environs__confirm(s->environs, id);
}

void environs_start__read(struct environs_start *s, const struct strbuf *running)
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
