// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/util.h"
#include "kernel/attach.h"
#include "kernel/denial.h"
#include "kernel/kernel_btf.h"
#include "kernel/kernel_filter.h"
#include "kernel/loader.h"
#include "kernel/object.h"
#include "kernel/probe.h"
#include "record/collect.h"

#include "execsnoop.skel.h"

struct loader {
	const struct kernel_setup *setup;
	enum attach_mode mode;
	struct execsnoop_bpf *skel;
	struct strbuf object; /* the bytes of a foreign object file */
	struct kernel_btf btf; /* from open to load */
	struct attachments attached;
	const uint8_t *tree; /* the map tree, mapped until exit, if wait_all */
	const struct cgroup_filter *cgroups;
	struct cgroup_set
		*cgroup_sets; /* the map cgroups, mapped until exit, if in use */
};

/* Log libbpf's messages one level lower: the caller reports failures itself. */
__attribute__((format(printf, 2, 0))) static int
print_libbpf(enum libbpf_print_level level, const char *fmt, va_list args)
{
	log_vprint(level == LIBBPF_DEBUG ? LOG_DEBUG : LOG_VERBOSE, fmt, args);
	return 0;
}

void loader__redirect_messages(void)
{
	libbpf_set_print(print_libbpf);
}

/* Whether the opened object has the layout of this version. libbpf requires every map and
 * program by name, but does not compare .rodata and .bss. */
static bool object_fits(const struct execsnoop_bpf *skel)
{
	size_t rodata = 0, bss = 0;

	bpf_map__initial_value(skel->maps.rodata, &rodata);
	bpf_map__initial_value(skel->maps.bss, &bss);
	return rodata == sizeof(*skel->rodata) && bss == sizeof(*skel->bss) &&
	       skel->rodata->config.abi == EXECSNOOP_ABI;
}

/* Choose where data of the entry to a call waits for the end of the call. */
static enum pending_kind where_pending(const struct loader *ld, unsigned int collected)
{
	if (!loader__sees_failed(ld))
		return PENDING_NOWHERE;
	if (!probe_has_saved_registers())
		return PENDING_HASH;
	if (!(collected & COLLECT_ENTRY))
		return PENDING_NOWHERE;
	return probe_has_cmpxchg() ? PENDING_SLOTS : PENDING_TASK;
}

/* Whether the only tree is that of a COMMAND whose pid is known. No other running process
 * is in such a tree. */
static bool begins_with_command(const struct filter_values *values)
{
	size_t trees = 0;

	for (size_t i = 0; i < values->n; i++)
		trees += values->list[i].kind == FILTER_TREE;
	return values->command && trees == 1;
}

/* Add COMMAND, which has not started, to its tree. Returns 0 or a negative errno. */
static int add_command(const struct bpf_map *tree, uint32_t pid)
{
	const uint32_t block = pid / TREE_BLOCK;
	uint8_t pids[TREE_BLOCK] = {};

	pids[pid % TREE_BLOCK] = FILTER_WANTED;
	return bpf_map__update_elem(tree, &block, sizeof(block), pids, sizeof(pids),
				    BPF_ANY);
}

/* Exclude programs and maps that this run does not use from loading. */
static int leave_out_unused(struct loader *ld)
{
	const struct execsnoop_config *config = &ld->skel->rodata->config;
	const bool noted = config->pending_in != PENDING_NOWHERE;
	const bool slots = config->pending_in == PENDING_SLOTS;
	const bool trees = config->asked & 1U << FILTER_TREE;
	const bool running = trees && !begins_with_command(&ld->setup->values);
	const bool ancestors = config->ancestors > 0;
	int err;

	attach__choose(ld->skel->obj, ld->mode,
		       1U << PURPOSE_EVENTS | (unsigned int)noted << PURPOSE_ENTRY |
			       (unsigned int)(trees || ancestors || config->threads)
				       << PURPOSE_FORKS |
			       (unsigned int)(trees || ancestors || config->exits)
				       << PURPOSE_EXITS |
			       (unsigned int)config->senders << PURPOSE_SIGNALS |
			       (unsigned int)running << PURPOSE_RUNNING |
			       (unsigned int)ancestors << PURPOSE_LISTING);
	err = bpf_map__set_autocreate(ld->skel->maps.pending_slots, slots);
	if (!err)
		err = bpf_map__set_autocreate(ld->skel->maps.pending,
					      config->pending_in == PENDING_TASK ||
						      slots);
	if (!err)
		err = bpf_map__set_autocreate(ld->skel->maps.pending_hash,
					      config->pending_in == PENDING_HASH);
	if (!err)
		err = bpf_map__set_autocreate(ld->skel->maps.filters,
					      ld->setup->values.n && !config->n_few);
	if (!err)
		err = bpf_map__set_autocreate(ld->skel->maps.tree, trees);
	if (!err)
		err = bpf_map__set_autocreate(ld->skel->maps.sent, config->exits_by_pid);
	if (!err)
		err = bpf_map__set_autocreate(ld->skel->maps.signals, config->senders);
	if (!err)
		err = bpf_map__set_autocreate(ld->skel->maps.threads, config->threads);
	if (!err)
		err = bpf_map__set_autocreate(ld->skel->maps.exit_scratch, config->exits);
	if (!err)
		err = bpf_map__set_autocreate(ld->skel->maps.cgroups,
					      config->n_hierarchies > 0);
	ld->skel->bss->shared.trees_growing = running;
	return err;
}

static uint8_t count_levels(const struct kernel_setup *setup, unsigned int collected)
{
	if (collected & COLLECT_ANCESTORS)
		return setup->ancestors;
	return collected & (COLLECT_PARENT | COLLECT_PARENT_ENV) ? 1 : 0;
}

static int configure(struct loader *ld)
{
	const struct kernel_setup *setup = ld->setup;
	struct execsnoop_config *config = &ld->skel->rodata->config;
	uint32_t ring = (uint32_t)setup->ring_size;
	unsigned int collected = setup->collect;
	int err;

	log_verbose("ring buffer: %u bytes; command lines: up to %u bytes each", ring,
		    setup->args_size);
	config->args_size = setup->args_size;
	config->wake_fill = ring / 4;
	config->wake_step = ring / 8 / (uint32_t)libbpf_num_possible_cpus();
	config->show_failed = setup->show_failed;
	config->show_checks = setup->show_checks;
	config->filename = !!(collected & COLLECT_FILENAME);
	config->exits = !!(collected & COLLECT_EXITS);
	config->senders = !!(collected & COLLECT_SENDERS);
	config->threads = !!(collected & COLLECT_THREADS);
	config->time = !!(collected & (COLLECT_TIME | COLLECT_EXITS));
	config->cgroups = !!(collected & COLLECT_CGROUPS);
	config->details = !!(collected & COLLECT_DETAILS);
	config->exe = !!(collected & COLLECT_EXE);
	config->cwd = !!(collected & COLLECT_CWD);
	config->caps = !!(collected & COLLECT_CAPS);
	config->file_flags = !!(collected & COLLECT_FILE_FLAGS);
	config->ancestors = count_levels(setup, collected);
	config->interpreter = !!(collected & COLLECT_INTERPRETER);
	config->descriptors = !!(collected & COLLECT_DESCRIPTORS);
	config->root = !!(collected & COLLECT_ROOT);
	config->caller = !!(collected & COLLECT_CALLER);
	config->env = !!(collected & COLLECT_ENV);
	config->ids = !!(collected & COLLECT_IDS);
	config->fold_path = setup->fold_path;
	config->count_tree = setup->count_tree;
	config->pending_in = where_pending(ld, collected);
	kernel_filter__configure(config, setup, ld->cgroups);
	err = leave_out_unused(ld);
	if (!err && config->pending_in != PENDING_SLOTS)
		err = object__remove_swaps(ld->skel->obj);
	if (!err)
		err = bpf_map__set_max_entries(ld->skel->maps.events, ring);
	if (!err)
		err = bpf_map__set_max_entries(
			ld->skel->maps.filters,
			setup->values.n ? (uint32_t)setup->values.n : 1);
	return err;
}

/* Open the skeleton: the built-in object, or the bytes of `object`. btf: see
 * kernel_btf__open(). Returns 0 or a negative errno. */
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

/* Open the object, then fill the BTF file that it was opened with. The path must be given
 * at opening, but the types that the object needs are known only afterwards. */
static int open_object(struct loader *ld)
{
	const char *given = ld->setup->btf;
	int err = open_skeleton(ld, kernel_btf__open(&ld->btf, given));

	if (err)
		return err;
	err = kernel_btf__fill(&ld->btf, bpf_object__btf(ld->skel->obj));
	/* -EINVAL: the file was damaged after the check. */
	if (err == -ENOMEM || (err == -EINVAL && given))
		return err;
	if (err) {
		execsnoop_bpf__destroy(ld->skel);
		err = open_skeleton(ld, given);
	}
	if (err)
		return err;
	return object_fits(ld->skel) ? configure(ld) : -EPROTO;
}

/* Open and load the object. Runs in a child process: a damaged file may crash it. */
static void try_object(void *loader)
{
	struct loader *ld = loader;

	/* A ring of one page: its memory may be freed only after this process ends. */
	if (!open_object(ld) &&
	    !bpf_map__set_max_entries(ld->skel->maps.events, sysconf(_SC_PAGESIZE)))
		bpf_object__load_skeleton(ld->skel->skeleton);
	loader__free(ld);
}

/* Print why the object of `path`, or the built-in one if that is NULL, cannot be used.
 * Returns the error to pass on. */
static int report_unusable(const char *path, int err)
{
	const char *reason = object__fault(err);
	char text[128];

	/* The built-in object is valid, so libelf is out of memory. */
	if (!path && err == -LIBBPF_ERRNO__LIBELF)
		err = -ENOMEM;
	if (err == -ENOMEM) {
		log_failure("cannot open the BPF object", err);
		return err;
	}
	if (!reason) {
		libbpf_strerror(err, text, sizeof(text));
		reason = text;
	}
	if (err == -EPROTO || err == -ESRCH)
		log_error(
			"BPF object %s was built for another version of execsnoop and would be misread\n"
			"Use the execsnoop.bpf.o of this version, or leave out --bpf-object and ANTIMETAL_BPF_PATH.",
			path ? path : "(built in)");
	else
		log_error(
			"cannot use BPF object %s: %s\n"
			"It must be the execsnoop.bpf.o of this version; without --bpf-object and ANTIMETAL_BPF_PATH the built-in one is used.",
			path ? path : "(built in)", reason);
	return path ? -EINVAL : -ENOEXEC;
}

int loader__open(struct loader **loader, const struct kernel_setup *setup,
		 enum attach_mode mode, const struct cgroup_filter *cgroups)
{
	char path_buf[PATH_MAX];
	const char *path = object__path(setup->bpf_object, path_buf);
	struct loader *ld = calloc(1, sizeof(*ld));
	int err = -ENOMEM;

	if (!ld)
		goto out;
	ld->setup = setup;
	ld->mode = mode;
	ld->cgroups = cgroups;
	ld->btf.fd = -1;
	log_verbose("BPF object: %s", path ? path : "built in");
	err = path ? object__read(&ld->object, path) : 0;
	if (!err && path && !object__survives(try_object, ld))
		err = -EBADMSG;
	if (!err)
		err = open_object(ld);
out:
	if (err) {
		err = report_unusable(path, err);
		loader__free(ld);
		ld = NULL;
	}
	*loader = ld;
	return err;
}

/* Print why the kernel did not load the programs. Returns the error to pass on. */
static int report_not_loaded(const struct loader *ld, int err)
{
	/* libbpf takes a feature of the kernel that it has no memory to test for one that is
	 * missing, and does without. */
	if (err != -ENOMEM && memory__check())
		return -ENOMEM;
	/* libbpf 1.1 returns ESRCH for any failure to read the kernel's BTF, also a passing
	 * one. */
	if (err == -ESRCH) {
		err = ld->setup->btf ? 0 : kernel_btf__check(KERNEL_BTF_PATH);
		err = err ? err : -EIO;
	}
	if ((ld->setup->btf || ld->object.len) && err != -ENOMEM && err != -EPERM) {
		log_error(
			"the kernel cannot load the BPF programs with the %s given: %s\n"
			"Leave it out to use the default; -v prints libbpf's messages.",
			ld->setup->btf ? "BTF" : "object", strerror(-err));
		return -EINVAL;
	}
	return denial__report("the kernel cannot load the BPF programs", DENIED_BPF, err);
}

/* Map `size` bytes of `map` into memory if the map is in use. Returns 0 or a negative
 * errno. */
static int map_memory(void **memory, const struct bpf_map *map, size_t size, int prot)
{
	if (!bpf_map__autocreate(map))
		return 0;
	*memory = mmap(NULL, size, prot, MAP_SHARED, bpf_map__fd(map), 0);
	return *memory == MAP_FAILED ? -errno : 0;
}

int loader__load(struct loader *ld)
{
	int err = bpf_object__load_skeleton(ld->skel->skeleton);

	kernel_btf__close(&ld->btf);
	/* libbpf 1.1 takes a map that it fails to create for one that the kernel cannot have,
	 * and leaves its memory out. */
	if (!err && (!ld->skel->bss || !ld->skel->rodata))
		err = -ENOMEM;
	if (!err)
		err = kernel_filter__add(ld->skel->maps.filters, &ld->setup->values);
	if (!err && begins_with_command(&ld->setup->values))
		err = add_command(ld->skel->maps.tree, ld->setup->values.command);
	if (!err && ld->setup->wait_all)
		err = map_memory((void **)&ld->tree, ld->skel->maps.tree, TREE_PIDS,
				 PROT_READ);
	if (!err)
		err = map_memory((void **)&ld->cgroup_sets, ld->skel->maps.cgroups,
				 CGROUP_SETS * sizeof(struct cgroup_set),
				 PROT_READ | PROT_WRITE);
	return err ? report_not_loaded(ld, err) : 0;
}

int loader__attach(struct loader *ld, int tracefs)
{
	struct execsnoop_shared *shared = &ld->skel->bss->shared;
	const bool growing = shared->trees_growing;
	const int err = attach__all(&ld->attached, ld->skel->obj, shared, tracefs);

	if (!err && growing && !shared->tree_added &&
	    ld->skel->rodata->config.wanted & 1U << FILTER_TREE)
		log_warn("--pid: the process has ended; no exec can match");
	return err;
}

int loader__list_running(const struct loader *ld, struct strbuf *running)
{
	return attach__list_running(ld->skel->obj, running);
}

void loader__detach(struct loader *ld)
{
	attach__detach(&ld->attached);
}

/* Only if COMMAND's tid is known, that is, in the initial pid namespace: elsewhere the
 * init process may not reap the orphaned child. */
void loader__detach_in_child(const struct loader *ld)
{
	if (ld->setup->values.command)
		attach__detach_in_child(&ld->attached);
}

int loader__ring_fd(const struct loader *ld)
{
	return bpf_map__fd(ld->skel->maps.events);
}

struct execsnoop_shared *loader__shared(const struct loader *ld)
{
	return &ld->skel->bss->shared;
}

struct cgroup_set *loader__cgroup_sets(const struct loader *ld)
{
	return ld->cgroup_sets;
}

uint64_t loader__missed_events(const struct loader *ld)
{
	return missed_runs__count(&ld->attached.missed[PURPOSE_EVENTS]) +
	       (ld->skel->rodata->config.exits ?
			missed_runs__count(&ld->attached.missed[PURPOSE_EXITS]) :
			0);
}

uint64_t loader__missed_entries(const struct loader *ld)
{
	return missed_runs__count(&ld->attached.missed[PURPOSE_ENTRY]);
}

uint64_t loader__missed_tasks(const struct loader *ld)
{
	return missed_runs__count(&ld->attached.missed[PURPOSE_FORKS]) +
	       missed_runs__count(&ld->attached.missed[PURPOSE_EXITS]);
}

bool loader__follows_trees(const struct loader *ld)
{
	return ld->skel->rodata->config.asked & 1U << FILTER_TREE;
}

bool loader__counts_tree(const struct loader *ld)
{
	return ld->setup->count_tree;
}

bool loader__sees_failed(const struct loader *ld)
{
	return ld->mode == ATTACH_FULL || ld->mode == ATTACH_FULL_BTF;
}

bool loader__trees_are_empty(const struct loader *ld)
{
	const uint64_t *words = (const void *)ld->tree; /* mapped: aligned */
	const uint64_t wanted = FILTER_WANTED * 0x0101010101010101ULL;

	for (size_t i = 0; i < TREE_PIDS / sizeof(*words); i++)
		if (words[i] & wanted)
			return false;
	return true;
}

void loader__free(struct loader *ld)
{
	if (!ld)
		return;
	attach__free(&ld->attached);
	execsnoop_bpf__destroy(ld->skel);
	kernel_btf__close(&ld->btf);
	strbuf__free(&ld->object);
	free(ld);
}
