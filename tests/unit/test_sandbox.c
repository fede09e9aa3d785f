// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "base/privileges.h"
#include "base/util.h"
#include "run/sandbox.h"

/* Exit statuses of the child below. */
enum {
	SURVIVED = 10,
	NO_SANDBOX,
	ENDED_OTHERWISE,
};

/* The processes that the sandbox may send signals to. */
static pid_t command, writer;

static int enter_tracer(void)
{
	return sandbox__enter(command, writer);
}

static int (*enter)(void) = enter_tracer;

/* Return the wait status of a child that enters the sandbox and calls `call`. */
static int call_in_sandbox(void (*call)(const long *arg), const long *arg)
{
	pid_t child = fork();
	int status;

	if (!child) {
		prctl(PR_SET_DUMPABLE, 0); /* no core dump */
		if (privileges__drop(0))
			_exit(ENDED_OTHERWISE);
		if (enter())
			_exit(NO_SANDBOX);
		call(arg);
		_exit(SURVIVED);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void nothing(const long *arg)
{
}

static void need_sandbox(void)
{
	const int status = call_in_sandbox(nothing, NULL);

	if (WEXITSTATUS(status) == NO_SANDBOX) {
		print_message("a build for sanitizers, or a kernel without seccomp\n");
		skip();
	}
	assert_int_equal(status, W_EXITCODE(SURVIVED, 0));
}

static void raw(const long *c)
{
	syscall(c[0], c[1], c[2], c[3], c[4], c[5], c[6]);
}

static const char text[] = "x";

static void test_killed(void **state)
{
	static const long calls[][7] = {
		{ SYS_socket, AF_UNIX, SOCK_STREAM },
		{ SYS_connect, -1 },
		{ SYS_openat, AT_FDCWD, (long)text, O_RDONLY },
		{ SYS_openat2, AT_FDCWD, (long)text },
		{ SYS_execve, (long)text },
		{ SYS_execveat, AT_FDCWD, (long)text },
		{ SYS_clone, SIGCHLD },
		{ SYS_clone3 },
		{ SYS_bpf, 0 },
		{ SYS_bpf, 15 },
		{ SYS_perf_event_open },
		{ SYS_ptrace },
		{ SYS_process_vm_writev },
		{ SYS_kill, 0, 0 },
		{ SYS_unlinkat, AT_FDCWD, (long)text },
		{ SYS_renameat2, AT_FDCWD, (long)text },
		{ SYS_linkat, AT_FDCWD, (long)text },
		{ SYS_mkdirat, AT_FDCWD, (long)text },
		{ SYS_fchmodat, AT_FDCWD, (long)text },
		{ SYS_mount },
		{ SYS_setns, -1 },
		{ SYS_dup3, -1, -1 },
		{ SYS_prctl, PR_GET_DUMPABLE },
		{ SYS_seccomp },
		{ SYS_capset },
		{ SYS_io_uring_setup },
		{ SYS_memfd_create, (long)text },
		{ SYS_mprotect, 0, 0, PROT_EXEC },
		{ SYS_mmap, 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANON, -1 },
		{ SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		  MAP_PRIVATE | MAP_ANON, -1 },
		{ SYS_ioctl, -1, PERF_EVENT_IOC_ENABLE },
		{ SYS_ioctl, -1, 0x5412 }, /* TIOCSTI */
		/* A call of the x32 ABI on x86-64, unknown elsewhere. */
		{ SYS_write | 0x40000000, STDERR_FILENO, (long)text, 0 },
	};

	need_sandbox();
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		const int status = call_in_sandbox(raw, calls[i]);

		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("system call %ld (row %zu): status %#x", calls[i][0], i,
				 (unsigned int)status);
	}
}

static void test_allowed(void **state)
{
	static struct timespec now;
	static const long calls[][7] = {
		{ SYS_write, STDERR_FILENO, (long)text, 0 },
		{ SYS_read, -1 },
		{ SYS_clock_gettime, CLOCK_BOOTTIME, (long)&now },
		{ SYS_epoll_pwait, -1 },
		{ SYS_ppoll, 0, 0, (long)&now },
		{ SYS_lseek, -1 },
		{ SYS_shutdown, -1 },
		{ SYS_ioctl, -1, PERF_EVENT_IOC_DISABLE },
		{ SYS_ioctl, -1, TIOCGWINSZ },
		{ SYS_close, -1 },
		{ SYS_wait4, -1 },
		{ SYS_timerfd_settime, -1 },
	};

	need_sandbox();
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		if (call_in_sandbox(raw, calls[i]) != W_EXITCODE(SURVIVED, 0))
			fail_msg("system call %ld was denied", calls[i][0]);
}

static void test_writer(void **state)
{
	static const struct {
		long call[7];
		int status;
	} rows[] = {
		{ { SYS_write, STDERR_FILENO, (long)text, 0 }, W_EXITCODE(SURVIVED, 0) },
		{ { SYS_read, -1 }, W_EXITCODE(SURVIVED, 0) },
		{ { SYS_lseek, -1 }, W_EXITCODE(SURVIVED, 0) },
		{ { SYS_fstat, -1 }, W_EXITCODE(SURVIVED, 0) },
		{ { SYS_ftruncate, -1 }, W_EXITCODE(SURVIVED, 0) },
		{ { SYS_openat, AT_FDCWD, (long)text, O_RDONLY }, SIGSYS },
		{ { SYS_socket, AF_UNIX, SOCK_STREAM }, SIGSYS },
		{ { SYS_kill, 0 }, SIGSYS },
		{ { SYS_mmap, 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1 },
		  SIGSYS },
		{ { SYS_clone, SIGCHLD }, SIGSYS },
	};

	need_sandbox();
	enter = sandbox__enter_writer;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(call_in_sandbox(raw, rows[i].call) & ~WCOREFLAG,
				 rows[i].status);
	enter = enter_tracer;
}

static void test_only_the_others_are_signalled(void **state)
{
	const struct {
		long pid;
		int status;
	} calls[] = {
		{ getpid(), W_EXITCODE(SURVIVED, 0) },
		{ -getpid(), SIGSYS },
		{ getppid(), SIGSYS },
		{ 0, SIGSYS },
		{ -1, SIGSYS },
	};

	need_sandbox();
	for (int i = 0; i < 2; i++) {
		command = i ? 0 : getpid();
		writer = i ? getpid() : 0;
		for (size_t j = 0; j < ARRAY_SIZE(calls); j++)
			assert_int_equal(
				call_in_sandbox(
					raw, (const long[7]){ SYS_kill, calls[j].pid }) &
					~WCOREFLAG,
				calls[j].status);
	}
	command = writer = 0;
}

/* clone(2) leaves a child, which only waits. */
static void test_only_with_a_command_is_forked(void **state)
{
	static const long calls[][7] = {
		{ SYS_clone, SIGCHLD },
		{ SYS_prctl, PR_SET_PDEATHSIG, SIGKILL },
		{ SYS_close_range, 1, 0 },
		{ SYS_getppid },
	};

	need_sandbox();
	command = getpid();
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		assert_int_equal(call_in_sandbox(raw, calls[i]), W_EXITCODE(SURVIVED, 0));
	assert_int_equal(
		call_in_sandbox(raw, (const long[7]){ SYS_clone, CLONE_THREAD }) &
			~WCOREFLAG,
		SIGSYS);
	command = 0;
}

/* Make malloc(3) allocate memory in all of its ways. */
static void use_memory(const long *arg)
{
	char *blocks[8];

	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++) {
		const size_t size = (size_t)4096 << (2 * i);

		blocks[i] = malloc(size);
		memset(blocks[i], 1, size);
	}
	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++) {
		blocks[i] = realloc(blocks[i], (size_t)65536 << i);
		memset(blocks[i], 2, (size_t)65536 << i);
	}
	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++)
		free(blocks[i]);
}

static void test_memory(void **state)
{
	need_sandbox();
	assert_int_equal(call_in_sandbox(use_memory, NULL), W_EXITCODE(SURVIVED, 0));
}

/* Make a 32-bit system call, whose number has another meaning in the 64-bit table. */
#ifdef __x86_64__
static void call_as_i386(const long *arg)
{
	long result = 1; /* exit(2); write(2) here */

	__asm__ volatile("int $0x80" : "+a"(result) : "b"(0L) : "memory");
}

static void test_other_architecture(void **state)
{
	pid_t child;
	int status;

	need_sandbox();
	child = fork();
	if (!child) {
		prctl(PR_SET_DUMPABLE, 0);
		signal(SIGSEGV, SIG_DFL); /* not a failure of the test */
		call_as_i386(NULL);
		_exit(SURVIVED);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (status) {
		print_message("this kernel has no 32-bit calls\n");
		skip();
	}
	status = call_in_sandbox(call_as_i386, NULL);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_writer),
		cmocka_unit_test(test_only_the_others_are_signalled),
		cmocka_unit_test(test_only_with_a_command_is_forked),
		cmocka_unit_test(test_memory),
#ifdef __x86_64__
		cmocka_unit_test(test_other_architecture),
#endif
	};

	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
