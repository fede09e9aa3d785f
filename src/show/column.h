/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What can be shown of an event: one table, from which the columns of the table
 * format and the keys of JSON come. A new column is one row in column.c (and, if
 * the kernel must tell it, a member of struct exec_record filled in
 * bpf/task.bpf.h).
 */
#ifndef COLUMN_H
#define COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/strbuf.h"
#include "reason/reason.h"
#include "record/collect.h"
#include "record/event.h"
#include "show/id_names.h"

/* Bits of what an option can ask for. */
enum column_bits {
	COLUMN_ALWAYS = 1 << 0, /* in the table */
	COLUMN_TIME = 1 << 1, /* -T */
	COLUMN_SECONDS = 1 << 2, /* -t */
	COLUMN_UID = 1 << 3, /* -U */
	COLUMN_LATENCY = 1 << 4, /* -L */
	COLUMN_JSON = 1 << 5, /* in JSON, whatever else is */
	COLUMN_PROBES = 1 << 6, /* --fold-path, in JSON too */
};

#define COLUMNS_MAX 64

/* Those that are shown, in order. */
struct column_list {
	const struct column *list[COLUMNS_MAX];
	size_t n;
};

/* What formatters and getters need besides the event; one for all events of a run. */
struct format_context {
	struct column_list columns;
	bool quote; /* quote arguments for a shell */
	struct clock clock;
	uint64_t number; /* of the event, from 1 */
	struct strbuf text; /* of the last value whose text a getter built */
	struct id_names users, groups;
	struct reasoner reasoner;
};

enum value_kind {
	VALUE_NONE, /* does not apply: no such key in JSON, "-" in the table */
	VALUE_NULL, /* not known: null in JSON, "-" in the table */
	VALUE_NUMBER, /* number */
	VALUE_NANOSECONDS, /* number, printed as microseconds */
	VALUE_TEXT, /* text, len: bytes from outside */
	VALUE_LIST, /* text, len: words of ours with commas between; there may be none */
	VALUE_SENTENCE, /* text, len: words, found out after the event */
	VALUE_STRINGS, /* text, len: arguments, each but perhaps the last with its NUL */
	VALUE_ANCESTORS, /* those of the event */
	VALUE_ARGS, /* the arguments of the event itself */
	VALUE_ENV, /* its environment */
};

struct value {
	enum value_kind kind;
	int64_t number;
	const char *text;
	size_t len;
	bool cut; /* there is more of the list, or are more ancestors */
	char buf[32]; /* for a text that is made up */
};

struct column {
	const char *name; /* for -O, and the key in JSON */
	const char *heading; /* in the table */
	const char *type; /* of the value in JSON, if it is known */
	int width; /* in the table, at least; negative: to the right */
	unsigned int shown_by; /* without -O: enum column_bits */
	/* Sets v, which is VALUE_NONE before. Its text belongs to v, ctx, or ev. */
	void (*get)(struct value *v, struct format_context *ctx, const struct column *col,
		    const struct event *ev);
	unsigned int needs; /* enum collect */
	const char *about; /* for --columns=help */
	size_t offset; /* in struct exec_details, for some of get */
	/* Bits of 1 << CAP_..., that get needs while tracing. A column with any does
	 * without the sandbox, which has no call that they would be good for. */
	uint64_t capabilities;
};

/* In the order of both table and JSON; ends with a row without get. */
extern const struct column columns[];

/* NULL if there is none of that name. */
const struct column *column__find(const char *name);

/* --- column_list.c --- */

/* Adds a column at the end, unless it is there. */
void column_list__add(struct column_list *list, const struct column *col);

/* All of a run: what given holds, or else (if it is empty) all that are shown by asked;
 * then what else asked and more ask for. Arguments come last: only there may be blanks.
 * asked: enum column_bits. */
void column_list__make(struct column_list *list, const struct column_list *given,
		       const struct column_list *more, unsigned int asked);

/* What they need: enum collect. */
unsigned int column_list__needs(const struct column_list *list);

/* The capabilities that they need while tracing: bits of 1 << CAP_... */
uint64_t column_list__capabilities(const struct column_list *list);

#endif
