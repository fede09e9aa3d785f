// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdio.h>
#include <sys/stat.h>

#include "base/util.h"
#include "show/column_words.h"

static void add_word(struct strbuf *list, const char *word)
{
	if (list->len)
		strbuf__addc(list, ',');
	strbuf__adds(list, word);
}

static void set_list(struct value *v, struct strbuf *list)
{
	/* Without memory for all of it, not a part of it. */
	v->text = strbuf__cstr(list);
	v->len = list->len;
	v->kind = v->text ? VALUE_LIST : VALUE_NULL;
}

/* A set-gid bit without that of execution by the group changes no gid: see
 * bprm_fill_uid(), fs/exec.c. */
void column_words__flags(struct value *v, struct format_context *ctx,
			 const struct column *col, const struct event *ev)
{
	const struct exec_details *d = ev->details;
	struct strbuf *list = &ctx->text;

	v->kind = VALUE_NULL;
	if (!d || !d->mode)
		return;
	strbuf__reset(list);
	if (!d->links)
		add_word(list, "deleted");
	if (d->flags & FILE_MEMFD)
		add_word(list, "memfd");
	if (d->flags & FILE_UPPER)
		add_word(list, "upper");
	if (d->mode & S_ISUID)
		add_word(list, "setuid");
	if (d->mode & S_ISGID && d->mode & S_IXGRP)
		add_word(list, "setgid");
	if (d->flags & FILE_OTHER_MOUNT)
		add_word(list, "other_mount");
	set_list(v, list);
}

void column_words__caps_gained(struct value *v, struct format_context *ctx,
			       const struct column *col, const struct event *ev)
{
	v->kind = VALUE_NULL;
	if (!ev->details || !ev->details->caps_known)
		return;
	strbuf__reset(&ctx->text);
	for (unsigned int cap = 0; cap < 64; cap++) {
		const char *name = capability_name(cap);

		if (!(ev->details->caps_gained >> cap & 1))
			continue;
		snprintf(v->buf, sizeof(v->buf), "cap_%u", cap);
		add_word(&ctx->text, name ? name : v->buf);
	}
	set_list(v, &ctx->text);
}
