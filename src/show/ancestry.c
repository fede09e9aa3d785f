// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "record/path.h"
#include "show/ancestry.h"

/* Ids of evicted programs that are remembered, one for each hash. */
#define EVICTED_IDS 32768

/* How often the clock hand passes a program before it is evicted: one that was resolved or
 * ran before tracing began. Others, which are most, have 0. */
#define CREDIT 15

struct stored_program {
	struct program_id id; /* pid 0: free */
	uint16_t next; /* in the chain of its hash: index + 1; 0: end */
	uint16_t len;
	uint8_t credit;
	bool confirmed;
	bool cut; /* args lacks bytes or arguments */
	char args[ANCESTRY_ARGS_SIZE]; /* len bytes, each argument with its NUL */
};

struct stored_exe {
	uint8_t len; /* 0: unknown */
	bool deleted;
	char path[ANCESTRY_EXE_SIZE];
};

_Static_assert(ANCESTRY_EXE_SIZE <= UINT8_MAX + 1, "a length below it fits");

/* Eviction uses the CLOCK algorithm, with a counter in place of the reference bit. */
struct ancestry {
	struct stored_program programs[ANCESTRY_PROGRAMS];
	struct stored_exe *exes; /* of the programs; NULL: not stored */
	struct strbuf path; /* being composed */
	uint16_t heads[ANCESTRY_PROGRAMS]; /* of the chains: index + 1; 0: empty */
	size_t hand; /* index of the next candidate for eviction */
	struct program_id evicted_ids[EVICTED_IDS]; /* by hash of the pid */
	uint64_t evicted;
};

_Static_assert(ANCESTRY_PROGRAMS < UINT16_MAX, "an index + 1 fits");
_Static_assert(ANCESTRY_ARGS_SIZE <= UINT16_MAX, "a length fits");

struct ancestry *ancestry__new(bool exes)
{
	struct ancestry *a = calloc(1, sizeof(*a));

	if (a && exes)
		a->exes = calloc(ANCESTRY_PROGRAMS, sizeof(*a->exes));
	if (a && exes && !a->exes) {
		free(a);
		return NULL;
	}
	return a;
}

bool ancestry__has_exes(const struct ancestry *a)
{
	return a->exes;
}

static struct stored_exe *exe_of(const struct ancestry *a, const struct stored_program *p)
{
	return a->exes ? &a->exes[p - a->programs] : NULL;
}

static bool is_same(const struct program_id *a, const struct program_id *b)
{
	return a->pid == b->pid && a->start_ns == b->start_ns && a->exec_id == b->exec_id;
}

static uint32_t hash(const struct program_id *id)
{
	const uint64_t pair = (uint64_t)id->exec_id << 32 | id->pid;

	return (uint32_t)((id->start_ns ^ pair) * 0x9e3779b97f4a7c15ULL >> 32);
}

static uint16_t *head_of(struct ancestry *a, const struct program_id *id)
{
	return &a->heads[hash(id) % ANCESTRY_PROGRAMS];
}

/* Return the program, or NULL. */
static struct stored_program *find(struct ancestry *a, const struct program_id *id)
{
	for (uint16_t i = *head_of(a, id); i; i = a->programs[i - 1].next)
		if (is_same(&a->programs[i - 1].id, id))
			return &a->programs[i - 1];
	return NULL;
}

static void evict(struct ancestry *a, struct stored_program *p)
{
	const uint16_t index = (uint16_t)(p - a->programs + 1);
	uint16_t *link = head_of(a, &p->id);

	while (*link != index)
		link = &a->programs[*link - 1].next;
	*link = p->next;
	a->evicted_ids[p->id.pid % EVICTED_IDS] = p->id;
}

/* Return an entry for an id that has none, linked into the chain of its hash. */
static struct stored_program *allocate(struct ancestry *a, const struct program_id *id)
{
	uint16_t *head = head_of(a, id);
	struct stored_program *p;

	for (;;) {
		p = &a->programs[a->hand];
		a->hand = (a->hand + 1) % ANCESTRY_PROGRAMS;
		if (!p->id.pid || !p->credit)
			break;
		p->credit--;
	}
	if (p->id.pid)
		evict(a, p);
	p->next = *head;
	*head = (uint16_t)(p - a->programs + 1);
	return p;
}

static void copy_args(struct stored_program *p, const struct arg *args, size_t n)
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

void ancestry__store(struct ancestry *a, const struct program_id *id,
		     const struct arg *args, size_t n, bool truncated, bool confirmed)
{
	struct stored_program *p;

	if (!id->pid)
		return;
	p = find(a, id);
	if (!p)
		p = allocate(a, id);
	p->id = *id;
	p->credit = confirmed ? 0 : CREDIT;
	p->confirmed = confirmed;
	p->cut = false;
	copy_args(p, args, n);
	p->cut |= truncated;
	if (a->exes)
		exe_of(a, p)->len = 0;
}

void ancestry__store_exe(struct ancestry *a, const struct program_id *id,
			 const char *path, size_t len, bool deleted)
{
	const struct stored_program *p = find(a, id);
	struct stored_exe *exe = p ? exe_of(a, p) : NULL;

	if (!exe || len >= sizeof(exe->path))
		return;
	memcpy(exe->path, path, len);
	exe->len = (uint8_t)len;
	exe->deleted = deleted;
}

bool ancestry__confirm(struct ancestry *a, const struct program_id *id)
{
	struct stored_program *p = find(a, id);

	if (p)
		p->confirmed = true;
	return p;
}

void ancestry__store_event(struct ancestry *a, const struct event *ev)
{
	if (!ev->ancestry || ev->head.retval ||
	    ev->head.flags & (RECORD_UNREADABLE | RECORD_CHECK))
		return;
	ancestry__store(a, &ev->ancestry->id, ev->args, ev->n_args, ev->truncated, true);
	strbuf__reset(&a->path);
	if (a->exes && path__add(&a->path, &ev->exe) && !a->path.failed)
		ancestry__store_exe(a, &ev->ancestry->id, a->path.data, a->path.len,
				    ev->exe.flags & PATH_DELETED);
}

/* Return the confirmed program with this id, or NULL. */
static struct stored_program *look_up(struct ancestry *a, const struct program_id *id)
{
	struct stored_program *p = find(a, id);

	if (p && p->confirmed) {
		p->credit = CREDIT;
		return p;
	}
	a->evicted += id->pid && is_same(&a->evicted_ids[id->pid % EVICTED_IDS], id);
	return NULL;
}

/* Append what is stored of a program. */
static void add_texts(struct ancestry *a, struct strbuf *to,
		      const struct stored_program *found)
{
	const struct stored_exe *exe = exe_of(a, found);

	strbuf__add(to, found->args, found->len);
	if (exe)
		strbuf__add(to, exe->path, exe->len);
}

/* Set what is stored of an ancestor's program to the text that add_texts() appended. Return
 * the end of that. */
static const char *set_texts(const struct ancestry *a, struct ancestor *to,
			     const struct stored_program *found, const char *text)
{
	const struct stored_exe *exe = exe_of(a, found);

	to->args = text;
	to->args_len = found->len;
	to->args_cut = found->cut;
	text += found->len;
	if (!exe || !exe->len)
		return text;
	to->exe = text;
	to->exe_len = exe->len;
	to->exe_deleted = exe->deleted;
	return text + exe->len;
}

void ancestry__resolve(struct ancestry *a, struct event *ev)
{
	const size_t ancestors = ev->ancestry ? ev->ancestry->n : 0;
	const size_t n = ancestors + ev->origin_known; /* the origin is the last one */
	const struct stored_program *found[ANCESTRY_LEVELS_MAX + 1];
	const char *text;

	ev->exes_known = a->exes;
	strbuf__reset(&ev->ancestor_args);
	for (size_t i = 0; i < n; i++) {
		found[i] = look_up(a, i < ancestors ? &ev->ancestors[i].program :
						      &ev->origin.program);
		if (found[i])
			add_texts(a, &ev->ancestor_args, found[i]);
	}
	/* If memory ran out, none is known. */
	text = strbuf__cstr(&ev->ancestor_args);
	for (size_t i = 0; text && i < n; i++)
		if (found[i])
			text = set_texts(a,
					 i < ancestors ? &ev->ancestors[i] : &ev->origin,
					 found[i], text);
}

uint64_t ancestry__evicted(const struct ancestry *a)
{
	return a ? a->evicted : 0;
}

void ancestry__free(struct ancestry *a)
{
	if (!a)
		return;
	strbuf__free(&a->path);
	free(a->exes);
	free(a);
}
