// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <string.h>

#include "reason/request.h"

/* The head of a request. After it follow n_args lengths, filename_len bytes with the NUL and
 * cwd_len bytes. */
struct request {
	struct exec_record head;
	struct exec_details details;
	uint64_t argc, args_bytes;
	uint32_t n_args;
	uint32_t filename_len; /* 0: unknown */
	uint32_t cwd_len;
	bool detailed, truncated, argc_known, args_bytes_known;
};

void reason_request__encode(struct strbuf *out, const struct event *ev)
{
	struct request r = {
		.head = ev->head,
		.argc = ev->argc,
		.args_bytes = ev->args_bytes,
		.filename_len = ev->filename ? (uint32_t)strlen(ev->filename) + 1 : 0,
		.cwd_len = (uint32_t)ev->cwd.len,
		.detailed = ev->details,
		.truncated = ev->truncated,
		.argc_known = ev->argc_known,
		.args_bytes_known = ev->args_bytes_known,
	};

	if (ev->details)
		r.details = *ev->details;
	if (ev->head.retval == -E2BIG)
		r.n_args = (uint32_t)(ev->n_args < REQUEST_ARGS_MAX ? ev->n_args :
								      REQUEST_ARGS_MAX);
	r.truncated = ev->truncated && r.n_args == ev->n_args;
	strbuf__reset(out);
	strbuf__add(out, &r, sizeof(r));
	for (uint32_t i = 0; i < r.n_args; i++)
		strbuf__add(out, &ev->args[i].len, sizeof(ev->args[i].len));
	strbuf__add(out, ev->filename, r.filename_len);
	strbuf__add(out, ev->cwd.bytes, r.cwd_len);
}

bool reason_request__decode(struct event *ev, struct arg args[REQUEST_ARGS_MAX],
			    const char *request, size_t len)
{
	const char *rest = request + sizeof(struct request);
	size_t lengths;
	struct request r;

	if (len < sizeof(r))
		return false;
	memcpy(&r, request, sizeof(r));
	len -= sizeof(r);
	lengths = r.n_args * sizeof(args->len);
	if (r.n_args > REQUEST_ARGS_MAX ||
	    len != lengths + r.filename_len + (size_t)r.cwd_len ||
	    (r.filename_len && rest[lengths + r.filename_len - 1]))
		return false;
	*ev = (struct event){
		.head = r.head,
		.own_details = r.details,
		.args = args,
		.n_args = r.n_args,
		.argc = r.argc,
		.args_bytes = r.args_bytes,
		.truncated = r.truncated,
		.argc_known = r.argc_known,
		.args_bytes_known = r.args_bytes_known,
	};
	for (uint32_t i = 0; i < r.n_args; i++) {
		args[i] = (struct arg){};
		memcpy(&args[i].len, rest + i * sizeof(args->len), sizeof(args->len));
	}
	ev->details = r.detailed ? &ev->own_details : NULL;
	ev->comm = ev->head.comm;
	ev->comm_len = strnlen(ev->comm, sizeof(ev->head.comm));
	if (r.filename_len)
		ev->filename = rest + lengths;
	ev->cwd = (struct names){ rest + lengths + r.filename_len, r.cwd_len,
				  r.details.cwd_flags };
	return true;
}
