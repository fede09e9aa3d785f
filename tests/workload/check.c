// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * check PATH ARG: asks with AT_EXECVE_CHECK (Linux 6.14) whether PATH may be executed, with
 * the arguments PATH, ARG and "asked". Then calls execve with "denied" in place of the last,
 * which a seccomp filter denies. Prints the result of the first call, 0 or a negative errno.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "workload.h"

#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK 0x10000
#endif

static void deny_execve(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { sizeof(filter) / sizeof(filter[0]), filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog))
		err(1, "prctl");
}

int main(int argc, char **argv)
{
	/* In memory that is present: the kernel reads no argument of a file that it refuses. */
	char asked[] = "asked", denied[] = "denied";
	char *args[] = { argv[1], argv[2], asked, NULL };

	if (argc != 3)
		errx(2, "usage: check PATH ARG");
	if (syscall(SYS_execveat, AT_FDCWD, argv[1], args, environ, AT_EXECVE_CHECK))
		printf("%d\n", -errno);
	else
		printf("0\n");
	fflush(stdout);
	deny_execve();
	args[2] = denied;
	execve(argv[1], args, environ);
	return 0;
}
