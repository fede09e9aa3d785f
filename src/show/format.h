/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Formatters: how events become lines. One file each, one row in format.c. */
#ifndef FORMAT_H
#define FORMAT_H

#include "base/strbuf.h"
#include "record/event.h"
#include "show/format_context.h"

/* Events that are missing from the stream, as far as noticed at once. */
struct loss {
	uint64_t ktime_ns; /* CLOCK_BOOTTIME of the notice */
	const char *reason; /* "ring_full", ... */
	uint64_t count;
};

/* Each appends whole lines to out; what does not fit sets out->failed. */
struct formatter {
	const char *name;
	bool has_cells; /* of columns: -O chooses them */
	bool has_keys; /* of columns: -O adds to those that are always there */
	const char *const
		*shows; /* the columns that it shows, whatever is asked; or NULL */
	void (*begin)(struct strbuf *out, struct format_context *ctx); /* may be NULL */
	void (*event)(struct strbuf *out, struct format_context *ctx,
		      const struct event *ev);
	void (*lost)(struct strbuf *out, struct format_context *ctx,
		     const struct loss *loss); /* may be NULL */
};

extern const struct formatter *const formatters[]; /* those of -o, NULL ends */
extern const struct formatter format_table, format_json, format_kv, format_shell;

/* NULL if there is none of that name. */
const struct formatter *formatter__find(const char *name);

/* Bytes as a word that stands for itself: escaped, without a blank, not empty. */
void format_word(struct strbuf *out, const char *bytes, size_t len);

/* A list, or ancestors, as a word: see struct value. */
void format_list(struct strbuf *out, const struct value *v);
void format_ancestors(struct strbuf *out, const struct event *ev);
/* The environment as one such word, variables with commas between; at the end "..." if
 * any are missing. */
void format_env(struct strbuf *out, const struct event *ev);

/* The arguments as table and kv show them: each quoted or escaped, with one
 * blank between, and at the end " ..." if any are missing. */
void format_args(struct strbuf *out, const struct format_context *ctx,
		 const struct event *ev);

#endif
