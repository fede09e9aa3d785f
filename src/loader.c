// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel_btf.h"
#include "kernel_filter.h"
#include "loader.h"
#include "log.h"
#include "misses.h"
#include "object.h"
#include "probe.h"
#include "refusal.h"
#include "tracefs.h"
#include "util.h"

#include "execsnoop.skel.h"

#define N_PROGRAMS 4
#define N_EVENTS 2 /* at most, of one program */
_Static_assert(N_PROGRAMS <= MISSES_MAX, "all programs can be watched");

struct loader {
	const struct options *opts;
	enum attach_mode mode;
	struct execsnoop_bpf *skel;
	struct strbuf object; /* the bytes of a foreign object file */
	struct kernel_btf btf; /* open from open to load */
	struct bpf_link *links[N_PROGRAMS][N_EVENTS];
	struct misses lost; /* runs without which an event may be lost */
	struct misses unnoted; /* ... or lacks its latency */
};

/* The programs in the order in which they are attached: ends of calls first, so
 * that no call whose begin we saw ends unseen. */
struct program {
	struct bpf_program *prog;
	const char *events[N_EVENTS]; /* in tracefs; none: attached by BTF */
	unsigned int modes; /* bits of 1 << enum attach_mode */
	bool notes; /* of use only if calls are noted as they are entered */
};

static void list_programs(const struct loader *ld, struct program list[N_PROGRAMS])
{
	const unsigned int full = 1 << ATTACH_FULL;
	const struct program all[N_PROGRAMS] = {
		{ ld->skel->progs.process_exec,
		  { "sched/sched_process_exec" },
		  full | 1 << ATTACH_LITE },
		{ ld->skel->progs.process_exec_btf, {}, 1 << ATTACH_BTF },
		{ ld->skel->progs.exec_exit,
		  { "syscalls/sys_exit_execve", "syscalls/sys_exit_execveat" },
		  full },
		{ ld->skel->progs.exec_enter,
		  { "syscalls/sys_enter_execve", "syscalls/sys_enter_execveat" },
		  full,
		  .notes = true },
	};

	memcpy(list, all, sizeof(all));
}

static bool is_used(const struct loader *ld, const struct program *p)
{
	bool noted = ld->skel->rodata->config.pending_in != PENDING_NOWHERE;

	return p->modes & 1U << ld->mode && (noted || !p->notes);
}

/* libbpf speaks one level lower than we do: what failed is said by us. */
__attribute__((format(printf, 2, 0))) static int
print_libbpf(enum libbpf_print_level level, const char *fmt, va_list args)
{
	log_vprint(level == LIBBPF_DEBUG ? LOG_DEBUG : LOG_VERBOSE, fmt, args);
	return 0;
}

void loader__take_messages(void)
{
	libbpf_set_print(print_libbpf);
}

/*
 * The generated skeleton is kept for a foreign object: its data is made to point
 * at that file's. libbpf then insists on every map and program by name, but it
 * takes a different .rodata or .bss as it comes, so those are compared here.
 */
static bool object_fits(const struct execsnoop_bpf *skel)
{
	size_t rodata = 0, bss = 0;

	bpf_map__initial_value(skel->maps.rodata, &rodata);
	bpf_map__initial_value(skel->maps.bss, &bss);
	return rodata == sizeof(*skel->rodata) && bss == sizeof(*skel->bss) &&
	       skel->rodata->config.abi == EXECSNOOP_ABI;
}

static enum pending_kind where_pending(const struct loader *ld, unsigned int collected)
{
	if (ld->mode != ATTACH_FULL)
		return PENDING_NOWHERE;
	if (!probe_has_saved_registers())
		return PENDING_HASH;
	return collected & COLLECT_ENTRY ? PENDING_TASK : PENDING_NOWHERE;
}

/* No map may have none. */
static uint32_t at_least_one(size_t n)
{
	return n ? (uint32_t)n : 1;
}

static int configure(struct loader *ld)
{
	const struct options *opts = ld->opts;
	struct execsnoop_config *config = &ld->skel->rodata->config;
	uint32_t ring = (uint32_t)opts->ring_size;
	/* What no event shows is not collected: enum collect. */
	unsigned int collected = formatter__needs(opts->format, opts->columns);
	struct program programs[N_PROGRAMS];
	int err = 0;

	log_verbose("ring buffer: %u bytes; kept of one command line: %u", ring,
		    opts->args_size);
	config->args_size = opts->args_size;
	config->wake_fill = ring / 4;
	config->wake_step = ring / 8 / (uint32_t)libbpf_num_possible_cpus();
	config->cgroups = (uint32_t)opts->cgroups.n;
	config->show_failed = opts->show_failed;
	config->filename = collected & COLLECT_FILENAME;
	config->time = collected & COLLECT_TIME;
	config->by_uid = opts->uids.n > 0;
	config->by_ppid = opts->ppids.n > 0;
	config->pending_in = where_pending(ld, collected);
	list_programs(ld, programs);
	for (int i = 0; i < N_PROGRAMS; i++)
		bpf_program__set_autoload(programs[i].prog, is_used(ld, &programs[i]));
	err = bpf_map__set_autocreate(ld->skel->maps.pending,
				      config->pending_in == PENDING_TASK);
	if (!err)
		err = bpf_map__set_autocreate(ld->skel->maps.pending_hash,
					      config->pending_in == PENDING_HASH);
	if (!err)
		err = bpf_map__set_max_entries(ld->skel->maps.events, ring);
	if (!err)
		err = bpf_map__set_max_entries(
			ld->skel->maps.filters,
			at_least_one(opts->uids.n + opts->ppids.n));
	if (!err)
		err = bpf_map__set_max_entries(ld->skel->maps.cgroups,
					       at_least_one(opts->cgroups.n));
	return err;
}

static int open_skeleton(struct loader *ld, const char *btf)
{
	LIBBPF_OPTS(bpf_object_open_opts, open_opts, .object_name = "execsnoop",
		    .btf_custom_path = btf);
	int err;

	ld->skel = calloc(1, sizeof(*ld->skel));
	if (!ld->skel)
		return -ENOMEM;
	err = execsnoop_bpf__create_skeleton(ld->skel);
	if (err)
		return err;
	if (ld->object.len) {
		ld->skel->skeleton->data = ld->object.data;
		ld->skel->skeleton->data_sz = ld->object.len;
	}
	return bpf_object__open_skeleton(ld->skel->skeleton, &open_opts);
}

/* Which types are needed is known only once the object is open, and where to look
 * for them can be said only as it is opened. */
static int open_object(struct loader *ld)
{
	const char *given = ld->opts->btf;
	int err = open_skeleton(ld, kernel_btf__open(&ld->btf, given));

	if (err)
		return err;
	err = kernel_btf__fill(&ld->btf, bpf_object__btf(ld->skel->obj));
	if (err == -EINVAL && given) /* damaged since it was checked */
		return err;
	if (err) {
		execsnoop_bpf__destroy(ld->skel);
		err = open_skeleton(ld, given);
	}
	if (err)
		return err;
	return object_fits(ld->skel) ? configure(ld) : -EPROTO;
}

/* All that libbpf does with an object, in a process that may die of it. */
static void try_object(void *loader)
{
	struct loader *ld = loader;

	/* A ring of one page: its memory may go later than the process. */
	if (!open_object(ld) &&
	    !bpf_map__set_max_entries(ld->skel->maps.events, sysconf(_SC_PAGESIZE)))
		bpf_object__load_skeleton(ld->skel->skeleton);
	loader__free(ld);
}

static void say_unusable(const char *path, int err)
{
	const char *reason = object__fault(err);
	char text[128];

	if (!reason) {
		libbpf_strerror(err, text, sizeof(text));
		reason = text;
	}
	if (err == -EPROTO || err == -ESRCH)
		log_error(
			"BPF object %s was built for another version of execsnoop and would be misread\n"
			"Use the execsnoop.bpf.o of this version, or leave out --bpf-object and ANTIMETAL_BPF_PATH.",
			path);
	else
		log_error(
			"cannot use BPF object %s: %s\n"
			"It must be the execsnoop.bpf.o of this version; without --bpf-object and ANTIMETAL_BPF_PATH the built-in one is used.",
			path, reason);
}

struct loader *loader__open(const struct options *opts, enum attach_mode mode,
			    int *exit_code)
{
	char path_buf[PATH_MAX];
	const char *path = object__path(opts->bpf_object, path_buf);
	struct loader *ld = calloc(1, sizeof(*ld));
	int err = -ENOMEM;

	*exit_code = path ? EXIT_USAGE : EXIT_RUNTIME;
	if (!ld)
		goto out;
	ld->opts = opts;
	ld->mode = mode;
	ld->btf.fd = -1;
	log_verbose("BPF object: %s", path ? path : "built in");
	err = path ? object__read(&ld->object, path) : 0;
	if (!err && path && !object__survives(try_object, ld))
		err = -EBADMSG;
	if (!err)
		err = open_object(ld);
	if (!err) {
		*exit_code = EXIT_OK;
		return ld;
	}
out:
	say_unusable(path ? path : "(built in)", err);
	loader__free(ld);
	return NULL;
}

static int load_error(const struct loader *ld, int err)
{
	/* libbpf 1.1 says ESRCH, whatever kept it from reading the kernel's BTF. */
	const int btf_err =
		err == -ESRCH && !ld->opts->btf ? kernel_btf__check(KERNEL_BTF_PATH) : 0;

	err = btf_err ? btf_err : err;
	if ((ld->opts->btf || ld->object.len) && err != -ENOMEM && err != -EPERM) {
		log_error(
			"the kernel cannot load the BPF programs with the %s given: %s\n"
			"Leave it out to use what fits this kernel; -v tells what libbpf says.",
			ld->opts->btf ? "BTF" : "object", strerror(-err));
		return EXIT_USAGE;
	}
	refusal__say("the kernel cannot load the BPF programs", REFUSED_BPF, err);
	return EXIT_UNSUPPORTED;
}

int loader__load(struct loader *ld)
{
	const struct options *opts = ld->opts;
	int err = bpf_object__load_skeleton(ld->skel->skeleton);

	kernel_btf__close(&ld->btf);
	if (!err)
		err = kernel_filter__add(ld->skel->maps.filters, FILTER_UID, &opts->uids);
	if (!err)
		err = kernel_filter__add(ld->skel->maps.filters, FILTER_PPID,
					 &opts->ppids);
	if (err)
		return load_error(ld, err);
	return kernel_filter__add_cgroups(ld->skel->maps.cgroups, &opts->cgroups);
}

/* Returns NULL with errno set. */
static struct bpf_link *attach_event(struct bpf_program *prog, int tracefs,
				     const char *event)
{
	struct bpf_link *link;
	int fd = tracefs__open_event(tracefs, event);

	if (fd < 0) {
		errno = -fd;
		return NULL;
	}
	link = bpf_program__attach_perf_event(prog, fd);
	if (!link)
		close(fd);
	return link;
}

/* To event number i of the program. Returns an exit status. */
static int attach(struct bpf_link **link, const struct program *p, int tracefs, int i)
{
	const char *event = p->events[i] ? p->events[i] : "tp_btf/sched_process_exec";
	char doing[64];

	*link = p->events[i] ? attach_event(p->prog, tracefs, p->events[i]) :
			       bpf_program__attach(p->prog);
	if (*link)
		return EXIT_OK;
	if (errno == E2BIG) { /* BPF_TRACE_PROG_MAX, kernel/trace/bpf_trace.c */
		log_error(
			"cannot attach to %s: the kernel allows no more BPF programs there\n"
			"End one of the tracers that 'bpftool perf show' lists.",
			event);
		return EXIT_UNSUPPORTED;
	}
	snprintf(doing, sizeof(doing), "cannot attach to %s", event);
	refusal__say(doing, REFUSED_BPF, -errno);
	return EXIT_UNSUPPORTED;
}

int loader__attach(struct loader *ld, int tracefs)
{
	struct program programs[N_PROGRAMS];
	int code = EXIT_OK;

	list_programs(ld, programs);
	for (int i = 0; i < N_PROGRAMS && code == EXIT_OK; i++) {
		const struct program *p = &programs[i];

		if (!is_used(ld, p))
			continue;
		misses__watch(p->notes ? &ld->unnoted : &ld->lost,
			      bpf_program__fd(p->prog));
		code = attach(&ld->links[i][0], p, tracefs, 0);
		if (code == EXIT_OK && p->events[1])
			code = attach(&ld->links[i][1], p, tracefs, 1);
		if (code == EXIT_OK)
			log_verbose("attached %s", bpf_program__name(p->prog));
	}
	return code;
}

void loader__detach(struct loader *ld)
{
	for (int i = 0; i < N_PROGRAMS; i++)
		for (int j = 0; j < N_EVENTS; j++) {
			bpf_link__destroy(ld->links[i][j]);
			ld->links[i][j] = NULL;
		}
}

int loader__ring_fd(const struct loader *ld)
{
	return bpf_map__fd(ld->skel->maps.events);
}

struct execsnoop_shared *loader__shared(const struct loader *ld)
{
	return &ld->skel->bss->shared;
}

uint64_t loader__skipped(const struct loader *ld)
{
	return misses__count(&ld->lost);
}

uint64_t loader__unnoted(const struct loader *ld)
{
	return misses__count(&ld->unnoted);
}

void loader__free(struct loader *ld)
{
	if (!ld)
		return;
	loader__detach(ld);
	misses__close(&ld->lost);
	misses__close(&ld->unnoted);
	execsnoop_bpf__destroy(ld->skel);
	kernel_btf__close(&ld->btf);
	strbuf__free(&ld->object);
	free(ld);
}
