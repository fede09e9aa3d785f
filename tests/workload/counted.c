// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * counted EXEC EXIT EXITAT COMMAND...: runs a command and prints how many execs of it
 * and of all its descendants succeeded, and how many failed, as the kernel's perf
 * events count them. The first three are the ids of the tracepoints
 * sched_process_exec, sys_exit_execve and sys_exit_execveat.
 */
#include <linux/perf_event.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "workload.h"

/* Results from -512 to -516 never reach the program: the call begins again. */
static const char failed[] = "ret < 0 && (ret < -516 || ret > -512)";

static int open_event(const char *id, const char *filter)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = (uint64_t)atoi(id),
		.inherit = 1,
	};
	int fd =
		(int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);

	if (fd < 0 || (filter && ioctl(fd, PERF_EVENT_IOC_SET_FILTER, filter)))
		err(1, "perf event %s", id);
	return fd;
}

static unsigned long long count_of(int fd)
{
	uint64_t count;

	if (read(fd, &count, sizeof(count)) != sizeof(count))
		err(1, "read");
	return count;
}

int main(int argc, char **argv)
{
	int good, bad, bad_at;

	if (argc < 5)
		errx(1, "too few arguments");
	good = open_event(argv[1], NULL);
	bad = open_event(argv[2], failed);
	bad_at = open_event(argv[3], failed);
	/* Wait for descendants that outlive the command too. */
	if (prctl(PR_SET_CHILD_SUBREAPER, 1))
		err(1, "prctl");
	if (!fork()) {
		/* stdout has only the counts. */
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execv(argv[4], argv + 4);
		err(1, "%s", argv[4]);
	}
	while (wait(NULL) > 0)
		;
	printf("%llu %llu\n", count_of(good), count_of(bad) + count_of(bad_at));
	return 0;
}
