// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * hold ID N: a tracer that attaches N programs to a tracepoint, or as many as it may,
 * and detaches them at a line on stdin. Prints how many are attached at first.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "workload.h"

static int load(void)
{
	const struct bpf_insn return_1[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 1 },
		{ .code = BPF_JMP | BPF_EXIT },
	};

	return bpf_prog_load(BPF_PROG_TYPE_TRACEPOINT, "hold", "Dual BSD/GPL", return_1,
			     2, NULL);
}

/* Attach one program. Returns false if the tracepoint takes no more. */
static bool attach(const char *id)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = (__u64)atoi(id),
	};
	int event = (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0);
	int prog = load(), failed;

	if (event < 0 || prog < 0)
		err(1, "cannot load");
	failed = ioctl(event, PERF_EVENT_IOC_SET_BPF, prog) ? errno : 0;
	close(prog);
	if (failed)
		close(event);
	if (failed && failed != E2BIG)
		errx(1, "cannot attach: %s", strerror(failed));
	return !failed;
}

int main(int argc, char **argv)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	const int want = argc == 3 ? atoi(argv[2]) : 0;
	int n = 0;

	while (n < want && attach(argv[1]))
		n++;
	printf("%d\n", n);
	fflush(stdout);
	/* Attach more programs as other tracers detach theirs. */
	while (!poll(&in, 1, n < want ? 1 : -1))
		while (n < want && attach(argv[1]))
			n++;
	return 0;
}
