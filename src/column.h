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

#include "clock.h"
#include "event.h"

/* Bits of what an option can ask for. */
enum column_bits {
	COLUMN_ALWAYS = 1 << 0,
	COLUMN_TIME = 1 << 1, /* -T */
	COLUMN_SECONDS = 1 << 2, /* -t */
	COLUMN_UID = 1 << 3, /* -U */
	COLUMN_LATENCY = 1 << 4, /* -L */
};

/* How the formatters write; the same for all events of a run. */
struct style {
	unsigned int columns; /* enum column_bits */
	bool quote; /* arguments as a shell reads them, not as eyes do */
	struct clock clock;
	uint64_t number; /* of the last event shown, from 1 */
};

enum value_kind {
	VALUE_NONE, /* does not apply: no such key in JSON, "-" in the table */
	VALUE_NULL, /* not known: null in JSON, "-" in the table */
	VALUE_NUMBER, /* number */
	VALUE_NANOSECONDS, /* number, printed as microseconds */
	VALUE_TEXT, /* text, len: bytes from outside */
	VALUE_ARGS, /* the arguments of the event itself */
};

struct value {
	enum value_kind kind;
	int64_t number;
	const char *text;
	size_t len;
	char buf[32]; /* for a text that is made up */
};

struct column {
	const char *key; /* in JSON; NULL: not there */
	const char *heading; /* in the table; NULL: not there */
	int width; /* in the table, at least; negative: to the right */
	unsigned int shown_by; /* in the table: enum column_bits */
	void (*get)(struct value *v, struct style *style, const struct event *ev);
	unsigned int needs; /* enum collect */
	/* Bits of 1 << CAP_..., that get needs while tracing. A column with any does
	 * without the sandbox, which has no call that they would be good for. */
	uint64_t capabilities;
};

/* In the order of both table and JSON; ends with a row without get. */
extern const struct column columns[];

#endif
