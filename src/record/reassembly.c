// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/util.h"
#include "record/reassembly.h"

/* After this time the record that the fragments belong to was lost: no program takes so
 * long to send one command line. */
#define ORPHANED_NS NSEC_PER_SEC

static void drop(struct partial *p)
{
	strbuf__free(&p->bytes);
	p->ktime_ns = 0;
}

static bool is_of(const struct partial *p, const struct record *rec, __u16 type)
{
	return p->tid == rec->head.tid && p->type == type;
}

static struct partial *find(struct reassembly *r, const struct record *rec, __u16 type)
{
	for (int i = 0; i < REASSEMBLY_SLOTS; i++)
		if (r->partial[i].ktime_ns == rec->head.ktime_ns &&
		    is_of(&r->partial[i], rec, type))
			return &r->partial[i];
	return NULL;
}

static void drop_orphans(struct reassembly *r, __u64 now_ns)
{
	for (int i = 0; i < REASSEMBLY_SLOTS; i++)
		if (r->partial[i].ktime_ns &&
		    r->partial[i].ktime_ns + ORPHANED_NS < now_ns)
			drop(&r->partial[i]);
}

/* Choose a slot: one of the same task (whose record was lost), else the oldest; an unused
 * one has time 0. */
static struct partial *begin(struct reassembly *r, const struct record *rec)
{
	const __u16 type = rec->head.type;
	struct partial *p = &r->partial[0];

	drop_orphans(r, rec->head.ktime_ns);
	for (int i = 1; i < REASSEMBLY_SLOTS && !is_of(p, rec, type); i++)
		if (r->partial[i].ktime_ns < p->ktime_ns ||
		    is_of(&r->partial[i], rec, type))
			p = &r->partial[i];
	drop(p);
	p->ktime_ns = rec->head.ktime_ns;
	p->tid = rec->head.tid;
	p->type = type;
	return p;
}

void reassembly__add(struct reassembly *r, const struct record *rec)
{
	struct partial *p = find(r, rec, rec->head.type);

	if (!p)
		p = begin(r, rec);
	/* Bytes after a gap are dropped. */
	if (rec->head.args_before == p->bytes.len)
		strbuf__add(&p->bytes, rec->args, rec->args_len);
}

/* Move the stored bytes of a record, if there are any, to `bytes`. */
static void take(struct reassembly *r, const struct record *rec, __u16 type,
		 struct strbuf *bytes)
{
	struct partial *p = find(r, rec, type);

	if (!p)
		return;
	*bytes = p->bytes;
	p->bytes = (struct strbuf){};
	p->ktime_ns = 0;
}

static void join_args(struct reassembly *r, struct record *rec)
{
	take(r, rec, RECORD_ARGS, &r->joined);
	if (r->joined.len == rec->head.args_before)
		strbuf__add(&r->joined, rec->args, rec->args_len);
	else
		rec->head.flags |= RECORD_TRUNCATED;
	if (r->joined.failed)
		rec->head.flags |= RECORD_TRUNCATED;
	/* rec->args is never NULL. */
	if (r->joined.data)
		rec->args = r->joined.data;
	rec->args_len = r->joined.len;
}

void reassembly__join(struct reassembly *r, struct record *rec)
{
	strbuf__free(&r->joined);
	strbuf__free(&r->env);
	if (rec->head.args_before)
		join_args(r, rec);
	if (!(rec->head.flags & RECORD_DETAILED) || !rec->details.env_len)
		return;
	take(r, rec, RECORD_ENV, &r->env);
	rec->env = r->env.data;
	rec->env_len = r->env.len;
}

void reassembly__free(struct reassembly *r)
{
	for (int i = 0; i < REASSEMBLY_SLOTS; i++)
		drop(&r->partial[i]);
	strbuf__free(&r->joined);
	strbuf__free(&r->env);
}
