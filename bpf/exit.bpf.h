/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The ends of programs. */
#ifndef EXIT_BPF_H
#define EXIT_BPF_H

/* Threads of an ending process whose usage is added up. */
#define THREADS_MAX 128

static __always_inline struct exit_record *exit_record_get(__u32 key)
{
	return bpf_map_lookup_elem(&exit_scratch, &key);
}

/* The byte of a process: enum sent_state. NULL if pid is out of range. */
static __always_inline __u8 *sent_byte(__u32 pid)
{
	__u32 block = pid / TREE_BLOCK;
	struct tree_block *b = bpf_map_lookup_elem(&sent, &block);

	return b ? &b->pids[pid % TREE_BLOCK] : NULL;
}

/* Set the state of the current process. Returns the one before. */
static __always_inline __u8 sent_set(struct task_struct *task, __u8 state)
{
	__u8 *byte, before;

	if (!config.exits_by_pid)
		return SENT_YES;
	byte = sent_byte(task_tgid(task));
	if (!byte) /* never */
		return SENT_YES;
	before = *byte;
	*byte = state;
	return before;
}

/* Add what the other threads have used, which are exiting too, or have: the first thread
 * stays until all are gone. A global function, which is verified once. */
__noinline int exit_add_threads(void)
{
	struct task_struct *task = compat_task();
	const struct list_head *head = task_threads(task), *node = task_next_thread(head);
	struct exit_record *rec;

	/* Older kernels verify it even if nothing calls it, without the map. */
	if (!config.exits)
		return 0;
	rec = exit_record_get(END_BY_EXIT);
	if (!rec)
		return 0;
	for (int i = 0; i < THREADS_MAX; i++) {
		struct task_struct *thread = task_of_thread(node);

		if (node == head)
			return 0;
		if (thread != task)
			task_add_usage(thread, &rec->usage);
		node = task_next_thread(node);
	}
	if (node != head)
		rec->flags |= EXIT_THREADS;
	return 0;
}

/* Those that are ignored by default, or stop: SIGCHLD, SIGCONT to SIGTTOU, SIGURG,
 * SIGWINCH. */
#define NOT_FATAL (1ULL << 17 | 0x1fULL << 18 | 1ULL << 23 | 1ULL << 28)

/* The current process has sent a signal to task. Note it if it may end the process of that;
 * only its end will tell. */
static __always_inline void signal_note(struct task_struct *task, __u32 signal)
{
	struct sent_signal s = { .signal = signal };
	__u32 pid;

	if (NOT_FATAL >> (signal & 63) & 1)
		return;
	pid = task_tgid_of(task);
	s.start_ns = task_start_ns_of(task);
	task_program_id(task_leader(compat_task()), &s.sender.id);
	compat_copy_comm(task_leader(compat_task()), s.sender.comm);
	bpf_map_update_elem(&signals, &pid, &s, BPF_ANY);
}

/* Add who sent the signal that ended the process. */
static __always_inline void exit_add_sender(struct task_struct *task,
					    struct exit_record *rec)
{
	const __u32 signal = rec->status & 0x7f, pid = rec->id.pid;
	const struct sent_signal *s;

	if (!signal)
		return;
	if (task_is_oom_victim(task))
		rec->flags |= EXIT_OOM;
	s = bpf_map_lookup_elem(&signals, &pid);
	if (!s || s->start_ns != rec->id.start_ns || s->signal != signal)
		return;
	rec->flags |= EXIT_KILLED;
	rec->sender = s->sender;
}

/* The entry for the threads of the program that task's process runs, or NULL. */
static __always_inline struct started_threads *threads_find(const struct program_id *id)
{
	const __u32 pid = id->pid;
	struct started_threads *t = bpf_map_lookup_elem(&threads, &pid);

	return t && t->start_ns == id->start_ns && t->exec_id == id->exec_id ? t : NULL;
}

/* The current process has started a thread. */
static __always_inline void threads_add(struct task_struct *task)
{
	struct started_threads none = {}, *t;
	struct program_id id;
	__u32 pid;

	task_program_id(task_leader(task), &id);
	t = threads_find(&id);
	if (!t) {
		pid = id.pid;
		none.start_ns = id.start_ns;
		none.exec_id = id.exec_id;
		bpf_map_update_elem(&threads, &pid, &none, BPF_ANY);
		t = threads_find(&id);
	}
	if (t)
		__sync_fetch_and_add(&t->n, 1);
}

static __always_inline __u32 threads_count(const struct program_id *id)
{
	const struct started_threads *t;

	if (!config.threads)
		return 0;
	t = threads_find(id);
	return 1 + (t ? t->n : 0);
}

static __always_inline void exit_submit(struct exit_record *rec)
{
	const long sent = ring_send(rec, sizeof(*rec));

	if (sent < 0)
		__sync_fetch_and_add(&shared.ring_full, 1);
	else if (!sent)
		ring_wake_if_filling();
}

/* Only tell user space, some time, that it need not remember the program. If that is lost,
 * nothing is missing: the next program with this pid replaces it. */
static __always_inline void exit_submit_quiet(struct exit_record *rec)
{
	rec->flags |= EXIT_QUIET;
	if (!bpf_ringbuf_output(&events, rec, EXIT_QUIET_SIZE, BPF_RB_NO_WAKEUP))
		ring_wake_if_filling();
}

static __always_inline struct exit_record *exit_begin(struct task_struct *task,
						      enum end_key key, __u32 flags)
{
	struct exit_record *rec = exit_record_get(key);

	if (!rec) /* never */
		return NULL;
	rec->type = RECORD_EXIT;
	rec->flags = flags;
	rec->lost = ring_lost();
	task_program_id(task_leader(task), &rec->id);
	rec->ppid = task_ppid(task);
	rec->uid = task_uid(task);
	compat_copy_comm(task_leader(task), rec->comm);
	task_usage(task, &rec->usage, bpf_ktime_get_ns());
	rec->ktime_ns = bpf_ktime_get_boot_ns();
	return rec;
}

/* Whether the status passes --status. */
static __always_inline bool end_has_status(__s32 status)
{
	const __u32 code = status >> 8 & 0xff, signal = status & 0x7f;

	if (signal)
		return config.end_signals >> (signal & 63) & 1;
	return config.end_codes[code / 64] >> code % 64 & 1;
}

/* Whether an end may pass the filters of ends. User space decides: only it knows when the
 * program began. */
static __always_inline bool end_may_pass(const struct exit_record *rec)
{
	return (!config.end_status || end_has_status(rec->status)) &&
	       (!config.slower_ns ||
		rec->ktime_ns - rec->id.start_ns >= config.slower_ns) &&
	       (!config.cpu_over_ns ||
		rec->usage.cpu_ns + USAGE_TAIL_MAX >= config.cpu_over_ns);
}

/* The current process has ended. Its last threads may run this at the same time: user space
 * shows one end. */
static __always_inline void exit_process(struct task_struct *task)
{
	const bool forked = task_is_forked(task);
	struct exit_record *rec;
	__u8 state;

	if (forked && (!config.exits_of_forks || task_is_kernel_thread(task)))
		return;
	state = sent_set(task, SENT_UNKNOWN);
	if (state == SENT_NO || (state == SENT_UNKNOWN && !choose_old(task)))
		return;
	rec = exit_begin(task, END_BY_EXIT,
			 (forked ? EXIT_FORKED : 0) |
				 (state == SENT_UNKNOWN ? EXIT_BEFORE : 0));
	if (!rec)
		return;
	rec->status = task_exit_status(task);
	exit_add_threads();
	if (!end_may_pass(rec)) {
		exit_submit_quiet(rec);
		return;
	}
	rec->rss = compat_peak_rss(task);
	rec->threads = threads_count(&rec->id);
	if (config.senders)
		exit_add_sender(task, rec);
	exit_submit(rec);
}

/* An exec has succeeded, chosen to be sent or not. If it is not, but the program before it
 * was, send the end of that one. */
static __always_inline void exit_exec(struct task_struct *task, bool chosen)
{
	struct exit_record *rec;

	if (sent_set(task, chosen ? SENT_YES : SENT_NO) != SENT_YES || chosen)
		return;
	rec = exit_begin(task, END_BY_EXEC, EXIT_REPLACED);
	if (!rec)
		return;
	rec->id.exec_id--;
	rec->status = 0;
	rec->rss = 0;
	rec->threads = threads_count(&rec->id);
	exit_submit(rec);
}

/* Add the begin of the program after the first len bytes of data. Returns the length of
 * data. */
static __always_inline __u32 usage_add(struct scratch *s, struct task_struct *task,
				       __u32 len)
{
	struct program_id before;
	struct exec_usage *u;

	if (len > DATA_MAX - sizeof(*u)) /* never, for the verifier */
		return 0;
	u = (void *)&s->data[len];
	task_usage(task, &u->usage, bpf_ktime_get_ns());
	task_program_id(task, &u->id);
	before = u->id;
	before.exec_id--; /* begin_new_exec(), fs/exec.c */
	u->threads_before = threads_count(&before);
	u->reserved = 0;
	s->rec.flags |= RECORD_USAGE;
	return len + sizeof(*u);
}

#endif
