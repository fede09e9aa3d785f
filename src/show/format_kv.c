// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "show/format.h"

static void add_number(struct strbuf *out, const char *label, uint64_t number)
{
	strbuf__adds(out, label);
	strbuf__add_u64(out, number, 1);
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
	if (ev->probes_known)
		add_number(out, " Probes=", ev->probes);
	if (ev->ancestry) {
		strbuf__adds(out, " ANCESTORS=");
		format_ancestors(out, ev);
	}
	format_undecided(out, ev, " UNDECIDED=");
	strbuf__addc(out, '\n');
}

const struct formatter format_kv = {
	.name = "kv",
	.event = event,
};
