/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Readers of arguments and of the environment, which is read as they are.
 *
 * A command line may be as long as the kernel allows (ARG_MAX, up to 6 MiB),
 * more than any map value that every CPU could have. So all but the last piece
 * goes ahead in records of its own (RECORD_ARGS), which needs no memory but the
 * ring, and the record proper comes last, when everything is known of it. Of the
 * environment all goes ahead (RECORD_ENV): the record has no room for both.
 *
 * The bodies of both loops are global functions (not static, scalar arguments,
 * state in the scratch): the verifier checks each of them once, and the loop
 * around it as so many plain calls. Inlined, neither loop verifies with these
 * bounds (5.10 to 7.3). Loops of calls are nested for the same reason: what a
 * function calls costs nothing to verify again, so that the sum of the bounds
 * counts, not their product.
 */
#ifndef ARGS_BPF_H
#define ARGS_BPF_H

#define LOOP 32 /* rounds of an inner loop */

/* One chunk of a new program's command line. Returns 0 to go on. */
__noinline int args_send_chunk(void)
{
	struct scratch *s = scratch_get(SCRATCH_EXEC);

	if (!s || s->left <= ARGS_CHUNK)
		return 1;
	if (bpf_probe_read_user(s->data, ARGS_CHUNK, (void *)s->from))
		return -1;
	s->rec.args_len = ARGS_CHUNK;
	if (ring_output_args(s))
		return -1;
	s->from += ARGS_CHUNK;
	s->left -= ARGS_CHUNK;
	return 0;
}

__noinline int args_send_chunks(void)
{
	int err = 0;

	for (int i = 0; i < LOOP && !err; i++)
		err = args_send_chunk();
	return err;
}

/* A block on the new stack of a program that has just been started, final and resident.
 * The read must not pass the end, which is near the end of the stack: it would fail
 * whole. */
static __always_inline void args_read_block(struct scratch *s, __u64 start, __u64 end)
{
	const __u64 total = end - start;
	__u32 len;
	int err = 0;

	s->from = start;
	s->left = total;
	if (total > config.args_size) {
		s->left = config.args_size;
		s->rec.flags |= RECORD_TRUNCATED;
	}
	if (s->left > ARGS_CHUNK)
		for (int i = 0; i < ARGS_CHUNKS_MAX / LOOP && !err; i++)
			err = args_send_chunks();
	len = s->left;
	if (err < 0 || len > ARGS_CHUNK) {
		s->rec.flags |= RECORD_TRUNCATED;
	} else if (bpf_probe_read_user(s->data, len, (void *)s->from)) {
		s->rec.flags |= s->rec.args_before ? RECORD_TRUNCATED : RECORD_UNREADABLE;
	} else {
		s->rec.args_len = len;
	}
}

/*
 * The command line of the program that has just been started, between mm->arg_start
 * and arg_end. The true argc is the word at the bottom of its stack, put there by
 * create_elf_tables() (fs/binfmt_elf.c); its low half is enough, and is what a
 * 32-bit program has.
 */
static __always_inline void args_read_new(struct scratch *s, struct task_struct *task)
{
	struct args_area area;

	compat_args_area(task, &area);
	s->rec.args_total = area.end - area.start;
	args_read_block(s, area.start, area.end);
	if (s->rec.flags & (RECORD_TRUNCATED | RECORD_UNREADABLE) &&
	    !bpf_probe_read_user(&s->rec.argc, sizeof(s->rec.argc), (void *)area.stack))
		s->rec.flags |= RECORD_TOTALS;
}

#define NOWHERE (~0ULL) /* can never be read from */

/* Read the next pointers to arguments of a failed call, all in one read; one by one if
 * that fails, because memory may end before the last of them. */
static __always_inline void args_read_pointers(struct scratch *s)
{
	void *from = (void *)s->argv;

	s->argv += sizeof(s->pointers);
	s->readable = ARGV_BATCH;
	if (!bpf_probe_read_user(s->pointers, sizeof(s->pointers), from))
		return;
	s->readable = 0;
	for (__u32 i = 0; i < ARGV_BATCH; i++) {
		if (bpf_probe_read_user(&s->pointers[i], sizeof(__u64),
					from + i * sizeof(__u64)))
			return;
		s->readable = i + 1;
	}
}

static __always_inline void args_end(struct scratch *s, __u32 len, enum arg_tag tag)
{
	if (len <= ARGS_CHUNK + ARG_PIECE) /* always; the verifier does not know */
		s->data[len] = tag;
	s->rec.args_len = len + 1;
	s->rec.argc++;
}

/* Sends what has been gathered ahead. Returns 0 if there is room again. */
__noinline int args_flush(void)
{
	struct scratch *s = scratch_get(SCRATCH_EXIT);

	return !s || ring_output_args(s);
}

/*
 * Reads on at s->from, of an argument that ends in its NUL and a tag. Returns 0 if
 * that was its end, 1 if there is more of it, -1 if no more may be read at all.
 */
static __always_inline int args_read_piece(struct scratch *s)
{
	__u32 len, size;
	long n;

	if (!s->left || (s->rec.args_len >= ARGS_CHUNK && args_flush()))
		goto cut;
	len = s->rec.args_len;
	if (len >= ARGS_CHUNK) /* never; the verifier does not know */
		goto cut;
	size = compat_at_most(s->left + 1, ARG_PIECE);
	n = compat_read_user_str(&s->data[len], size, (void *)s->from);
	if (n < 0) {
		s->data[len] = 0;
		args_end(s, len + 1, ARG_UNREADABLE);
		return 0;
	}
	if (n < size) {
		s->left -= n;
		args_end(s, len + n, ARG_OK);
		return 0;
	}
	/* Cut short, or just fits: go on at the NUL that was put in. */
	s->left -= n - 1;
	s->from += n - 1;
	s->rec.args_len = len + n - 1;
	return 1;
cut:
	s->rec.flags |= RECORD_TRUNCATED;
	return -1;
}

__noinline int args_next_piece(void)
{
	struct scratch *s = scratch_get(SCRATCH_EXIT);

	return s ? args_read_piece(s) : -1;
}

__noinline int args_next_pieces(void)
{
	int more = 1;

	for (int i = 0; i < LOOP && more > 0; i++)
		more = args_next_piece();
	return more;
}

/* All but the first piece of a long argument. */
__noinline int args_read_rest(void)
{
	int more = 1;

	for (int i = 0; i < ARG_PIECES_MAX / LOOP && more > 0; i++)
		more = args_next_pieces();
	return more;
}

/* Read one batch of arguments. Returns 0 to go on, another number when all have been read
 * or no more may be. */
static __always_inline int args_read_batch(struct scratch *s)
{
	args_read_pointers(s);
	for (__u32 i = 0; i < ARGV_BATCH; i++) {
		int more;

		s->from = i < s->readable ? s->pointers[i] : NOWHERE;
		if (!s->from)
			return 1;
		more = args_read_piece(s);
		if (more > 0)
			more = args_read_rest();
		if (i >= s->readable) { /* marked unreadable; how many follow? */
			s->rec.flags |= RECORD_TRUNCATED;
			return 1;
		}
		if (more)
			return 1;
	}
	return 0;
}

__noinline int args_next_batch(void)
{
	struct scratch *s = scratch_get(SCRATCH_EXIT);

	return s ? args_read_batch(s) : 1;
}

__noinline int args_next_batches(void)
{
	for (int i = 0; i < LOOP; i++)
		if (args_next_batch())
			return 1;
	return 0;
}

/* From the pointers at argv on. Returns whether there are any. */
static __always_inline bool args_begin(struct scratch *s, __u64 argv)
{
	s->argv = argv;
	s->left = config.args_size;
	s->rec.flags |= RECORD_TAGGED;
	return argv; /* else execve(path, NULL, envp) */
}

static __always_inline void args_read_batches(struct scratch *s)
{
	for (int i = 0; i < ARGV_BATCHES_MAX / LOOP; i++)
		if (args_next_batches())
			return;
	s->rec.flags |= RECORD_TRUNCATED;
}

/* The arguments that a failed call was made with. Its memory is still there;
 * but since 6.9 the file is opened before the arguments are copied, so where
 * there was no such file, memory that the caller never touched cannot be read
 * from here. */
static __always_inline void args_read_failed(struct scratch *s, __u64 argv)
{
	if (!args_begin(s, argv))
		return;
	if (!args_read_batch(s)) /* mostly all there is */
		args_read_batches(s);
}

/* From here on arguments are those of the environment. Returns what env_end() takes. */
static __always_inline __u32 env_begin(struct scratch *s)
{
	const __u32 flags = s->rec.flags;

	s->rec.type = RECORD_ENV;
	s->rec.flags = 0;
	s->cut = 0;
	return flags;
}

/* Up to here: sends what has been gathered, and leaves the record as it was. */
static __always_inline void env_end(struct scratch *s, __u32 flags)
{
	struct exec_record *rec = &s->rec;

	if (rec->args_len && ring_output_args(s))
		rec->flags |= RECORD_TRUNCATED;
	s->env_len = rec->args_before;
	s->env_flags = rec->flags;
	rec->type = RECORD_ARGS;
	rec->flags = flags;
	rec->argc = 0;
	rec->args_before = 0;
}

static __always_inline void env_read_new(struct scratch *s, struct task_struct *task)
{
	const __u32 flags = env_begin(s);
	struct args_area area;

	compat_env_area(task, &area);
	args_read_block(s, area.start, area.end);
	env_end(s, flags);
}

static __always_inline void env_read_failed(struct scratch *s, __u64 envp)
{
	const __u32 flags = env_begin(s);

	if (args_begin(s, envp))
		args_read_batches(s);
	env_end(s, flags);
}

#endif
