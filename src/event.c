// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"

static int add_arg(struct event *ev, const struct arg *arg, size_t max_args)
{
	struct arg *args;
	size_t size;

	ev->argc++;
	ev->args_bytes += arg->len + 1;
	if (arg->unreadable)
		ev->args_bytes_known = false;
	if (ev->n_args >= max_args) {
		ev->truncated = true;
		return 0;
	}
	if (ev->n_args == ev->args_size) {
		size = ev->args_size ? ev->args_size * 2 : 64;
		args = reallocarray(ev->args, size, sizeof(*args));
		if (!args)
			return -ENOMEM;
		ev->args = args;
		ev->args_size = size;
	}
	ev->args[ev->n_args++] = *arg;
	return 0;
}

/* Splits the block of arguments. Each ends in a NUL, behind which a tagged block
 * has its tag; only a last one that was cut short has neither. */
static int split_args(struct event *ev, const struct record *rec, size_t max_args)
{
	const char *p = rec->args, *end = p + rec->args_len;
	bool tagged = rec->head.flags & RECORD_TAGGED;
	int err = 0;

	while (p < end && !err) {
		const char *nul = memchr(p, 0, end - p);
		struct arg arg = { .text = p, .len = (nul ? nul : end) - p };

		if (nul && tagged) {
			if (++nul == end || (*nul != ARG_OK && *nul != ARG_UNREADABLE))
				return -EBADMSG;
			arg.unreadable = *nul == ARG_UNREADABLE;
			if (arg.unreadable)
				arg.len = 0;
		}
		err = add_arg(ev, &arg, max_args);
		p = nul ? nul + 1 : end;
	}
	return err;
}

static int decode_args(struct event *ev, const struct record *rec, size_t max_args)
{
	const struct arg unreadable = { .text = "", .unreadable = true };
	bool all = !(rec->head.flags & (RECORD_TRUNCATED | RECORD_UNREADABLE));
	int err;

	ev->n_args = 0;
	ev->argc = 0;
	ev->args_bytes = 0;
	ev->truncated = !all;
	ev->argc_known = all;
	ev->args_bytes_known = all;
	if (rec->head.flags & RECORD_UNREADABLE)
		err = add_arg(ev, &unreadable, max_args);
	else
		err = split_args(ev, rec, max_args);
	if (rec->head.flags & RECORD_TOTALS) {
		ev->argc = rec->head.argc;
		ev->args_bytes = rec->head.args_total;
		ev->argc_known = true;
		ev->args_bytes_known = true;
	}
	return err;
}

/* As alloc_bprm() (fs/exec.c) names what execveat() is given. On success the
 * kernel has done so; a failed call is known by its arguments alone. */
static int decode_filename(struct event *ev, const struct record *rec)
{
	ev->filename = rec->filename;
	if (!rec->filename || rec->head.dirfd == AT_FDCWD || rec->filename[0] == '/')
		return 0;
	strbuf__reset(&ev->fd_path);
	strbuf__adds(&ev->fd_path, "/dev/fd/");
	strbuf__add_s64(&ev->fd_path, rec->head.dirfd);
	if (rec->filename[0]) {
		strbuf__addc(&ev->fd_path, '/');
		strbuf__adds(&ev->fd_path, rec->filename);
	}
	ev->filename = strbuf__cstr(&ev->fd_path);
	return ev->filename ? 0 : -ENOMEM;
}

int event__decode(struct event *ev, const struct record *rec, size_t max_args)
{
	int err;

	ev->head = rec->head;
	ev->comm = ev->head.comm;
	ev->comm_len = strnlen(ev->comm, sizeof(ev->head.comm));
	err = decode_filename(ev, rec);
	return err ? err : decode_args(ev, rec, max_args);
}

void event__free(struct event *ev)
{
	free(ev->args);
	strbuf__free(&ev->fd_path);
	*ev = (struct event){};
}
