/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The counts of a run, so far and at its end. */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "kernel/loader.h"
#include "pipeline.h"
#include "run/command.h"

/* The caller owns the modules. */
struct account {
	const struct loader *ld;
	struct pipeline *p;
	bool ended; /* by account__end() */
	bool ended_early; /* while the command was running */
	struct final_counts final; /* once it has ended */
};

/* Print the counts so far, unless that would block. The argument is a struct account. */
void account__report_so_far(void *account);

/* Take the final counts after the programs have stopped and the last record was consumed,
 * and queue the last lines. */
void account__end(struct account *a);

/*
 * Print the last messages and the summary. output_err: how the output ended, see
 * writer__result(); all events that are left are lost. err: 0, or the negative errno that
 * ended the tracing. Returns an exit status.
 */
int account__report(struct account *a, int output_err, int err);

/* After that, print how the command ended, if there is one, and what it took. */
void account__report_command(const struct account *a, const struct command *command);

#endif
