/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Everything that can be shown of an event: one table, which both the columns of the
 * table format and the keys of JSON come from. To add a column, write a getter and a row
 * in column.c and describe the column in man/execsnoop.8. If only the kernel knows the
 * value, also add a member to struct exec_details (include/execsnoop_details.h) and fill
 * it in bpf/.
 */
#ifndef COLUMN_H
#define COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record/collect.h"
#include "record/event.h"
#include "show/cpid.h"

struct format_context;

/* What shows a column without -O. */
enum column_bits {
	COLUMN_ALWAYS = 1 << 0, /* the table format */
	COLUMN_TIME = 1 << 1, /* -T */
	COLUMN_SECONDS = 1 << 2, /* -t */
	COLUMN_UID = 1 << 3, /* -U */
	COLUMN_LATENCY = 1 << 4, /* -L */
	COLUMN_JSON = 1 << 5, /* the JSON format */
	COLUMN_PROBES = 1 << 6, /* --fold-path, in both formats */
	COLUMN_END = 1 << 7, /* --exit, in text */
	COLUMN_END_JSON = 1 << 8, /* --exit, in JSON */
};

enum value_kind {
	VALUE_NONE, /* not applicable: no key in JSON, "-" in a cell */
	VALUE_NULL, /* unknown: null in JSON, "-" in a cell */
	VALUE_NUMBER, /* number */
	VALUE_NANOSECONDS, /* number, printed as microseconds */
	VALUE_DURATION, /* the same, but with a unit in a cell */
	VALUE_KILOBYTES, /* number, with a unit in a cell */
	VALUE_BOOL, /* number */
	VALUE_TEXT, /* text, len: arbitrary bytes */
	VALUE_LIST, /* text, len: keywords separated by commas; may be empty */
	VALUE_SENTENCE, /* text, len: an explanation found after the event */
	VALUE_STRINGS, /* text, len: arguments, each with its NUL, which the last may lack */
	VALUE_SENDER, /* of the signal that ended the program of the event */
	VALUE_ORIGIN, /* origin of the event */
	VALUE_ANCESTORS, /* the first len ancestors of the event */
	VALUE_ARGS, /* args of the event */
	VALUE_ENV, /* env of the event */
};

struct value {
	enum value_kind kind;
	int64_t number;
	const char *text;
	size_t len;
	bool cut; /* strings or ancestors are missing at the end */
	bool forked; /* strings of the process that forked this one */
	bool check; /* the number is the result of a check; no key of its own in JSON */
	bool deleted; /* " (deleted)" at the end of a path is not part of a name */
	bool at_least, at_most; /* the number is a bound */
	char buf[CPID_SIZE]; /* may hold text */
};

struct column {
	const char *name; /* for -O, and the key in JSON */
	const char *heading; /* in the table */
	const char *type; /* JSON type of a known value */
	int width; /* minimum in the table; negative: right-aligned */
	unsigned int shown_by; /* enum column_bits */
	/* Sets v, which is VALUE_NONE before the call. Its text belongs to v, ctx or ev,
	 * and is valid until the next call. */
	void (*get)(struct value *v, struct format_context *ctx, const struct column *col,
		    const struct event *ev);
	unsigned int needs; /* enum collect */
	const char *about; /* for --columns=help */
	size_t offset; /* in struct exec_details, for getters of a kind of its members */
	/* 1 << CAP_... for each capability that a helper process needs for the value; 0: the
	 * value needs none. */
	uint64_t capabilities;
};

/* In the order of table and JSON; the last row has no get. */
extern const struct column columns[];

/* The number of rows is at most this. */
#define COLUMNS_MAX 96

/* Returns NULL if no column has this name. */
const struct column *column__find(const char *name);

#endif
