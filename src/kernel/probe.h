/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Try out what this kernel and this user allow, without comparing versions. */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "kernel/setup.h"

/* The result of a check, with texts for the user. */
struct finding {
	bool ok;
	bool usage; /* an option is wrong, not this machine */
	int err; /* if not ok: its cause, a negative errno, or 0 if there is none */
	struct strbuf detail; /* what was found, or is missing */
	struct strbuf remedy; /* what to type */
};

/* Whether programs may read the saved registers of a task. Such a kernel has task storage
 * for tracepoint programs too. */
bool probe_has_saved_registers(void);

/* Whether programs may compare and swap (BPF_CMPXCHG): 5.12, on arm64 5.18. */
bool probe_has_cmpxchg(void);

/* Each fills in a finding, which must be all zero. tracefs: from tracefs__open(). */
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
