// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/log.h"
#include "base/util.h"
#include "run/command_report.h"

/* Bytes of a part of the line. All memory is on the stack: the line comes even if there
 * is no other. */
#define PART_SIZE 128

static void format_end(char part[PART_SIZE], int wait_status)
{
	const char *name, *core;

	if (!WIFSIGNALED(wait_status)) {
		snprintf(part, PART_SIZE, "exit status %d", WEXITSTATUS(wait_status));
		return;
	}
	core = WCOREDUMP(wait_status) ? ", core dumped" : "";
	name = sigabbrev_np(WTERMSIG(wait_status));
	if (name)
		snprintf(part, PART_SIZE, "killed by SIG%s%s", name, core);
	else
		snprintf(part, PART_SIZE, "killed by signal %d%s", WTERMSIG(wait_status),
			 core);
}

static void format_counts(char part[PART_SIZE], const struct command_counts *counts)
{
	char failed[PART_SIZE / 2] = "";

	*part = '\0';
	if (!counts->known)
		return;
	if (counts->failed_known)
		snprintf(failed, sizeof(failed), ", %llu exec%s failed",
			 (unsigned long long)counts->failed,
			 counts->failed == 1 ? "" : "s");
	snprintf(part, PART_SIZE, "; %llu program%s started%s%s",
		 (unsigned long long)counts->started, counts->started == 1 ? "" : "s",
		 failed, counts->ended_early ? " until tracing ended" : "");
}

void command_report__print(const struct command *c, const struct command_counts *counts)
{
	const unsigned long long wall_ms = c->wall_ns / (NSEC_PER_SEC / 1000);
	const unsigned long long cpu_ms = c->cpu_ns / (NSEC_PER_SEC / 1000);
	char end[PART_SIZE], execs[PART_SIZE];

	if (c->not_run)
		return;
	format_end(end, c->wait_status);
	format_counts(execs, counts);
	log_warn("%s: %s; %llu.%03llu s elapsed, %llu.%03llu s of CPU%s", c->name, end,
		 wall_ms / 1000, wall_ms % 1000, cpu_ms / 1000, cpu_ms % 1000, execs);
}
