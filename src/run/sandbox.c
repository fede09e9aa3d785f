// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "base/util.h"
#include "run/sandbox.h"

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#error "sandbox.c does not know this machine"
#endif

#define LOAD(member) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
/* Continue if the loaded word equals value, else skip n instructions. */
#define IF(value, n) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, n)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define KILL BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)

#define CALL(name) IF(SYS_##name, 1), ALLOW
/* Compare the low 32 bits of argument n with value; the machines are little-endian. */
#define CALL_IF(name, n, value, verdict) \
	IF(SYS_##name, 4), LOAD(args[n]), IF(value, 1), verdict, KILL
#define CALL_WITH(name, n, value) CALL_IF(name, n, value, ALLOW)
#define CALL_WITH_EITHER(name, n, a, b) \
	IF(SYS_##name, 6), LOAD(args[n]), IF(a, 1), ALLOW, IF(b, 1), ALLOW, KILL

static int install(const struct sock_filter *filter, unsigned short len)
{
	const struct sock_fprog prog = {
		.len = len,
		.filter = (struct sock_filter *)filter,
	};

#ifdef SANITIZED
	return -ENOTSUP;
#endif
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) ? -errno : 0;
}

/* Kill the process at calls of another architecture, then load the number. */
#define BEGIN LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0), KILL, LOAD(nr)

int sandbox__enter_writer(void)
{
	static const struct sock_filter filter[] = {
		BEGIN,
#ifdef __x86_64__
		CALL(poll),
#endif
		CALL(ppoll),
		CALL(write),
		CALL(read),
		CALL(clock_gettime), /* if the vDSO does not support the clock */
		CALL(restart_syscall),
		/* To leave a whole line at the end of a file. */
		CALL(fstat),
		CALL(newfstatat),
		CALL(lseek),
		CALL(ftruncate),
		CALL(rt_sigaction),
		CALL(exit_group),
		KILL,
	};

	return install(filter, ARRAY_SIZE(filter));
}

int sandbox__enter(pid_t command, pid_t writer)
{
	const struct sock_filter of_command = BPF_STMT(
		BPF_RET | BPF_K, command ? SECCOMP_RET_ALLOW : SECCOMP_RET_KILL_PROCESS);
	/* System calls made while tracing and afterwards, most frequent first. */
	const struct sock_filter filter[] = {
		BEGIN,
#ifdef __x86_64__
		CALL(epoll_wait),
		CALL(poll),
#endif
		CALL(epoll_pwait),
		CALL(ppoll),
		CALL(write),
		CALL(clock_gettime), /* if the vDSO does not support the clock */
		CALL(restart_syscall), /* after SIGSTOP and SIGCONT */
		/* For malloc(3): no executable memory. */
		CALL(brk),
		CALL_WITH(mmap, 2, PROT_READ | PROT_WRITE),
		CALL(mremap),
		CALL(munmap),
		CALL(madvise),
		/* To let the writer end. */
		CALL(shutdown),
		/* To start timers, pass signals on, end the writer, and wait for both. */
		CALL(timerfd_settime),
		IF(SYS_kill, 6),
		LOAD(args[0]),
		IF((__u32)command, 1),
		of_command,
		IF((__u32)writer, 1),
		BPF_STMT(BPF_RET | BPF_K,
			 writer > 0 ? SECCOMP_RET_ALLOW : SECCOMP_RET_KILL_PROCESS),
		KILL,
		CALL(wait4),
		/* For attach__detach_in_child(). */
		CALL_IF(clone, 0, SIGCHLD, of_command),
		CALL(close_range),
		CALL_WITH(prctl, 0, PR_SET_PDEATHSIG),
		CALL(getpid),
		CALL(getppid),
		/* To measure the terminal; to detach, read signals and the final counts,
		 * and exit. */
		CALL_WITH_EITHER(ioctl, 1, PERF_EVENT_IOC_DISABLE, TIOCGWINSZ),
		CALL(close),
		CALL(read),
		CALL(lseek),
		CALL(rt_sigaction),
		CALL(rt_sigprocmask),
		CALL(exit_group),
		KILL,
	};

	return install(filter, ARRAY_SIZE(filter));
}
