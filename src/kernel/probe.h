/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What this kernel and this user allow, tried out: no version is compared. */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "kernel/setup.h"

/* What a check found; both texts are for a person. */
struct finding {
	bool ok;
	bool usage; /* it is an option that is wrong, not this machine */
	int err; /* if not ok: the negative errno behind it, 0 if there is none */
	struct strbuf detail; /* what is there, or what is missing */
	struct strbuf remedy; /* what to type */
};

/* Whether programs may read the registers that a task has saved; then tracepoint
 * programs have task storage too. */
bool probe_has_saved_registers(void);

/* Each fills a finding that is all zero. tracefs: as tracefs__open() gave it. */
void probe_descriptors(const struct kernel_setup *setup, int tracefs, struct finding *f);
void probe_privileges(const struct kernel_setup *setup, int tracefs, struct finding *f);
void probe_ring(const struct kernel_setup *setup, int tracefs, struct finding *f);
void probe_btf(const struct kernel_setup *setup, int tracefs, struct finding *f);
void probe_lockdown(const struct kernel_setup *setup, int tracefs, struct finding *f);
void probe_tracefs(const struct kernel_setup *setup, int tracefs, struct finding *f);
void probe_syscall_events(const struct kernel_setup *setup, int tracefs,
			  struct finding *f);
void probe_perf_events(const struct kernel_setup *setup, int tracefs, struct finding *f);
void probe_saved_registers(const struct kernel_setup *setup, int tracefs,
			   struct finding *f);
void probe_pid_namespace(const struct kernel_setup *setup, int tracefs,
			 struct finding *f);

#endif
