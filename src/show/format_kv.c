// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <ctype.h>

#include "show/format.h"

/* The columns that have a place and a name of their own in each line. */
#define IN_PLACE (COLUMN_ALWAYS | COLUMN_UID | COLUMN_PROBES)

static void add_number(struct strbuf *out, const char *label, uint64_t number)
{
	strbuf__adds(out, label);
	strbuf__add_u64(out, number, 1);
}

/* Append " NAME=value". */
static void add_column(struct strbuf *out, struct format_context *ctx,
		       const struct column *col, const struct event *ev)
{
	struct value v = { .kind = VALUE_NONE };

	/* A cell of an end has its own unit. */
	const char *name = col->shown_by & COLUMN_END ? col->heading : col->name;

	strbuf__addc(out, ' ');
	for (const char *c = name; *c; c++)
		strbuf__addc(out, (char)toupper((unsigned char)*c));
	strbuf__addc(out, '=');
	col->get(&v, ctx, col, ev);
	format_value(out, ctx, ev, &v);
}

static void event(struct strbuf *out, struct format_context *ctx, const struct event *ev)
{
	add_number(out, "[", ctx->number);
	add_number(out, "] PID=", ev->head.pid);
	add_number(out, " PPID=", ev->head.ppid);
	add_number(out, " UID=", ev->head.uid);
	strbuf__adds(out, " CMD=");
	format_word(out, ev->comm, ev->comm_len);
	strbuf__adds(out, " ARGS=[");
	format_args(out, ctx, ev);
	strbuf__adds(out, "] RetVal=");
	strbuf__add_s64(out, ev->head.retval);
	if (event__is_check(ev))
		strbuf__adds(out, " Type=check");
	if (ev->probes_known)
		add_number(out, " Probes=", ev->probes);
	for (size_t i = 0; i < ctx->columns.n; i++)
		if (!(ctx->columns.list[i]->shown_by & IN_PLACE))
			add_column(out, ctx, ctx->columns.list[i], ev);
	format_undecided(out, ev, " UNDECIDED=");
	strbuf__addc(out, '\n');
}

const struct formatter format_kv = {
	.name = "kv",
	.options = COLUMN_TIME | COLUMN_SECONDS | COLUMN_LATENCY | COLUMN_END,
	.dates = true,
	.event = event,
};
