// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * unseen seccomp TOKEN: one exec that seccomp denies, so that its exit is traced but not
 * its entry.
 * unseen inflight TOKEN [N [PATH UID]]: one exec, or one of each of N threads,
 * entered at once. Prints "entered" when all are, and blocks until a line on stdin; then
 * the exec fails, or succeeds with PATH as this user.
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

/* Exec with a file name in a page that the kernel must wait for. */
static void *exec_from_page(void *page)
{
	execv(page, args);
	if (errno != ENOENT)
		err(1, "execv");
	return NULL;
}

static void start_threads(pthread_t *threads, int n, void *page)
{
	pthread_attr_t attr;

	if (pthread_attr_init(&attr) || pthread_attr_setstacksize(&attr, 262144))
		errx(1, "threads");
	for (int i = 0; i < n; i++)
		if (pthread_create(&threads[i], &attr, exec_from_page, page))
			errx(1, "thread %d", i);
}

static void stand_still(int n, const char *path, uid_t uid)
{
	long size = sysconf(_SC_PAGESIZE);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct uffdio_copy copy = { .len = (unsigned long)size };
	pthread_t *threads = calloc((size_t)n, sizeof(*threads));
	char *page, *name = calloc(1, (size_t)size);
	struct uffd_msg msg;
	int fd;

	page = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
	if (page == MAP_FAILED || !name || !threads || fd < 0 ||
	    ioctl(fd, UFFDIO_API, &api))
		err(77, "userfaultfd");
	snprintf(name, (size_t)size, "%s", path);
	range.range.start = (unsigned long)page;
	range.range.len = (unsigned long)size;
	copy.dst = (unsigned long)page;
	copy.src = (unsigned long)name;
	if (ioctl(fd, UFFDIO_REGISTER, &range))
		err(1, "userfaultfd");
	if (uid && setresuid(uid, uid, uid))
		err(1, "setresuid");
	start_threads(threads, n, page);
	for (int i = 0; i < n; i++)
		if (read(fd, &msg, sizeof(msg)) != sizeof(msg))
			err(1, "userfaultfd");
	puts("entered");
	fflush(stdout);
	getchar();
	if (ioctl(fd, UFFDIO_COPY, &copy))
		err(1, "userfaultfd");
	for (int i = 0; i < n; i++) {
		pthread_join(threads[i], NULL);
		expect("unseen", getpid(), getppid(), -ENOENT, args);
	}
}

int main(int argc, char **argv)
{
	if (argc < 3)
		errx(2, "usage: unseen seccomp|inflight TOKEN [N [PATH UID]]");
	args[1] = argv[2];
	if (!strcmp(argv[1], "seccomp"))
		denied();
	else
		stand_still(argc > 3 ? atoi(argv[3]) : 1,
			    argc > 5 ? argv[4] : "/nonexistent/inflight",
			    argc > 5 ? (uid_t)atoi(argv[5]) : 0);
	return 0;
}
