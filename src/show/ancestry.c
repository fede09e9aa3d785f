// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "show/ancestry.h"

/* The memory of what has been let go. */
#define GONE 32768

/* Rounds that a program stays which is somebody's ancestor, or has run for long: most are
 * never asked for, and go in the first. */
#define CREDIT 15

struct known_program {
	struct program_id id; /* pid 0: free */
	uint16_t next; /* of the same hash: its index + 1; 0: none */
	uint16_t len;
	uint8_t credit;
	bool sure;
	bool cut; /* not all of the arguments are here */
	char args[ANCESTRY_ARGS_SIZE]; /* len bytes, each argument with its NUL */
};

struct ancestry {
	struct known_program programs[ANCESTRY_PROGRAMS];
	uint16_t heads[ANCESTRY_PROGRAMS]; /* by hash, as next */
	size_t hand; /* the next that may have to go */
	struct program_id gone[GONE]; /* by pid */
	uint64_t forgotten;
};

_Static_assert(ANCESTRY_PROGRAMS < UINT16_MAX, "an index + 1 fits");
_Static_assert(ANCESTRY_ARGS_SIZE <= UINT16_MAX, "a length fits");

struct ancestry *ancestry__new(void)
{
	return calloc(1, sizeof(struct ancestry));
}

static bool is_same(const struct program_id *a, const struct program_id *b)
{
	return a->pid == b->pid && a->start_ns == b->start_ns && a->exec_id == b->exec_id;
}

static uint16_t *head_of(struct ancestry *a, uint32_t pid)
{
	return &a->heads[pid % ANCESTRY_PROGRAMS];
}

/* Whatever stands there of this pid: one at most. */
static struct known_program *find(struct ancestry *a, uint32_t pid)
{
	for (uint16_t i = *head_of(a, pid); i; i = a->programs[i - 1].next)
		if (a->programs[i - 1].id.pid == pid)
			return &a->programs[i - 1];
	return NULL;
}

static void let_go(struct ancestry *a, struct known_program *p)
{
	const uint16_t index = (uint16_t)(p - a->programs + 1);
	uint16_t *link = head_of(a, p->id.pid);

	while (*link != index)
		link = &a->programs[*link - 1].next;
	*link = p->next;
	a->gone[p->id.pid % GONE] = p->id;
}

/* A place for a pid that has none, in its chain. */
static struct known_program *make_room(struct ancestry *a, uint32_t pid)
{
	uint16_t *head = head_of(a, pid);
	struct known_program *p;

	for (;;) {
		p = &a->programs[a->hand];
		a->hand = (a->hand + 1) % ANCESTRY_PROGRAMS;
		if (!p->id.pid || !p->credit)
			break;
		p->credit--;
	}
	if (p->id.pid)
		let_go(a, p);
	p->next = *head;
	*head = (uint16_t)(p - a->programs + 1);
	return p;
}

static void copy_args(struct known_program *p, const struct arg *args, size_t n)
{
	p->len = 0;
	for (size_t i = 0; i < n && !p->cut; i++) {
		const size_t room = sizeof(p->args) - p->len;
		const size_t len = args[i].len < room ? args[i].len : room;

		if (len)
			memcpy(p->args + p->len, args[i].text, len);
		p->len += (uint16_t)len;
		p->cut = len == room;
		if (!p->cut)
			p->args[p->len++] = '\0';
	}
}

void ancestry__keep(struct ancestry *a, const struct program_id *id,
		    const struct arg *args, size_t n, bool truncated, bool sure)
{
	struct known_program *p;

	if (!id->pid)
		return;
	p = find(a, id->pid);
	if (!p)
		p = make_room(a, id->pid);
	p->id = *id;
	p->credit = sure ? 0 : CREDIT;
	p->sure = sure;
	p->cut = false;
	copy_args(p, args, n);
	p->cut |= truncated;
}

bool ancestry__confirm(struct ancestry *a, const struct program_id *id)
{
	struct known_program *p = find(a, id->pid);

	if (!p || !is_same(&p->id, id))
		return false;
	p->sure = true;
	return true;
}

void ancestry__learn(struct ancestry *a, const struct event *ev)
{
	if (!ev->ancestry || ev->head.retval || ev->head.flags & RECORD_UNREADABLE)
		return;
	ancestry__keep(a, &ev->ancestry->id, ev->args, ev->n_args, ev->truncated, true);
}

/* NULL: not known. */
static struct known_program *ask(struct ancestry *a, const struct program_id *id)
{
	struct known_program *p = find(a, id->pid);

	if (p && p->sure && is_same(&p->id, id)) {
		p->credit = CREDIT;
		return p;
	}
	a->forgotten += id->pid && is_same(&a->gone[id->pid % GONE], id);
	return NULL;
}

void ancestry__resolve(struct ancestry *a, struct event *ev)
{
	const struct known_program *found[ANCESTRY_LEVELS_MAX];
	const size_t n = ev->ancestry ? ev->ancestry->n : 0;
	const char *args;

	strbuf__reset(&ev->ancestor_args);
	for (size_t i = 0; i < n; i++) {
		found[i] = ask(a, &ev->ancestors[i].head.id);
		if (found[i])
			strbuf__add(&ev->ancestor_args, found[i]->args, found[i]->len);
	}
	/* Without memory for all of them, none. */
	args = strbuf__cstr(&ev->ancestor_args);
	for (size_t i = 0; args && i < n; i++) {
		if (!found[i])
			continue;
		ev->ancestors[i].args = args;
		ev->ancestors[i].args_len = found[i]->len;
		ev->ancestors[i].args_cut = found[i]->cut;
		args += found[i]->len;
	}
}

uint64_t ancestry__evicted(const struct ancestry *a)
{
	return a ? a->forgotten : 0;
}

void ancestry__free(struct ancestry *a)
{
	free(a);
}
