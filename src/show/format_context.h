/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What formatters and getters of columns need besides the event. */
#ifndef FORMAT_CONTEXT_H
#define FORMAT_CONTEXT_H

#include <locale.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/strbuf.h"
#include "show/column_list.h"
#include "show/cpid.h"
#include "show/id_names.h"
#include "show/terminal.h"

/* Values of format_context.width. */
#define WIDTH_AUTO 0 /* that of the terminal; none if lines are to be exact */
#define WIDTH_NONE SIZE_MAX

/* One for all events of a run. All zero, with a clock that is set, is valid. */
struct format_context {
	struct column_list columns; /* to show */
	bool quote; /* quote arguments for a shell */
	size_t width; /* columns of a table line, WIDTH_AUTO or WIDTH_NONE */
	size_t ancestors; /* that the column shows, at most; 0: all */
	size_t lines; /* of the table, since and with the last header */
	struct terminal terminal;
	locale_t utf8; /* for text__fit() */
	struct clock clock;
	uint32_t root_mount; /* mount that our root is the top of, or DETAIL_UNKNOWN */
	bool dates; /* the column time has the date when that changes */
	char date[DATE_SIZE]; /* of the last such value */
	uint64_t number; /* of the event among those shown, from 1 */
	struct id_names users, groups;
	struct boot_id boot; /* for ids of processes */
	struct strbuf text; /* buffer for a value, reused by the next one */
};

#endif
