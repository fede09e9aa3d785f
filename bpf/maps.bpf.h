/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* All maps and shared variables. */
#ifndef MAPS_BPF_H
#define MAPS_BPF_H

const volatile struct execsnoop_config config = { .abi = EXECSNOOP_ABI };

struct execsnoop_shared shared __attribute__((aligned(64)));

/* All data for user space. The loader sets its size. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} events SEC(".maps");

/* The arguments of execve or execveat: user pointers, read only if the call fails. */
struct call_args {
	__u64 filename;
	__u64 argv;
	__u64 envp;
	__s32 dirfd;
	__u32 reserved;
};

/* The privileges of a task, as far as an exec can add to them: capabilities become
 * inheritable or ambient by system calls only. */
struct privileges {
	__u64 effective, permitted; /* capabilities */
	__u32 euid, egid;
};

/* Recorded at the entry to a call. */
struct call_entry {
	__u64 ktime_ns; /* 0: the entry was not seen */
	struct privileges privileges; /* if config.caps */
};

/* A call that has neither failed nor succeeded yet. */
struct pending_call {
	struct call_entry entry;
	struct call_args args;
};

/*
 * Pending calls, see pending.bpf.h. With saved registers (5.15) the arguments need not be
 * stored, and the entry is in the slot of the task, or, while another task occupies the
 * slot, in task storage. The kernel frees task storage with the task, but creating it costs
 * as much as the rest of an exec. Older kernels have a hash keyed by the task's address; a
 * call that does not fit is counted.
 */
#ifndef PENDING_SLOTS_LOG2
#define PENDING_SLOTS_LOG2 8 /* 16 KB; beyond 32 KB its pages are small (vmalloc()) */
#endif

struct pending_slot {
	__u64 owner; /* the task's pending_id(); 0: free */
	struct call_entry entry;
} __attribute__((aligned(64))); /* a cache line */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << PENDING_SLOTS_LOG2);
	__type(key, __u32);
	__type(value, struct pending_slot);
} pending_slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct call_entry);
} pending SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);
	__type(value, struct pending_call);
} pending_hash SEC(".maps");

#define ARGV_BATCH 8 /* argv pointers per read */

/* State of reading arguments or the environment, in map memory because a loop that has it
 * in registers does not verify. The bytes go to scratch.data, their number to
 * scratch.rec.args_len. */
struct args_reader {
	__u32 left; /* bytes that may still be sent */
	__u32 n_readable; /* pointers that could be read */
	__u64 from; /* user address of the next byte */
	__u64 argv; /* user address of the next pointers */
	__u64 pointers[ARGV_BATCH];
};

/* What was sent in RECORD_ENV. */
struct env_sent {
	__u32 len, flags; /* see struct exec_details */
};

/* Addresses of a struct mount and a struct dentry, as the kernel's struct path has them. */
struct path_location {
	__u64 mount;
	__u64 dentry;
};

/* State of reading paths into scratch.data, from their end up to the root. */
struct path_reader {
	struct path_location here, root;
	__u32 start; /* of all paths, in data */
	__u32 len; /* bytes of all paths so far */
	__u32 before; /* bytes of the paths before this one */
	__u32 flags; /* enum path_flags of this one */
};

/* State of looking for the files of scripts; kernel addresses. */
struct script_reader {
	__u64 work; /* the next one to look at */
	__u64 cred; /* of the last file found; 0: none */
	__u32 flags; /* enum file_flags of the files found with that cred */
};

/* State of reading ancestors into scratch.data. */
struct ancestry_reader {
	__u32 start; /* in data */
};

/* Bytes of data before the details, and before the ancestry, at most. */
#define DATA_MAX                                                     \
	(ARGS_CHUNK + ARG_PIECE + 2 + FILENAME_SIZE + CGROUPS_SIZE + \
	 sizeof(struct exec_usage))
#define ANCESTRY_START_MAX (DATA_MAX + PATHS_SIZE + sizeof(struct exec_details))

/*
 * Where a program builds its record, which is too large for the stack, and whose varying
 * size bpf_ringbuf_reserve() does not accept. The other state comes first, so that it
 * shares a page and a few cache lines with a short record: they are cold after an exec.
 *
 * data has the record's bytes after its head, and room for one more argument piece with its
 * tag, a file name and cgroups, and for one more name of a path.
 */
struct scratch {
	__u32 unqueried; /* bytes sent since the last query of the ring's fill */
	__u32 cut; /* bytes of this event had no room in the ring */
	struct ancestry_reader ancestry;
	struct args_reader args;
	struct env_sent env;
	struct path_reader paths;
	__u64 interpreter; /* kernel address of its path; 0: none, or unknown */
	__u32 interpreter_flags; /* see struct exec_details */
	struct script_reader script;

	struct exec_record rec;
	char data[DATA_MAX + 2 * PATH_SIZE + PATH_NAME_SIZE + 6];
};

_Static_assert(sizeof(((struct scratch *)0)->data) >=
		       RECORD_SIZE_MAX - sizeof(struct exec_record),
	       "data has no room for the longest record");

_Static_assert(sizeof(struct scratch) <= 32768, "larger than a per-CPU value may be");

/* One scratch for each program and CPU. Two programs never share one: from Linux 7.2 on
 * system call programs can be preempted, and another program may then run on that CPU.
 * The kernel does not nest a program in itself. */
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

/* Values of filters, if there are more than FILTERS_FEW. The loader sets the size. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct filter_key);
	__type(value, __u8); /* enum filter_verdict */
} filters SEC(".maps");

/* See execsnoop_filter.h and execsnoop_cgroup.h. The loader leaves out unused ones. */
struct tree_block {
	__u8 pids[TREE_BLOCK];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, TREE_PIDS / TREE_BLOCK);
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

/* Which programs' execs were sent, one byte for each possible pid; only if a filter rejects
 * execs in the kernel. User space does not read it. */
enum sent_state {
	SENT_UNKNOWN, /* it began before tracing, or the process has not exec'ed */
	SENT_YES,
	SENT_NO,
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, TREE_PIDS / TREE_BLOCK);
	__type(key, __u32);
	__type(value, struct tree_block);
} sent SEC(".maps");

/* The last sender of a signal that may end the process, by its pid; when it is full, the
 * least recently used is replaced. */
struct sent_signal {
	__u64 start_ns; /* of the process that gets it */
	__u32 signal;
	__u32 reserved;
	struct signal_sender sender;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct sent_signal);
} signals SEC(".maps");

/* The threads that running programs have started beside their first, by pid, if they have;
 * when it is full, the least recently used is replaced. */
struct started_threads {
	__u64 start_ns; /* of the process */
	__u32 exec_id;
	__u32 n;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, struct started_threads);
} threads SEC(".maps");

/* Where a program builds its record of an end, one for each program, as scratch_key. */
enum end_key {
	END_BY_EXIT,
	END_BY_EXEC,
	ENDS,
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, ENDS);
	__type(key, __u32);
	__type(value, struct exit_record);
} exit_scratch SEC(".maps");

static __always_inline struct scratch *scratch_get(__u32 key)
{
	return bpf_map_lookup_elem(&scratch, &key);
}

/* Lengths of the parts in data, with the bounds that always hold, for the verifier. */
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

/* A value may be in the list twice. */
static __always_inline __u8 filter_lookup_few(enum filter_kind kind, __u32 value)
{
	__u8 found = 0;

	for (int i = 0; i < FILTERS_FEW; i++)
		if (i < config.n_few && config.few[i].kind == kind &&
		    config.few[i].value == value)
			found |= config.few[i].verdict;
	return found;
}

/* The enum filter_verdict of a value, or 0 if no filter has it. */
static __always_inline __u8 filter_lookup(enum filter_kind kind, __u32 value)
{
	struct filter_key key = { .kind = kind, .value = value };
	const __u8 *verdict;

	if (config.n_few)
		return filter_lookup_few(kind, value);
	verdict = bpf_map_lookup_elem(&filters, &key);
	return verdict ? *verdict : 0;
}

static __always_inline void count(enum execsnoop_counter which)
{
	__sync_fetch_and_add(&shared.counters[which], 1);
}

#endif
