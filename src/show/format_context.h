/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What formatters and getters of columns need besides the event. */
#ifndef FORMAT_CONTEXT_H
#define FORMAT_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/strbuf.h"
#include "show/column_list.h"
#include "show/id_names.h"

/* One for all events of a run. All zero, with a clock that is set, is valid. */
struct format_context {
	struct column_list columns; /* to show */
	bool quote; /* quote arguments for a shell */
	struct clock clock;
	uint32_t root_mount; /* mount that our root is the top of, or DETAIL_UNKNOWN */
	uint64_t number; /* of the event among those shown, from 1 */
	struct id_names users, groups;
	struct strbuf text; /* buffer for a value, reused by the next one */
};

#endif
