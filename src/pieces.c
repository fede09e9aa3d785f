// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "pieces.h"
#include "util.h"

/* No program takes so long to send one command line: the record that its pieces
 * belong to was lost. */
#define ORPHANED_NS NSEC_PER_SEC

static void drop(struct line *line)
{
	strbuf__free(&line->bytes);
	line->ktime_ns = 0;
}

static struct line *find(struct pieces *p, const struct record *rec)
{
	for (int i = 0; i < PIECES_MAX; i++)
		if (p->lines[i].ktime_ns == rec->head.ktime_ns &&
		    p->lines[i].tid == rec->head.tid)
			return &p->lines[i];
	return NULL;
}

static void drop_orphans(struct pieces *p, __u64 now_ns)
{
	for (int i = 0; i < PIECES_MAX; i++)
		if (p->lines[i].ktime_ns && p->lines[i].ktime_ns + ORPHANED_NS < now_ns)
			drop(&p->lines[i]);
}

/* What the same task left behind (its record was lost), else a free slot (whose
 * time is 0), else the oldest. */
static struct line *begin(struct pieces *p, const struct record *rec)
{
	struct line *line = &p->lines[0];

	drop_orphans(p, rec->head.ktime_ns);
	for (int i = 1; i < PIECES_MAX && line->tid != rec->head.tid; i++)
		if (p->lines[i].ktime_ns < line->ktime_ns ||
		    p->lines[i].tid == rec->head.tid)
			line = &p->lines[i];
	drop(line);
	line->ktime_ns = rec->head.ktime_ns;
	line->tid = rec->head.tid;
	return line;
}

void pieces__keep(struct pieces *p, const struct record *rec)
{
	struct line *line = find(p, rec);

	if (!line)
		line = begin(p, rec);
	/* Behind a gap nothing is of use. */
	if (rec->head.args_before == line->bytes.len)
		strbuf__add(&line->bytes, rec->args, rec->args_len);
}

void pieces__join(struct pieces *p, struct record *rec)
{
	struct line *line;

	strbuf__free(&p->joined);
	if (!rec->head.args_before)
		return;
	line = find(p, rec);
	if (line) {
		p->joined = line->bytes;
		line->bytes = (struct strbuf){};
		line->ktime_ns = 0;
	}
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

void pieces__free(struct pieces *p)
{
	for (int i = 0; i < PIECES_MAX; i++)
		drop(&p->lines[i]);
	strbuf__free(&p->joined);
}
