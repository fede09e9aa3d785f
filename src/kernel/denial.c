// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "kernel/denial.h"

static const struct {
	const char *call;
	const char *capability;
	const char *purpose;
	const char *sysctl;
} kinds[DENIED_KINDS] = {
	[DENIED_BPF] = { "bpf()", "CAP_BPF", "to load BPF programs",
			 "kernel.unprivileged_bpf_disabled" },
	[DENIED_PERF] = { "perf_event_open()", "CAP_PERFMON",
			  "to let BPF programs read command lines",
			  "kernel.perf_event_paranoid" },
};

static int read_sysctl(int root, const char *path)
{
	char text[32];

	return read_file(root, path, text, sizeof(text)) > 0 ? atoi(text) :
							       SYSCTL_UNKNOWN;
}

static enum lockdown read_lockdown(int root)
{
	char text[128];

	if (read_file(root, "sys/kernel/security/lockdown", text, sizeof(text)) < 0)
		return LOCKDOWN_UNKNOWN;
	return strstr(text, "[confidentiality]") ? LOCKDOWN_CONFIDENTIALITY :
	       strstr(text, "[integrity]")	 ? LOCKDOWN_INTEGRITY :
						   LOCKDOWN_NONE;
}

void guards__read(struct guards *g, const char *root_path)
{
	const int root = open(root_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	char text[4096];
	unsigned int first, parent, n;

	*g = (struct guards){
		.sysctls = {
			[DENIED_BPF] = read_sysctl(
				root, "proc/sys/kernel/unprivileged_bpf_disabled"),
			[DENIED_PERF] = read_sysctl(
				root, "proc/sys/kernel/perf_event_paranoid"),
		},
		.lockdown = read_lockdown(root),
	};
	/* The initial user namespace maps every id to itself. */
	if (read_file(root, "proc/self/uid_map", text, sizeof(text)) >= 0)
		g->user_namespace = sscanf(text, "%u %u %u", &first, &parent, &n) != 3 ||
				    first || parent || n != UINT32_MAX;
	if (read_file(root, "proc/self/status", text, sizeof(text)) >= 0) {
		g->seccomp = strstr(text, "\nSeccomp:\t2\n");
		g->no_new_privs = strstr(text, "\nNoNewPrivs:\t1\n");
	}
	if (root >= 0)
		close(root);
}

const char *denial__call(enum denied what)
{
	return kinds[what].call;
}

/* Append "kernel.perf_event_paranoid, which is 2". */
static void add_sysctl(struct strbuf *text, enum denied what, const struct guards *g)
{
	strbuf__adds(text, kinds[what].sysctl);
	if (g->sysctls[what] == SYSCTL_UNKNOWN)
		strbuf__adds(text, ", which is unknown");
	else
		strbuf__printf(text, ", which is %d", g->sysctls[what]);
}

void denial__missing(enum denied what, const struct guards *g, struct strbuf *detail)
{
	strbuf__printf(detail, "%smissing %s %s (", detail->len ? "; " : "",
		       kinds[what].capability, kinds[what].purpose);
	add_sysctl(detail, what, g);
	strbuf__adds(detail, ", cannot replace it)");
}

void denial__explain(enum denied what, int err, const struct guards *g,
		     struct strbuf *detail, struct strbuf *remedy)
{
	strbuf__printf(detail, "%s is denied despite all capabilities: %s; ",
		       kinds[what].call, strerror(-err));
	if (g->user_namespace) {
		strbuf__adds(detail, "capabilities in a user namespace do not allow it");
		strbuf__adds(remedy, "run it on the host, outside the user namespace");
	} else if (what == DENIED_PERF && g->sysctls[what] > 2) {
		/* 3 and 4 exist in Debian's and Ubuntu's kernels. */
		add_sysctl(detail, what, g);
		strbuf__adds(detail, ", requires CAP_SYS_ADMIN on some kernels");
		strbuf__printf(remedy, "run it as root, or sudo sysctl %s=2",
			       kinds[what].sysctl);
	} else if (g->seccomp) {
		strbuf__adds(detail,
			     "a seccomp filter is in force, such as a container's");
		strbuf__adds(
			remedy,
			"run it on the host, or with a profile that allows the call (docker run --security-opt seccomp=FILE)");
	} else {
		strbuf__adds(detail,
			     "perhaps by a security module such as SELinux, not by ");
		add_sysctl(detail, what, g);
		strbuf__adds(remedy, "read the audit log: dmesg");
		if (what == DENIED_BPF)
			strbuf__adds(remedy,
				     "; before Linux 5.11 also: ulimit -l unlimited");
	}
}

static const char *text_of(struct strbuf *sb)
{
	const char *text = strbuf__cstr(sb);

	return text ? text : "out of memory";
}

int denial__report(const char *doing, enum denied what, int err)
{
	struct strbuf detail = {}, remedy = {};
	struct guards guards;

	if (err == -ENOMEM) {
		log_failure(doing, err);
		return err;
	}
	if (err != -EPERM && err != -EACCES) {
		log_error(
			"%s: %s\n"
			"'execsnoop --check' prints what this kernel and user allow; -v prints libbpf's messages.",
			doing, strerror(-err));
		return -EOPNOTSUPP;
	}
	guards__read(&guards, "/");
	denial__explain(what, err, &guards, &detail, &remedy);
	log_error("%s: %s\nTry: %s", doing, text_of(&detail), text_of(&remedy));
	strbuf__free(&detail);
	strbuf__free(&remedy);
	return -EOPNOTSUPP;
}
