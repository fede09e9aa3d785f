/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What this kernel and this user allow, tried out: no version is compared. */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>

#include "preflight.h"
#include "strbuf.h"

/* What a check found; both texts are for a person. */
struct finding {
	bool ok;
	bool usage; /* it is an option that is wrong, not this machine */
	struct strbuf detail; /* what is there, or what is missing */
	struct strbuf remedy; /* what to type */
};

/* Each fills a finding that is all zero. */
void probe_privileges(struct preflight *pf, struct finding *f);
void probe_ring(struct preflight *pf, struct finding *f);
void probe_btf(struct preflight *pf, struct finding *f);
void probe_lockdown(struct preflight *pf, struct finding *f);
void probe_tracefs(struct preflight *pf, struct finding *f);
void probe_syscall_events(struct preflight *pf, struct finding *f);
void probe_perf_events(struct preflight *pf, struct finding *f);
void probe_task_storage(struct preflight *pf, struct finding *f);
void probe_saved_registers(struct preflight *pf, struct finding *f);
void probe_pid_namespace(struct preflight *pf, struct finding *f);

#endif
