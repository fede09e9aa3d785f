/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Formatters: how events become lines. To add one, define format_NAME in format_NAME.c
 * and add NAME to FORMATTERS.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "record/event.h"
#include "show/format_context.h"

/* Events missing from the stream. */
struct loss {
	uint64_t ktime_ns; /* CLOCK_BOOTTIME when the loss was noticed */
	const char *reason; /* "ring_full", ... */
	uint64_t count;
};

/* Each function appends whole lines to out; out->failed is set if memory runs out. */
struct formatter {
	const char *name;
	unsigned int always; /* enum column_bits: columns that need no option */
	unsigned int options; /* enum column_bits: options that add their columns */
	bool chosen; /* -O chooses the columns; else it adds some */
	bool dates; /* the column time has the date when that changes */
	/* The only columns it shows, ends with NULL; or NULL. */
	const char *const *shows;
	unsigned int needs; /* enum collect, besides what columns need */
	void (*begin)(struct strbuf *out, struct format_context *ctx); /* may be NULL */
	void (*event)(struct strbuf *out, struct format_context *ctx,
		      const struct event *ev);
	void (*lost)(struct strbuf *out, struct format_context *ctx,
		     const struct loss *loss); /* may be NULL */
	const char *lost_begin; /* the lines of lost() begin with it, no others do */
};

/* The formats of -o. */
#define FORMATTERS(row) row(table) row(json) row(kv)

#define DECLARE_FORMATTER(name) extern const struct formatter format_##name;
FORMATTERS(DECLARE_FORMATTER)
extern const struct formatter format_shell; /* --shell */

/* Those of FORMATTERS, in order; ends with NULL. */
extern const struct formatter *const formatters[];

/* Return the format of -o with this name, or NULL. */
const struct formatter *formatter__find(const char *name);

/*
 * Append a value as a cell: one word without blanks, escaped; "-" if there is no value.
 * Only VALUE_ARGS yields several words, or none, so args is always the last column.
 */
void format_value(struct strbuf *out, const struct format_context *ctx,
		  const struct event *ev, const struct value *v);

/* Append a time for people: "0.42ms", "1.20s", "3m05s", "26h10m". */
void format_duration(struct strbuf *out, uint64_t ns);

/* Append an amount of memory for people: "812K", "1.4M", "120G". */
void format_kilobytes(struct strbuf *out, uint64_t kb);

/* Append bytes as one word: escaped, without blanks; '' if there are none. */
void format_word(struct strbuf *out, const char *bytes, size_t len);

/* Append bytes as format_word() does, with \xNN for each `separator`. */
void format_item(struct strbuf *out, const char *bytes, size_t len, char separator);

/* Append the names of the ancestors, VALUE_ANCESTORS, as one word: "...>oldest>parent", or
 * "-" if the event has none. */
void format_ancestors(struct strbuf *out, const struct value *v, const struct event *ev);

/* Append the filters that could not be decided: `before`, then their names separated by
 * commas; nothing if there are none. */
void format_undecided(struct strbuf *out, const struct event *ev, const char *before);

/* Append the arguments, each quoted or escaped, separated by blanks; " ..." follows if
 * arguments are missing. */
void format_args(struct strbuf *out, const struct format_context *ctx,
		 const struct event *ev);

#endif
