// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/util.h"
#include "record/reassembly.h"

/* No program takes so long to send one command line: the record that its pieces
 * belong to was lost. */
#define ORPHANED_NS NSEC_PER_SEC

static void drop(struct line *line)
{
	strbuf__free(&line->bytes);
	line->ktime_ns = 0;
}

static bool is_of(const struct line *line, const struct record *rec, __u16 type)
{
	return line->tid == rec->head.tid && line->type == type;
}

static struct line *find(struct reassembly *p, const struct record *rec, __u16 type)
{
	for (int i = 0; i < REASSEMBLY_SLOTS; i++)
		if (p->lines[i].ktime_ns == rec->head.ktime_ns &&
		    is_of(&p->lines[i], rec, type))
			return &p->lines[i];
	return NULL;
}

static void drop_orphans(struct reassembly *p, __u64 now_ns)
{
	for (int i = 0; i < REASSEMBLY_SLOTS; i++)
		if (p->lines[i].ktime_ns && p->lines[i].ktime_ns + ORPHANED_NS < now_ns)
			drop(&p->lines[i]);
}

/* What the same task left behind (its record was lost), else a free slot (whose
 * time is 0), else the oldest. */
static struct line *begin(struct reassembly *p, const struct record *rec)
{
	const __u16 type = rec->head.type;
	struct line *line = &p->lines[0];

	drop_orphans(p, rec->head.ktime_ns);
	for (int i = 1; i < REASSEMBLY_SLOTS && !is_of(line, rec, type); i++)
		if (p->lines[i].ktime_ns < line->ktime_ns ||
		    is_of(&p->lines[i], rec, type))
			line = &p->lines[i];
	drop(line);
	line->ktime_ns = rec->head.ktime_ns;
	line->tid = rec->head.tid;
	line->type = type;
	return line;
}

void reassembly__add(struct reassembly *p, const struct record *rec)
{
	struct line *line = find(p, rec, rec->head.type);

	if (!line)
		line = begin(p, rec);
	/* Behind a gap nothing is of use. */
	if (rec->head.args_before == line->bytes.len)
		strbuf__add(&line->bytes, rec->args, rec->args_len);
}

/* Moves what has been kept of a record to bytes, which may be nothing. */
static void take(struct reassembly *p, const struct record *rec, __u16 type,
		 struct strbuf *bytes)
{
	struct line *line = find(p, rec, type);

	if (!line)
		return;
	*bytes = line->bytes;
	line->bytes = (struct strbuf){};
	line->ktime_ns = 0;
}

static void join_args(struct reassembly *p, struct record *rec)
{
	take(p, rec, RECORD_ARGS, &p->joined);
	if (p->joined.len == rec->head.args_before)
		strbuf__add(&p->joined, rec->args, rec->args_len);
	else
		rec->head.flags |= RECORD_TRUNCATED;
	if (p->joined.failed)
		rec->head.flags |= RECORD_TRUNCATED;
	/* No bytes are a pointer too: what reads them adds to it. */
	if (p->joined.data)
		rec->args = p->joined.data;
	rec->args_len = p->joined.len;
}

void reassembly__join(struct reassembly *p, struct record *rec)
{
	strbuf__free(&p->joined);
	strbuf__free(&p->env);
	if (rec->head.args_before)
		join_args(p, rec);
	if (!(rec->head.flags & RECORD_DETAILED) || !rec->details.env_len)
		return;
	take(p, rec, RECORD_ENV, &p->env);
	rec->env = p->env.data;
	rec->env_len = p->env.len;
}

void reassembly__free(struct reassembly *p)
{
	for (int i = 0; i < REASSEMBLY_SLOTS; i++)
		drop(&p->lines[i]);
	strbuf__free(&p->joined);
	strbuf__free(&p->env);
}
