/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the helper processes (helper.h) do for this program. */
#ifndef HELPER_JOBS_H
#define HELPER_JOBS_H

#include "base/helper.h"
#include "reason/reason.h"

enum {
	JOB_CMDLINE, /* ancestry_start__answer() */
	JOB_ENVIRON, /* environs_start__answer() */
	JOB_REASON, /* reasoner__answer() */
	JOBS,
};

struct helper_jobs {
	struct helper *helper;
	struct helper_job jobs[JOBS];
	struct reasoner reasoner;
};

/* Start the processes, with the capabilities in `keep` (1 << CAP_...). Return NULL with
 * errno set. */
struct helper_jobs *helper_jobs__start(uint64_t keep);

/* jobs may be NULL. */
void helper_jobs__end(struct helper_jobs *jobs);

#endif
