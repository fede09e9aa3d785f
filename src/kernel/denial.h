/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Find in /proc and /sys what denies BPF and perf events, and what to type about it. */
#ifndef DENIAL_H
#define DENIAL_H

#include <stdbool.h>

#include "base/strbuf.h"

enum denied {
	DENIED_BPF, /* bpf(2): CAP_BPF */
	DENIED_PERF, /* perf_event_open(2): CAP_PERFMON, as for programs that read memory */
	DENIED_KINDS,
};

enum lockdown {
	LOCKDOWN_UNKNOWN, /* securityfs is not mounted, or the kernel has no lockdown */
	LOCKDOWN_NONE,
	LOCKDOWN_INTEGRITY,
	LOCKDOWN_CONFIDENTIALITY, /* BPF programs may not read memory */
};

#define SYSCTL_UNKNOWN (-100)

/* Settings that may deny a call to a process that has the capability. */
struct guards {
	bool user_namespace; /* its capabilities are not those of the machine */
	bool seccomp; /* a filter is in force */
	bool no_new_privs; /* file capabilities and set-id bits have no effect */
	int sysctls[DENIED_KINDS]; /* kernel.unprivileged_bpf_disabled and
				     * kernel.perf_event_paranoid, or SYSCTL_UNKNOWN */
	enum lockdown lockdown;
};

/* Read /proc and /sys below root: "/", or a directory that looks like it. */
void guards__read(struct guards *g, const char *root);

/* Return the name of the call: "bpf()". */
const char *denial__call(enum denied what);

/* Append which capability is missing, what for, and that no sysctl replaces it. */
void denial__missing(enum denied what, const struct guards *g, struct strbuf *detail);

/* Append to `detail` that the call fails with `err`, a negative errno, although the
 * capability is held, and what denies it; to `remedy` what to type. */
void denial__explain(enum denied what, int err, const struct guards *g,
		     struct strbuf *detail, struct strbuf *remedy);

/* Print `doing` (such as "cannot attach"), the text of `err`, a negative errno, and, where
 * a permission is missing, who denies it and what to type. Returns the error to pass on:
 * -ENOMEM if that is `err`, else -EOPNOTSUPP. */
int denial__report(const char *doing, enum denied what, int err);

#endif
