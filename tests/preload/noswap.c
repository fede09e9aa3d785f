// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* LD_PRELOAD=noswap.so: the kernel takes no program with BPF_CMPXCHG, reached or not. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool has_cmpxchg(const union bpf_attr *attr)
{
	const struct bpf_insn *insns = (const void *)attr->insns;

	for (unsigned int i = 0; i < attr->insn_cnt; i++)
		if (insns[i].code == (BPF_STX | BPF_ATOMIC | BPF_DW) &&
		    insns[i].imm == BPF_CMPXCHG)
			return true;
	return false;
}

long syscall(long number, ...)
{
	__typeof__(&syscall) next = (__typeof__(next))dlsym(RTLD_NEXT, "syscall");
	long arg[6];
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		arg[i] = va_arg(args, long);
	va_end(args);
	if (number == SYS_bpf && arg[0] == BPF_PROG_LOAD &&
	    has_cmpxchg((const union bpf_attr *)arg[1])) {
		errno = EINVAL;
		return -1;
	}
	return next(number, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
}
