/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The maps and the shared variables; only this file defines any. */
#ifndef MAPS_BPF_H
#define MAPS_BPF_H

/* Reads per argument after the first: 8 MiB and more, as much as is kept of all. */
#define ARG_PIECES_MAX 2080
/* argv pointers per read, and reads per argv (after the first). */
#define ARGV_BATCH 8
#define ARGV_BATCHES_MAX 512

const volatile struct execsnoop_config config = { .abi = EXECSNOOP_ABI };

struct execsnoop_shared shared __attribute__((aligned(64)));

/* The one way to user space. The loader sets its size. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} events SEC(".maps");

/* What a call was made with. */
struct call {
	__u64 filename; /* user pointers, read only if the call fails */
	__u64 argv;
	__u64 envp;
	__s32 dirfd;
	__u32 reserved;
};

/* From the arguments of execve, or (at) of execveat. */
static __always_inline void call_fill(struct call *call, const __u64 args[4], bool at)
{
	call->dirfd = at ? args[0] : AT_FDCWD;
	call->filename = at ? args[1] : args[0];
	call->argv = at ? args[2] : args[1];
	call->envp = at ? args[3] : args[2];
}

/* What the entry to a call keeps of it. */
struct noted {
	__u64 ktime_ns; /* of the entry; 0: none was seen */
	__u64 caps; /* effective capabilities, if config.caps */
	__u32 euid; /* likewise */
	__u32 reserved;
};

/* A call that has been entered and has neither failed nor succeeded yet. */
struct pending {
	struct noted noted;
	struct call call;
};

/*
 * A pending call belongs to its task. Neither id will do for a key: a thread
 * that is not the leader takes over the leader's tid on success, and two
 * threads of one tgid may exec at once. Entering sets it; whichever of failure
 * and success comes takes it. It may be missing at either: execs that the
 * kernel starts and those of 32-bit programs enter no 64-bit system call, a
 * call that seccomp denies is left without having been entered, and a call may
 * be under way while we attach.
 *
 * Where the kernel lets us read the registers that a task has saved, they tell
 * all of a call but when it was entered and with what privileges; so nothing is kept
 * unless somebody asks for those, and then in task storage, which goes with the
 * task. Older kernels have the hash instead, keyed by the task's
 * address; a call that does not fit in is counted, and its event lacks only what
 * pending knew.
 */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct noted);
} pending SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);
	__type(value, struct pending);
} pending_hash SEC(".maps");

/* A folder or file, as the kernel's struct path has it. */
struct place {
	__u64 mount; /* struct mount */
	__u64 dentry;
};

/*
 * Where a program builds its record: too large for the stack, and of no fixed
 * size, which bpf_ringbuf_reserve() would want. What else a run needs stands
 * before it, not behind, so that a short record and that share a page and a few
 * cache lines: after an exec they are cold. Argument bytes begin at data; behind
 * them there is room for one more piece with its tag, a file name and cgroups.
 */
struct scratch {
	__u32 unlooked; /* bytes sent since the last look at the ring's fill */

	/* The walk over the arguments, in memory because a loop that carries
	 * it in registers does not verify (see args.bpf.h). */
	__u32 left; /* bytes that may still be kept */
	__u64 from; /* user address of the next byte */
	__u64 argv; /* user address of the next pointers */
	__u64 pointers[ARGV_BATCH];
	__u32 readable; /* so many of them could be read */
	__u32 cut; /* whether what was sent ahead is, if config.env */
	__u32 env_len, env_flags; /* see struct exec_details; likewise */
	__u64 interpreter; /* kernel address of its path; 0: none, or not known */
	struct place here, root; /* where a path has been come to, and where it ends */
	__u32 names_from; /* in data */
	__u32 names_len;
	__u32 ancestry_at; /* in data */

	struct exec_record rec;
	char data[RECORD_SIZE_MAX - sizeof(struct exec_record) + 6];
};

/* One scratch for each program and CPU, never shared by two programs: from
 * Linux 7.2 on the system call programs can be preempted, and another program
 * may then run on the same CPU. The kernel does not nest a program in itself. */
enum scratch_key {
	SCRATCH_EXEC,
	SCRATCH_EXIT,
	SCRATCHES,
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SCRATCHES);
	__type(key, __u32);
	__type(value, struct scratch);
} scratch SEC(".maps");

/* The values that filters ask for, and what for, if they are more than a few. The loader
 * sets the size. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct filter_key);
	__type(value, __u8); /* enum filter_verdict */
} filters SEC(".maps");

/* See execsnoop_filter.h. The loader leaves out the two that nothing asks for. */
struct tree_block {
	__u8 tids[TREE_BLOCK];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, TREE_TIDS / TREE_BLOCK);
	__type(key, __u32);
	__type(value, struct tree_block);
} tree SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, CGROUP_SETS);
	__type(key, __u32);
	__type(value, struct cgroup_set);
} cgroups SEC(".maps");

/* Most of the bytes of data that stand before details, and before the ancestry. */
#define DATA_MAX (ARGS_CHUNK + ARG_PIECE + 2 + FILENAME_SIZE + CGROUPS_SIZE)
#define ANCESTRY_AT_MAX (DATA_MAX + PATHS_SIZE + sizeof(struct exec_details))

static __always_inline struct scratch *scratch_get(__u32 key)
{
	return bpf_map_lookup_elem(&scratch, &key);
}

/* The argument bytes in the scratch: a bound that always holds, but that the
 * verifier must see. */
static __always_inline __u32 scratch_args_len(const struct scratch *s)
{
	__u32 len = s->rec.args_len;

	return len <= ARGS_CHUNK + ARG_PIECE + 2 ? len : 0;
}

static __always_inline __u32 scratch_filename_len(const struct scratch *s)
{
	__u32 len = s->rec.filename_len;

	return len <= FILENAME_SIZE ? len : 0;
}

static __always_inline __u32 scratch_cgroups_len(const struct scratch *s)
{
	__u32 len = s->rec.cgroups_len;

	return len <= CGROUPS_SIZE ? len : 0;
}

/* A value may stand there twice. */
static __always_inline __u8 filter_said_few(enum filter_kind kind, __u32 value)
{
	__u8 said = 0;

	for (int i = 0; i < FILTERS_FEW; i++)
		if (i < config.n_few && config.few[i].kind == kind &&
		    config.few[i].value == value)
			said |= config.few[i].verdict;
	return said;
}

/* enum filter_verdict, 0: nothing was said of this value. */
static __always_inline __u8 filter_said(enum filter_kind kind, __u32 value)
{
	struct filter_key key = { .kind = kind, .value = value };
	const __u8 *verdict;

	if (config.n_few)
		return filter_said_few(kind, value);
	verdict = bpf_map_lookup_elem(&filters, &key);
	return verdict ? *verdict : 0;
}

static __always_inline void count(enum execsnoop_counter which)
{
	__sync_fetch_and_add(&shared.counters[which], 1);
}

#endif
