// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <bpf/bpf.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/util.h"
#include "kernel/attach.h"
#include "kernel/denial.h"
#include "kernel/tracefs.h"

/* In place of a tracefs event: the name of the program's section says where to attach. */
#define BY_SECTION "by section"

#define TRACED (1U << ATTACH_FULL | 1U << ATTACH_LITE)
#define FULL (1U << ATTACH_FULL | 1U << ATTACH_FULL_BTF)
#define TRACEFS (TRACED | FULL)
#define BTF (1U << ATTACH_BTF)

/*
 * In the order of attaching. The exits from calls precede the entries, so that every
 * stored entry is removed. Running processes are added to their trees before forks are
 * traced; if one forks before it is added itself, an ancestor is in the tree, and a later
 * pass adds both. Exits of processes precede both.
 */
static const struct attachable {
	const char *name;
	const char *events[EVENTS_MAX]; /* none: an iterator */
	unsigned int modes; /* bits of 1 << enum attach_mode: the modes that use it */
	enum purpose purpose;
} programs[] = {
	{ "process_exec", { "sched/sched_process_exec" }, TRACED, PURPOSE_EVENTS },
	{ "exec_btf", { BY_SECTION }, BTF | 1U << ATTACH_FULL_BTF, PURPOSE_EVENTS },
	{ "exec_exit",
	  { "syscalls/sys_exit_execve", "syscalls/sys_exit_execveat" },
	  FULL,
	  PURPOSE_EVENTS },
	{ "exec_enter",
	  { "syscalls/sys_enter_execve", "syscalls/sys_enter_execveat" },
	  FULL,
	  PURPOSE_ENTRY },
	{ "process_exit", { "sched/sched_process_exit" }, TRACEFS, PURPOSE_EXITS },
	{ "exit_btf", { BY_SECTION }, BTF, PURPOSE_EXITS },
	{ "tree_add", {}, TRACEFS | BTF, PURPOSE_RUNNING },
	{ "process_fork", { "task/task_newtask" }, TRACEFS, PURPOSE_FORKS },
	{ "fork_btf", { BY_SECTION }, BTF, PURPOSE_FORKS },
	{ "signal_sent", { BY_SECTION }, TRACEFS | BTF, PURPOSE_SIGNALS },
	{ "list_running", {}, TRACEFS | BTF, PURPOSE_LISTING },
};

_Static_assert(ARRAY_SIZE(programs) <= PROGRAMS_MAX,
	       "attachments has links for each program");
_Static_assert(ARRAY_SIZE(programs) <= MISSED_RUNS_MAX,
	       "all programs may have one purpose");

static struct bpf_program *find(const struct bpf_object *object, const char *name)
{
	return bpf_object__find_program_by_name(object, name);
}

void attach__choose(const struct bpf_object *object, enum attach_mode mode,
		    unsigned int purposes)
{
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++)
		bpf_program__set_autoload(find(object, programs[i].name),
					  programs[i].modes & 1U << mode &&
						  purposes & 1U << programs[i].purpose);
}

/* Run an iterator, by reading its output, and append the output to *printed. Returns 0 or
 * a negative errno. */
static int run_iterator(const struct bpf_link *link, struct strbuf *printed)
{
	int fd = bpf_iter_create(bpf_link__fd(link)), err;

	if (fd < 0)
		return -errno;
	err = read_fd(fd, SIZE_MAX, printed);
	close(fd);
	return err;
}

/* Add running tasks to the map tree: in one pass, or in passes until one adds none.
 * Returns 0, or a negative errno after printing why. */
static int add_tasks(struct bpf_program *iterator, const struct execsnoop_shared *shared,
		     bool once)
{
	struct bpf_link *link = bpf_program__attach_iter(iterator, NULL);
	const __u64 *added = &shared->tree_added;
	struct strbuf nothing = {};
	__u64 before;
	int err;

	if (!link) {
		err = -errno;
		goto out;
	}
	do {
		before = __atomic_load_n(added, __ATOMIC_SEQ_CST);
		err = run_iterator(link, &nothing);
	} while (!err && !once && __atomic_load_n(added, __ATOMIC_SEQ_CST) != before);
	strbuf__free(&nothing);
	bpf_link__destroy(link);
out:
	if (err)
		err = denial__report("cannot read the list of running tasks", DENIED_BPF,
				     err);
	return err;
}

int attach__list_running(const struct bpf_object *object, struct strbuf *running)
{
	struct bpf_program *iterator = find(object, "list_running");
	struct bpf_link *link;
	int err;

	if (!bpf_program__autoload(iterator))
		return 0;
	link = bpf_program__attach_iter(iterator, NULL);
	if (!link)
		return -errno;
	err = run_iterator(link, running);
	bpf_link__destroy(link);
	return err;
}

/* Attach a program to a perf event of tracefs, or by its section. `*denied` is set to the call
 * that fails. Returns 0 or a negative errno. */
static int try_attach(struct bpf_link **link, struct bpf_program *prog, int tracefs,
		      const char *event, enum denied *denied)
{
	int fd = -1, err = 0;

	*denied = DENIED_BPF;
	if (!strcmp(event, BY_SECTION)) {
		*link = bpf_program__attach(prog);
		return *link ? 0 : -errno;
	}
	fd = tracefs__open_event(tracefs, event);
	if (fd < 0) {
		*denied = DENIED_PERF;
		return fd;
	}
	*link = bpf_program__attach_perf_event(prog, fd);
	err = *link ? 0 : -errno;
	if (err)
		close(fd);
	return err;
}

/* Attach a program to an event, or by its section. Returns 0, or a negative errno after
 * printing why. */
static int attach(struct bpf_link **link, struct bpf_program *prog, int tracefs,
		  const char *event)
{
	enum denied denied;
	const int err = try_attach(link, prog, tracefs, event, &denied);
	char doing[64];

	if (!err)
		return 0;
	if (!strcmp(event, BY_SECTION))
		event = bpf_program__section_name(prog);
	if (err == -E2BIG) { /* BPF_TRACE_PROG_MAX, kernel/trace/bpf_trace.c */
		log_error(
			"cannot attach to %s: the kernel allows no more BPF programs there\n"
			"End one of the tracers that 'bpftool perf show' lists.",
			event);
		return -EOPNOTSUPP;
	}
	snprintf(doing, sizeof(doing), "cannot attach to %s", event);
	return denial__report(doing, denied, err);
}

/* Attach program i, whose fd is watched for missed runs, to its events. Returns 0, or a
 * negative errno after printing why. */
static int attach_events(struct attachments *a, size_t i, struct bpf_program *prog,
			 int tracefs)
{
	const struct attachable *p = &programs[i];
	int err = 0;

	missed_runs__watch(&a->missed[p->purpose], bpf_program__fd(prog));
	for (int j = 0; j < EVENTS_MAX && p->events[j] && !err; j++)
		err = attach(&a->links[i][j], prog, tracefs, p->events[j]);
	if (!err)
		log_verbose("attached %s", p->name);
	return err;
}

int attach__all(struct attachments *a, const struct bpf_object *object,
		struct execsnoop_shared *shared, int tracefs)
{
	struct bpf_program *iterator = NULL;
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(programs) && !err; i++) {
		struct bpf_program *prog = find(object, programs[i].name);

		if (!bpf_program__autoload(prog) ||
		    programs[i].purpose == PURPOSE_LISTING)
			continue;
		if (programs[i].events[0]) {
			err = attach_events(a, i, prog, tracefs);
		} else {
			iterator = prog;
			err = add_tasks(iterator, shared, true);
		}
	}
	if (!err && iterator)
		err = add_tasks(iterator, shared, false);
	__atomic_store_n(&shared->trees_growing, 0, __ATOMIC_SEQ_CST);
	return err;
}

void attach__detach(struct attachments *a)
{
	for (int i = 0; i < PROGRAMS_MAX; i++)
		for (int j = 0; j < EVENTS_MAX; j++) {
			bpf_link__destroy(a->links[i][j]);
			a->links[i][j] = NULL;
		}
}

static bool is_link(const struct attachments *a, int fd)
{
	for (int i = 0; i < PROGRAMS_MAX; i++)
		for (int j = 0; j < EVENTS_MAX; j++)
			if (a->links[i][j] && bpf_link__fd(a->links[i][j]) == fd)
				return true;
	return false;
}

/* Close all descriptors but the links: other processes may wait until the end of a pipe
 * is closed, or a lock released. */
static void close_all_but_links(const struct attachments *a)
{
	int last = 0;

	for (int i = 0; i < PROGRAMS_MAX; i++)
		for (int j = 0; j < EVENTS_MAX; j++)
			if (a->links[i][j] && bpf_link__fd(a->links[i][j]) > last)
				last = bpf_link__fd(a->links[i][j]);
	syscall(SYS_close_range, last + 1, ~0U, 0);
	for (int fd = 0; fd < last; fd++)
		if (!is_link(a, fd))
			close(fd);
}

void attach__detach_in_child(const struct attachments *a)
{
	const pid_t us = getpid();

	/* fork(3) makes further system calls, which the sandbox does not allow. */
	if (syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0))
		return;
	close_all_but_links(a);
	if (!prctl(PR_SET_PDEATHSIG, SIGKILL) && getppid() == us)
		poll(NULL, 0, -1);
	_exit(0);
}

void attach__free(struct attachments *a)
{
	attach__detach(a);
	for (int i = 0; i < PURPOSES; i++)
		missed_runs__close(&a->missed[i]);
}
