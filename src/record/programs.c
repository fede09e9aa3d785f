// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "record/end.h"
#include "record/programs.h"

#define CHAINS 4096

/* Ends that are remembered, by pid: each of a process' last threads may report one. */
#define ENDED 1024

/* Programs that have ended of which the arguments are remembered, up to a size each: a
 * kill(1) ends before what it kills. */
#define SENDERS 64
#define SENDER_ARGS_SIZE 1024

struct ended_program {
	struct program_id id;
	struct strbuf args; /* each with its NUL, except a last one that is cut */
	bool cut;
};

struct program {
	struct program *next; /* in the chain of its pid */
	struct program *older, *newer;
	struct program_id id;
	struct event *event; /* NULL: a filter rejected it */
	size_t size;
};

struct programs {
	struct program *chains[CHAINS];
	struct program *oldest, *newest;
	size_t bytes; /* of all programs */
	uint64_t evicted;
	struct program_id ended[ENDED];
	struct event out; /* of the last end */
	struct ended_program senders[SENDERS];
	struct ended_program running; /* one that still runs, for the last end */
	size_t next_sender; /* the oldest */
};

struct programs *programs__new(void)
{
	return calloc(1, sizeof(struct programs));
}

static struct program **chain_of(struct programs *p, uint32_t pid)
{
	return &p->chains[pid % CHAINS];
}

/* Return the link to the program of this pid, or to NULL. */
static struct program **find(struct programs *p, uint32_t pid)
{
	struct program **link = chain_of(p, pid);

	while (*link && (*link)->id.pid != pid)
		link = &(*link)->next;
	return link;
}

/* Free the program and its event, unless that has been taken out. */
static void drop(struct programs *p, struct program **link)
{
	struct program *program = *link;

	*link = program->next;
	*(program->older ? &program->older->newer : &p->oldest) = program->newer;
	*(program->newer ? &program->newer->older : &p->newest) = program->older;
	p->bytes -= program->size;
	if (program->event)
		event__free(program->event);
	free(program->event);
	free(program);
}

/* Drop a program whose end has not been seen, and count it. */
static void forget(struct programs *p, struct program **link)
{
	p->evicted += (*link)->event != NULL;
	drop(p, link);
}

static void add(struct programs *p, struct program *program)
{
	struct program **chain = chain_of(p, program->id.pid);

	program->next = *chain;
	*chain = program;
	program->older = p->newest;
	*(p->newest ? &p->newest->newer : &p->oldest) = program;
	p->newest = program;
	p->bytes += program->size;
	while (p->bytes > PROGRAMS_BYTES_MAX)
		forget(p, find(p, p->oldest->id.pid));
}

/* Return a copy, or NULL if memory is short. */
static struct event *copy(const struct event *ev)
{
	struct event *to = calloc(1, sizeof(*to));

	if (to && event__copy(to, ev)) {
		free(to);
		to = NULL;
	}
	return to;
}

void programs__begin(struct programs *p, const struct event *ev, bool shown)
{
	struct program **old = find(p, ev->head.pid);
	struct program *program = calloc(1, sizeof(*program));

	if (*old) /* its end was lost, which is counted, or not wanted */
		drop(p, old);
	if (!program) {
		p->evicted += shown;
		return;
	}
	program->id = ev->usage->id;
	program->size = sizeof(*program);
	if (shown) {
		program->event = copy(ev);
		program->size += sizeof(*ev) + event__size(ev);
		if (!program->event) { /* its end will come without arguments */
			p->evicted++;
			free(program);
			return;
		}
	}
	add(p, program);
}

static bool is_same(const struct program_id *a, const struct program_id *b)
{
	return a->pid == b->pid && a->start_ns == b->start_ns && a->exec_id == b->exec_id;
}

/* Store the arguments of a program's event. */
static void store_args(struct ended_program *e, const struct event *ev)
{
	e->id = ev->usage->id;
	e->cut = ev->truncated;
	strbuf__reset(&e->args);
	for (size_t i = 0; i < ev->n_args; i++) {
		const size_t room = SENDER_ARGS_SIZE - e->args.len;
		const struct arg *arg = &ev->args[i];

		if (arg->len >= room) {
			strbuf__add(&e->args, arg->text, room);
			e->cut = true;
			return;
		}
		strbuf__add(&e->args, arg->text, arg->len);
		strbuf__addc(&e->args, '\0');
	}
}

/* Take the event of the program out of the table, as the event of its end. Return NULL if
 * there is none. */
static struct event *take(struct programs *p, struct program **link,
			  const struct end_moment *last)
{
	struct event *ev = &p->out;
	const uint64_t begin_ns = (*link)->event ? (*link)->event->head.ktime_ns : 0;

	if (!(*link)->event) {
		drop(p, link);
		return NULL;
	}
	event__free(ev);
	event__move(ev, (*link)->event);
	drop(p, link);
	store_args(&p->senders[p->next_sender], ev);
	p->next_sender = (p->next_sender + 1) % SENDERS;
	ev->head.ktime_ns = last->ktime_ns;
	ev->probes = 0;
	ev->probes_known = false;
	ev->end = &ev->own_end;
	program_end__set(&ev->own_end, &ev->own_usage, begin_ns, last);
	return ev;
}

/* Make the event of the end of a program that is not in the table. */
static struct event *unknown(struct programs *p, const struct exit_record *rec,
			     const struct end_moment *last)
{
	struct event *ev = &p->out;

	event__free(ev);
	ev->head = (struct exec_record){
		.type = RECORD_EXEC,
		.ktime_ns = rec->ktime_ns,
		.latency_ns = NO_LATENCY,
		.start_ns = rec->id.start_ns,
		.pid = rec->id.pid,
		.tid = rec->id.pid,
		.ppid = rec->ppid,
		.uid = rec->uid,
	};
	memcpy(ev->head.comm, rec->comm, sizeof(ev->head.comm));
	ev->comm = ev->head.comm;
	ev->comm_len = strnlen(ev->comm, sizeof(ev->head.comm));
	ev->end = &ev->own_end;
	program_end__set(&ev->own_end, NULL, 0, last);
	return ev;
}

/* Return the arguments of a program that runs, or has ended lately; NULL: unknown. */
static const struct ended_program *find_sender(struct programs *p,
					       const struct program_id *id)
{
	const struct program *running = *find(p, id->pid);

	for (size_t i = 0; i < SENDERS; i++)
		if (is_same(&p->senders[i].id, id))
			return &p->senders[i];
	if (!running || !running->event || !is_same(&running->id, id))
		return NULL;
	store_args(&p->running, running->event);
	return &p->running;
}

/* Set the arguments of who has sent the signal, if they are known. */
static void set_sender_args(struct programs *p, struct event *ev)
{
	const struct ended_program *sender = find_sender(p, &ev->end->sender.id);

	if (!sender || sender->args.failed)
		return;
	ev->sender_args = (struct names){ sender->args.data, sender->args.len, 0 };
	ev->sender_args_cut = sender->cut;
}

struct event *programs__end(struct programs *p, const struct exit_record *rec)
{
	const struct end_moment last = {
		.ktime_ns = rec->ktime_ns,
		.usage = &rec->usage,
		.rss = rec->rss,
		.flags = rec->flags,
		.status = rec->status,
		.threads = rec->threads,
		.sender = &rec->sender,
	};
	struct program_id *ended = &p->ended[rec->id.pid % ENDED];
	struct program **link = find(p, rec->id.pid);
	struct event *ev;

	if (is_same(ended, &rec->id))
		return NULL;
	*ended = rec->id;
	if (*link && !is_same(&(*link)->id, &rec->id)) {
		/* The record of what came in between is lost. */
		forget(p, link);
		link = find(p, rec->id.pid);
	}
	if (rec->flags & EXIT_QUIET) {
		if (*link)
			drop(p, link);
		return NULL;
	}
	ev = *link ? take(p, link, &last) : unknown(p, rec, &last);
	if (ev && rec->flags & EXIT_KILLED)
		set_sender_args(p, ev);
	return ev;
}

struct event *programs__replaced(struct programs *p, const struct event *ev)
{
	const struct end_moment last = {
		.ktime_ns = ev->head.ktime_ns,
		.usage = &ev->usage->usage,
		.flags = EXIT_REPLACED,
		.threads = ev->usage->threads_before,
	};
	struct program **link = find(p, ev->head.pid);

	struct program_id next;

	if (!*link || (*link)->id.start_ns != ev->usage->id.start_ns)
		return NULL;
	next = (*link)->id;
	next.exec_id++; /* begin_new_exec(), fs/exec.c */
	if (is_same(&next, &ev->usage->id))
		return take(p, link, &last);
	/* The record of an exec in between is lost: so is the time of this end. */
	forget(p, link);
	return NULL;
}

uint64_t programs__evicted(const struct programs *p)
{
	return p ? p->evicted : 0;
}

void programs__free(struct programs *p)
{
	if (!p)
		return;
	while (p->oldest)
		drop(p, find(p, p->oldest->id.pid));
	event__free(&p->out);
	for (size_t i = 0; i < SENDERS; i++)
		strbuf__free(&p->senders[i].args);
	strbuf__free(&p->running.args);
	free(p);
}
