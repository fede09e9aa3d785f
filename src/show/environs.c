// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>
#include <string.h>

#include "show/env_diff.h"
#include "show/environs.h"

/* How often the clock hand passes a program before it is evicted: one that was compared, or
 * ran before tracing began. Others, which are most, have 0. */
#define CREDIT 15

struct stored_environ {
	struct program_id id; /* pid 0: free */
	uint16_t next; /* in the chain of its hash: index + 1; 0: end */
	uint8_t credit;
	bool confirmed;
	size_t len;
	char *bytes; /* each variable with its NUL */
};

/* Eviction uses the CLOCK algorithm, with a counter in place of the reference bit. */
struct environs {
	struct stored_environ programs[ENVIRONS_PROGRAMS];
	uint16_t heads[ENVIRONS_PROGRAMS]; /* of the chains: index + 1; 0: empty */
	size_t hand; /* index of the next candidate for eviction */
	size_t size; /* bytes of all environments */
	struct strbuf own, removed; /* of the last event */
};

_Static_assert(ENVIRONS_PROGRAMS < UINT16_MAX, "an index + 1 fits");

struct environs *environs__new(void)
{
	return calloc(1, sizeof(struct environs));
}

static bool is_same(const struct program_id *a, const struct program_id *b)
{
	return a->pid == b->pid && a->start_ns == b->start_ns && a->exec_id == b->exec_id;
}

static uint16_t *head_of(struct environs *e, const struct program_id *id)
{
	const uint64_t pair = (uint64_t)id->exec_id << 32 | id->pid;
	const uint64_t hash = (id->start_ns ^ pair) * 0x9e3779b97f4a7c15ULL;

	return &e->heads[(hash >> 32) % ENVIRONS_PROGRAMS];
}

/* Return the program, or NULL. */
static struct stored_environ *find(struct environs *e, const struct program_id *id)
{
	for (uint16_t i = *head_of(e, id); i; i = e->programs[i - 1].next)
		if (is_same(&e->programs[i - 1].id, id))
			return &e->programs[i - 1];
	return NULL;
}

static void evict(struct environs *e, struct stored_environ *p)
{
	const uint16_t index = (uint16_t)(p - e->programs + 1);
	uint16_t *link = head_of(e, &p->id);

	while (*link != index)
		link = &e->programs[*link - 1].next;
	*link = p->next;
	e->size -= p->len;
	free(p->bytes);
	*p = (struct stored_environ){};
}

/* Return a free entry, after evicting until `len` more bytes are within the bound. */
static struct stored_environ *make_room(struct environs *e, size_t len)
{
	for (;;) {
		struct stored_environ *p = &e->programs[e->hand];

		e->hand = (e->hand + 1) % ENVIRONS_PROGRAMS;
		if (p->credit) {
			p->credit--;
			continue;
		}
		if (p->id.pid)
			evict(e, p);
		if (e->size + len <= ENVIRONS_SIZE)
			return p;
	}
}

void environs__store(struct environs *e, const struct program_id *id, const char *bytes,
		     size_t len, bool confirmed)
{
	struct stored_environ *p = find(e, id);
	char *copy;

	if (p)
		evict(e, p);
	if (!id->pid || len > ENVIRONS_ONE_MAX)
		return;
	copy = malloc(len + 1);
	if (!copy)
		return;
	if (len)
		memcpy(copy, bytes, len);
	p = make_room(e, len);
	*p = (struct stored_environ){
		.id = *id,
		.next = *head_of(e, id),
		.credit = confirmed ? 0 : CREDIT,
		.confirmed = confirmed,
		.len = len,
		.bytes = copy,
	};
	*head_of(e, id) = (uint16_t)(p - e->programs + 1);
	e->size += len;
}

bool environs__confirm(struct environs *e, const struct program_id *id)
{
	struct stored_environ *p = find(e, id);

	if (p)
		p->confirmed = true;
	return p;
}

/* Set e->own to the environment of the event. Return whether it is whole. */
static bool copy_own(struct environs *e, const struct event *ev)
{
	strbuf__reset(&e->own);
	for (size_t i = 0; i < ev->n_env; i++) {
		strbuf__add(&e->own, ev->env[i].text, ev->env[i].len);
		strbuf__addc(&e->own, '\0');
	}
	return !e->own.failed && !ev->env_truncated;
}

/* Return the environment of the parent's program, or NULL. */
static struct stored_environ *find_parent(struct environs *e, const struct event *ev)
{
	struct stored_environ *p;

	if (!ev->ancestry || !ev->ancestry->n)
		return NULL;
	p = find(e, &ev->ancestors[0].program);
	return p && p->confirmed ? p : NULL;
}

/* Most environments equal those of the parent: then nothing is to be sorted. */
static int reduce(struct environs *e, struct event *ev, const struct stored_environ *p,
		  const struct env_choice *choice)
{
	strbuf__reset(&e->removed);
	if (!e->own.failed && p->len == e->own.len &&
	    (!p->len || !memcmp(p->bytes, e->own.data, p->len))) {
		ev->n_env = 0;
		return 0;
	}
	return env_diff__apply(ev, p->bytes, p->len, choice, &e->removed);
}

void environs__event(struct environs *e, struct event *ev,
		     const struct env_choice *choice)
{
	struct stored_environ *parent = find_parent(e, ev);
	bool whole;

	if (!ev->env_known)
		return;
	whole = copy_own(e, ev);
	if (parent)
		parent->credit = CREDIT;
	ev->env_compared = parent && !reduce(e, ev, parent, choice);
	ev->env_known = ev->env_compared;
	/* The name of a variable that is missing is not removed. */
	if (ev->env_compared && !ev->env_truncated)
		ev->env_removed = (struct names){ e->removed.len ? e->removed.data : "",
						  e->removed.len, 0 };
	if (whole && ev->ancestry && !ev->head.retval && !event__is_check(ev))
		environs__store(e, &ev->ancestry->id, e->own.data, e->own.len, true);
}

void environs__free(struct environs *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < ENVIRONS_PROGRAMS; i++)
		free(e->programs[i].bytes);
	strbuf__free(&e->own);
	strbuf__free(&e->removed);
	free(e);
}
