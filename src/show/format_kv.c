// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "show/format.h"

static void event(struct strbuf *out, struct format_context *ctx, const struct event *ev)
{
	strbuf__addc(out, '[');
	strbuf__add_u64(out, ctx->number, 1);
	strbuf__adds(out, "] PID=");
	strbuf__add_u64(out, ev->head.pid, 1);
	strbuf__adds(out, " PPID=");
	strbuf__add_u64(out, ev->head.ppid, 1);
	strbuf__adds(out, " UID=");
	strbuf__add_u64(out, ev->head.uid, 1);
	strbuf__adds(out, " CMD=");
	format_word(out, ev->comm, ev->comm_len);
	strbuf__adds(out, " ARGS=[");
	format_args(out, ctx, ev);
	strbuf__adds(out, "] RetVal=");
	strbuf__add_s64(out, ev->head.retval);
	if (ev->probes_known) {
		strbuf__adds(out, " Probes=");
		strbuf__add_u64(out, ev->probes, 1);
	}
	if (ev->ancestry) {
		strbuf__adds(out, " ANCESTORS=");
		format_ancestors(out, ev);
	}
	strbuf__addc(out, '\n');
}

const struct formatter format_kv = {
	.name = "kv",
	.event = event,
};
