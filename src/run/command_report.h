/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The last message about a command: how it ended, and what it took. */
#ifndef COMMAND_REPORT_H
#define COMMAND_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "run/command.h"

/* Execs in the tree of a command, as traced. */
struct command_counts {
	uint64_t started; /* execs that succeeded, its own included */
	uint64_t failed;
	bool known; /* whether started is */
	bool failed_known;
	bool ended_early; /* tracing ended before the command */
};

/* Print a line about a command that has ended; nothing if it was not executed. */
void command_report__print(const struct command *c, const struct command_counts *counts);

#endif
