// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * unseen seccomp TOKEN: one exec that seccomp denies, so that it is left without
 * ever having been entered.
 * unseen inflight TOKEN: one that is entered at once, prints "entered", stands
 * still until a line comes on stdin, and then fails.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "workload.h"

static char *args[] = { "unseen", NULL, NULL };

static void denied(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { .len = sizeof(code) / sizeof(code[0]),
				   .filter = code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog))
		err(1, "seccomp");
	execv("/bin/true", args);
	if (errno != EPERM)
		err(1, "execv");
	expect("unseen", getpid(), getppid(), -EPERM, args);
}

/* The call waits in the kernel for the page that its file name lies in. */
static void *exec_from_page(void *page)
{
	execv(page, args);
	if (errno != ENOENT)
		err(1, "execv");
	return NULL;
}

static void stand_still(void)
{
	long size = sysconf(_SC_PAGESIZE);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct uffdio_copy copy = { .len = (unsigned long)size };
	struct uffd_msg msg;
	pthread_t thread;
	char *page, *name;
	int fd;

	page = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	name = calloc(1, (size_t)size);
	fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
	if (page == MAP_FAILED || !name || fd < 0 || ioctl(fd, UFFDIO_API, &api))
		err(77, "userfaultfd");
	strcpy(name, "/nonexistent/inflight");
	range.range.start = (unsigned long)page;
	range.range.len = (unsigned long)size;
	copy.dst = (unsigned long)page;
	copy.src = (unsigned long)name;
	if (ioctl(fd, UFFDIO_REGISTER, &range) ||
	    pthread_create(&thread, NULL, exec_from_page, page) ||
	    read(fd, &msg, sizeof(msg)) != sizeof(msg))
		err(1, "userfaultfd");
	puts("entered");
	fflush(stdout);
	getchar();
	if (ioctl(fd, UFFDIO_COPY, &copy) || pthread_join(thread, NULL))
		err(1, "userfaultfd");
	expect("unseen", getpid(), getppid(), -ENOENT, args);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		errx(2, "usage: unseen seccomp|inflight TOKEN");
	args[1] = argv[2];
	if (!strcmp(argv[1], "seccomp"))
		denied();
	else
		stand_still();
	return 0;
}
