// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdlib.h>

#include "helper_jobs.h"
#include "show/ancestry_start.h"
#include "show/environs_start.h"

/* Time for one answer. */
#define LIMIT_MS 500

struct helper_jobs *helper_jobs__start(uint64_t keep)
{
	struct helper_jobs *j = calloc(1, sizeof(*j));
	struct helper_setup setup = {
		.n_jobs = JOBS,
		.capabilities = keep,
		.limit_ms = LIMIT_MS,
	};
	int err;

	if (!j)
		return NULL;
	j->jobs[JOB_CMDLINE] = (struct helper_job){ ancestry_start__answer, NULL };
	j->jobs[JOB_ENVIRON] = (struct helper_job){ environs_start__answer, NULL };
	j->jobs[JOB_REASON] = (struct helper_job){ reasoner__answer, &j->reasoner };
	setup.jobs = j->jobs;
	j->helper = helper__new(&setup);
	if (j->helper)
		return j;
	err = errno;
	free(j);
	errno = err;
	return NULL;
}

void helper_jobs__end(struct helper_jobs *j)
{
	if (!j)
		return;
	helper__free(j->helper);
	free(j);
}
