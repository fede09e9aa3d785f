/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Pending calls: what the entry to execve or execveat stores for success or failure.
 *
 * A pending call belongs to its task, not to an id: a thread that is not the leader takes
 * over the leader's tid on success, and two threads of one process may exec at once. It may
 * be missing at the end of a call: execs that the kernel starts and those of 32-bit
 * programs enter no 64-bit system call, a call that seccomp denies exits without an entry,
 * and a call may be in flight while we attach.
 */
#ifndef PENDING_BPF_H
#define PENDING_BPF_H

/* From the system call's arguments; at: they are those of execveat. */
static __always_inline void call_args_fill(struct call_args *call, const __u64 args[4],
					   bool at)
{
	call->dirfd = at ? args[0] : AT_FDCWD;
	call->filename = at ? args[1] : args[0];
	call->argv = at ? args[2] : args[1];
	call->envp = at ? args[3] : args[2];
}

/* Fill *call from the registers that task saved at the entry. Returns false before 5.15,
 * which cannot read them. */
static __always_inline bool call_args_saved(struct task_struct *task,
					    struct call_args *call, bool at)
{
	__u64 args[4];

	if (!compat_saved_args(task, args))
		return false;
	call_args_fill(call, args, at);
	return true;
}

/* A number that identifies a running task. Hashing multiplies it; the verifier forbids that
 * for a pointer, but accepts the difference of two. */
static __always_inline __u64 pending_id(struct task_struct *task)
{
	return (__u64)task - (__u64)&shared;
}

/* Fibonacci hashing, by 2^64 divided by the golden ratio. */
static __always_inline struct pending_slot *pending_slot(__u64 id)
{
	__u32 key = id * 0x9e3779b97f4a7c15 >> (64 - PENDING_SLOTS_LOG2);

	return bpf_map_lookup_elem(&pending_slots, &key);
}

/* Store *entry in the task's slot. Returns false if another task occupies it. */
static __always_inline bool pending_put_slot(struct task_struct *task,
					     const struct call_entry *entry)
{
	const __u64 id = pending_id(task);
	struct pending_slot *slot = pending_slot(id);
	__u64 owner;

	if (!slot) /* never */
		return false;
	owner = __sync_val_compare_and_swap(&slot->owner, 0, id);
	if (owner && owner != id)
		return false;
	slot->entry = *entry;
	return true;
}

/*
 * Move the entry in the task's slot to *entry and free the slot. Returns false if the task
 * does not occupy it.
 *
 * Only the owner writes to a slot. If the kernel skips the program at the end of a call and
 * the task then ends, the slot stays occupied until a task at the same address execs. An
 * entry older than the task is its predecessor's.
 */
static __always_inline bool pending_take_slot(struct task_struct *task,
					      struct call_entry *entry)
{
	const __u64 id = pending_id(task);
	struct pending_slot *slot = pending_slot(id);

	if (!slot || slot->owner != id)
		return false;
	if (slot->entry.ktime_ns >= task_own_start_ns(task))
		*entry = slot->entry;
	/* A full barrier, unlike a store: the next owner writes after the reads above. */
	__sync_val_compare_and_swap(&slot->owner, id, 0);
	return true;
}

static __always_inline void pending_put(struct task_struct *task,
					const struct pending_call *p)
{
	__u64 key = (__u64)task;
	struct call_entry *entry;

	if (config.pending_in == PENDING_SLOTS && pending_put_slot(task, &p->entry))
		return;
	if (config.pending_in != PENDING_HASH) {
		entry = bpf_task_storage_get(&pending, task, 0,
					     BPF_LOCAL_STORAGE_GET_F_CREATE);
		if (entry)
			*entry = p->entry;
		else
			count(COUNT_PENDING_FULL);
		return;
	}
	if (bpf_map_update_elem(&pending_hash, &key, p, BPF_ANY))
		count(COUNT_PENDING_FULL);
}

/* Remove the task's pending call. Returns its entry, all 0 if there is none. Sets *args
 * only if it was stored, that is, in the hash. */
static __always_inline struct call_entry pending_take(struct task_struct *task,
						      struct call_args *args)
{
	struct call_entry entry = {}, *stored;
	__u64 key = (__u64)task;
	struct pending_call *p;

	if (config.pending_in == PENDING_NOWHERE)
		return entry;
	if (config.pending_in == PENDING_SLOTS && pending_take_slot(task, &entry))
		return entry;
	if (config.pending_in != PENDING_HASH) {
		stored = bpf_task_storage_get(&pending, task, 0, 0);
		if (stored) {
			entry = *stored;
			stored->ktime_ns = 0;
		}
		return entry;
	}
	p = bpf_map_lookup_elem(&pending_hash, &key);
	if (!p)
		return entry;
	entry = p->entry;
	*args = p->args;
	bpf_map_delete_elem(&pending_hash, &key);
	return entry;
}

#endif
