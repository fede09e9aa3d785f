// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>
#include <string.h>

#include "show/lineage.h"

/* How often the clock hand passes a process before it is evicted, since it was last an
 * ancestor of an event or forked. */
#define CREDIT 3

/*
 * Processes in a chain, at most. A process that forks and ends, as its child does, and so on
 * for ever, would fill the table with ancestors of one that runs: of a longer chain, the
 * forker of the last one is left out.
 */
#define DEPTH_MAX 1024

#define INIT_PID 1 /* of the initial pid namespace */

struct process {
	struct process_state state; /* as last known; pid 0: free */
	struct program_id
		program; /* whose exec began what it runs: its own, or that of the
				    * process which it was forked from */
	uint16_t
		next; /* in the chain of its hash, or of the free ones: index + 1; 0: end */
	uint16_t forker; /* index + 1; 0: unknown */
	uint16_t children; /* whose forker it is */
	uint16_t depth; /* about as many ancestors are in the table */
	uint8_t credit;
	bool first; /* it has no parent */
	bool ended;
	bool listed; /* in the list that is being read */
};

/* Eviction uses the CLOCK algorithm, with a counter in place of the reference bit. */
struct lineage {
	struct process processes[LINEAGE_PROCESSES];
	uint16_t heads[LINEAGE_PROCESSES]; /* of the chains: index + 1; 0: empty */
	uint16_t free; /* the first one that was freed: index + 1; 0: none */
	size_t used; /* those from here on have not been used yet */
	size_t hand; /* index of the next candidate for eviction */
	size_t levels;
	bool origin;
	uint64_t evicted;
};

_Static_assert(LINEAGE_PROCESSES < UINT16_MAX, "an index + 1 fits");

struct lineage *lineage__new(size_t levels, bool origin)
{
	struct lineage *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->levels = levels;
	l->origin = origin;
	return l;
}

static struct process *at(struct lineage *l, uint16_t index)
{
	return index ? &l->processes[index - 1] : NULL;
}

static uint16_t index_of(const struct lineage *l, const struct process *p)
{
	return (uint16_t)(p - l->processes + 1);
}

/* A process is identified by pid and start, whatever it runs. */
static bool is_same(const struct program_id *a, const struct program_id *b)
{
	return a->pid == b->pid && a->start_ns == b->start_ns;
}

static uint16_t *head_of(struct lineage *l, const struct program_id *id)
{
	const uint64_t hash = (id->start_ns ^ id->pid) * 0x9e3779b97f4a7c15ULL;

	return &l->heads[(hash >> 32) % LINEAGE_PROCESSES];
}

/* Return the process, or NULL. */
static struct process *find(struct lineage *l, const struct program_id *id)
{
	struct process *p = at(l, *head_of(l, id));

	while (p && !is_same(&p->state.id, id))
		p = at(l, p->next);
	return p;
}

/* Remove a process that no other one has as its forker. Return its forker, or NULL. */
static struct process *take_out(struct lineage *l, struct process *p)
{
	struct process *forker = at(l, p->forker);
	uint16_t *link = head_of(l, &p->state.id);

	while (*link != index_of(l, p))
		link = &at(l, *link)->next;
	*link = p->next;
	p->state.id.pid = 0;
	p->next = l->free;
	l->free = index_of(l, p);
	if (forker)
		forker->children--;
	return forker;
}

/* Remove p, its forker and so on, as far as they have ended and no descendant runs. */
static void release(struct lineage *l, struct process *p)
{
	while (p && p->ended && !p->children)
		p = take_out(l, p);
}

/* Make room for a process. Return whether there is any. */
static bool evict(struct lineage *l)
{
	for (size_t i = 0; i < LINEAGE_PROCESSES * (CREDIT + 1); i++) {
		struct process *p = &l->processes[l->hand];

		l->hand = (l->hand + 1) % LINEAGE_PROCESSES;
		if (p->children)
			continue;
		if (!p->credit) {
			l->evicted++;
			release(l, take_out(l, p));
			return true;
		}
		p->credit--;
	}
	return false;
}

/* A process that forks is older than its child, so no chain is a ring. */
static bool may_fork(const struct process *p, const struct process *child)
{
	const struct program_id *a = &p->state.id, *b = &child->state.id;

	return a->start_ns < b->start_ns ||
	       (a->start_ns == b->start_ns && a->pid < b->pid);
}

static void set_forker(struct lineage *l, struct process *p, struct process *forker)
{
	struct process *before = at(l, p->forker);

	if (!forker || forker == before || !may_fork(forker, p))
		return;
	forker->children++;
	p->forker = index_of(l, forker);
	p->depth = (uint16_t)(forker->depth + 1);
	if (before) {
		before->children--;
		release(l, before);
	}
}

/* Add a process that is not in the table. Return NULL if there is no room. */
static struct process *add(struct lineage *l, const struct program_id *id,
			   struct process *forker)
{
	uint16_t *head = head_of(l, id);
	struct process *p = NULL;

	if (forker)
		forker->children++; /* so that it is not evicted */
	if (l->free || l->used < LINEAGE_PROCESSES || evict(l))
		p = l->free ? at(l, l->free) : &l->processes[l->used++];
	if (p && l->free)
		l->free = p->next;
	if (p) {
		*p = (struct process){ .state.id = *id,
				       .state.login_session = DETAIL_UNKNOWN,
				       .program = *id,
				       .next = *head,
				       .first = id->pid == INIT_PID };
		*head = index_of(l, p);
		set_forker(l, p, forker);
	}
	if (forker)
		forker->children--;
	return p;
}

/* Return the process, added if need be. forker counts unless it has one. Return NULL if it
 * is none, or if there is no room. */
static struct process *see(struct lineage *l, const struct program_id *id,
			   struct process *forker)
{
	struct process *p = id->pid ? find(l, id) : NULL;

	if (!p)
		return id->pid ? add(l, id, forker) : NULL;
	if (!p->forker)
		set_forker(l, p, forker);
	/* An exec that was not sent. */
	if (p->state.id.exec_id != id->exec_id)
		p->state.id = p->program = *id;
	return p;
}

static struct process *see_state(struct lineage *l, const struct process_state *state,
				 struct process *forker)
{
	struct process *p = see(l, &state->id, forker);

	if (p)
		p->state = *state;
	return p;
}

void lineage__fork(struct lineage *l, const struct fork_record *rec)
{
	const struct program_id id = { .start_ns = rec->child_start_ns,
				       .exec_id = rec->parent.id.exec_id,
				       .pid = rec->child_pid };
	struct process *parent = see_state(l, &rec->parent, NULL), *child;

	if (!parent || !id.pid)
		return;
	parent->credit = CREDIT;
	if (parent->depth >= DEPTH_MAX && parent->forker)
		set_forker(l, parent, at(l, at(l, parent->forker)->forker));
	child = find(l, &id);
	if (!child) {
		child = add(l, &id, parent);
		if (!child)
			return;
		child->state.flags = PROCESS_FORKED;
		child->state.login_session = parent->state.login_session;
	}
	set_forker(l, child, parent);
	/* One that was listed may have exec'ed by now. */
	if (child->state.id.exec_id == id.exec_id)
		child->program = parent->program;
}

void lineage__gone(struct lineage *l, const struct gone_record *rec)
{
	const struct program_id id = { .start_ns = rec->start_ns, .pid = rec->pid };
	struct process *p = find(l, &id);

	if (!p)
		return;
	p->ended = true;
	release(l, p);
}

void lineage__list(struct lineage *l, const struct strbuf *running)
{
	struct running_program r;

	for (size_t i = 0; i < l->used; i++)
		l->processes[i].listed = false;
	for (size_t pos = 0; pos + sizeof(r) <= running->len; pos += sizeof(r)) {
		struct process *p;

		memcpy(&r, running->data + pos, sizeof(r));
		p = see_state(l, &r.process, see(l, &r.parent, NULL));
		if (!p)
			continue;
		p->first = !r.parent.pid;
		p->listed = true;
	}
	for (size_t i = 0; i < l->used; i++) {
		struct process *p = &l->processes[i];

		if (!p->state.id.pid || p->listed)
			continue;
		p->ended = true;
		release(l, p);
	}
}

static bool is_init(const struct process *p)
{
	return p->state.id.pid == INIT_PID || p->state.flags & PROCESS_INIT;
}

/* Whether what p starts is started by others: it is init, or init has started it to be one for
 * those below it. */
static bool is_manager(struct lineage *l, const struct process *p)
{
	const struct process *forker = at(l, p->forker);

	return is_init(p) ||
	       (p->state.flags & PROCESS_SUBREAPER && forker && is_init(forker));
}

static bool begins_login(const struct process *p, const struct process *forker)
{
	return p->state.login_session != DETAIL_UNKNOWN &&
	       p->state.login_session != forker->state.login_session;
}

/* Return the first one that runs another program than the one that began the login, such as
 * sshd and its children; that one if there is none. */
static struct process *below_login(struct lineage *l, struct process *own,
				   struct process *login)
{
	struct process *first = login;

	for (struct process *p = own; p != login; p = at(l, p->forker))
		if (!is_same(&p->program, &login->program) ||
		    p->program.exec_id != login->program.exec_id)
			first = p;
	return first;
}

/* Return who really started a process, or NULL. */
static struct process *find_origin(struct lineage *l, struct process *own)
{
	struct process *p = own, *forker;

	while ((forker = at(l, p->forker)) && !is_init(p)) {
		if (is_manager(l, forker))
			return p;
		if (begins_login(p, forker))
			return below_login(l, own, p);
		p = forker;
	}
	return forker || p->first || is_init(p) ? p : NULL;
}

static void set_origin(struct lineage *l, struct event *ev, struct process *own)
{
	struct process *origin = find_origin(l, own);

	ev->origin_known = origin;
	if (!origin)
		return;
	ev->origin =
		(struct ancestor){ .state = origin->state, .program = origin->program };
	ev->origin_is_new = origin == own && !ev->head.retval && !event__is_check(ev);
	origin->credit = CREDIT;
}

/* Set the ancestors of the event from the table. own: its process. */
static void set_ancestors(struct lineage *l, struct event *ev, struct process *own)
{
	struct process *last = own, *p = at(l, own->forker);
	size_t n = 0;

	for (; p && n < l->levels; p = at(l, p->forker)) {
		ev->ancestors[n++] =
			(struct ancestor){ .state = p->state, .program = p->program };
		p->credit = CREDIT;
		last = p;
	}
	ev->own_ancestry.n = (uint32_t)n;
	ev->own_ancestry.more = !last->first;
}

void lineage__resolve(struct lineage *l, struct event *ev)
{
	const bool succeeded = !ev->head.retval && !event__is_check(ev);
	const struct exec_ancestry *a = ev->ancestry;
	struct process *p = NULL;

	if (!a)
		return;
	for (size_t i = a->n; i-- > 0;) {
		p = see_state(l, &ev->ancestors[i].state, p);
		if (p && i + 1 == a->n && !a->more)
			p->first = true;
	}
	p = see(l, &a->id, p);
	if (!p)
		return;
	p->state.flags = a->flags;
	p->state.login_session = a->login_session;
	if (succeeded)
		p->program = a->id;
	/* The name of a caller that failed may be that of a thread. */
	if (succeeded || !*p->state.comm)
		memcpy(p->state.comm, ev->head.comm, sizeof(p->state.comm));
	if (!a->n && !a->more)
		p->first = true;
	set_ancestors(l, ev, p);
	if (l->origin)
		set_origin(l, ev, p);
}

uint64_t lineage__evicted(const struct lineage *l)
{
	return l ? l->evicted : 0;
}

void lineage__free(struct lineage *l)
{
	free(l);
}
