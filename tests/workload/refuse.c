// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* refuse WHAT COMMAND...: runs it with a seccomp filter that denies certain system calls,
 * like the profile of a container or a kernel without a feature. */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ANY UINT32_MAX

static const struct {
	const char *what;
	uint32_t call, arg, value; /* arg: ANY, or the argument to equal value */
	uint32_t error;
} rules[] = {
	{ "bpf", SYS_bpf, ANY, 0, EPERM },
	{ "load", SYS_bpf, 0, BPF_PROG_LOAD, EPERM },
	{ "attach", SYS_bpf, 0, BPF_LINK_CREATE, EPERM },
	{ "attach", SYS_bpf, 0, BPF_RAW_TRACEPOINT_OPEN, EPERM },
	{ "attach", SYS_ioctl, 1, PERF_EVENT_IOC_SET_BPF, EPERM },
	{ "perf", SYS_perf_event_open, ANY, 0, EACCES },
	{ "mount", SYS_fsopen, ANY, 0, EPERM },
	{ "seccomp", SYS_prctl, 0, PR_SET_SECCOMP, EINVAL },
};

#define N_RULES (sizeof(rules) / sizeof(rules[0]))
#define LOAD(at) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define IF(value, n) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, n)
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)
#define ARG(n) (offsetof(struct seccomp_data, args) + 8 * (n))

int main(int argc, char **argv)
{
	struct sock_filter filter[5 * N_RULES + 1];
	struct sock_fprog prog = { .filter = filter };

	if (argc < 3)
		return 2;
	for (size_t i = 0; i < N_RULES; i++) {
		const bool any = rules[i].arg == ANY;
		const struct sock_filter rule[] = {
			LOAD(offsetof(struct seccomp_data, nr)),
			IF(rules[i].call, 3),
			LOAD(any ? offsetof(struct seccomp_data, nr) : ARG(rules[i].arg)),
			IF(any ? rules[i].call : rules[i].value, 1),
			RETURN(SECCOMP_RET_ERRNO | rules[i].error),
		};

		if (strcmp(rules[i].what, argv[1]))
			continue;
		memcpy(filter + prog.len, rule, sizeof(rule));
		prog.len += 5;
	}
	if (!prog.len)
		return 2;
	filter[prog.len++] = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog)) {
		perror("refuse: seccomp");
		return 1;
	}
	execv(argv[2], argv + 2);
	perror(argv[2]);
	return 1;
}
