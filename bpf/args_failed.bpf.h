/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Arguments of a failed call, read through its argv one by one; see args_new.bpf.h for the
 * form of the loops. The caller's memory is still there. But since 6.9 the file is opened
 * before the arguments are copied, so if there was no such file, memory that the caller
 * never touched cannot be read from here.
 */
#ifndef ARGS_FAILED_BPF_H
#define ARGS_FAILED_BPF_H

/* Reads per argument after the first one: more than 8 MiB, the largest args_size. */
#define ARG_PIECES_MAX 2080
#define ARGV_BATCHES_MAX 512 /* after the first one */
#define UNREADABLE_ADDRESS (~0ULL)

/* Read the next pointers, all in one read; one by one if that fails, because memory may end
 * before the last of them. */
static __always_inline void args_read_pointers(struct args_reader *args)
{
	void *from = (void *)args->argv;

	args->argv += sizeof(args->pointers);
	args->n_readable = ARGV_BATCH;
	if (!bpf_probe_read_user(args->pointers, sizeof(args->pointers), from))
		return;
	args->n_readable = 0;
	for (__u32 i = 0; i < ARGV_BATCH; i++) {
		if (bpf_probe_read_user(&args->pointers[i], sizeof(__u64),
					from + i * sizeof(__u64)))
			return;
		args->n_readable = i + 1;
	}
}

static __always_inline void args_end(struct scratch *s, __u32 len, enum arg_tag tag)
{
	if (len <= ARGS_CHUNK + ARG_PIECE) /* always, for the verifier */
		s->data[len] = tag;
	s->rec.args_len = len + 1;
	s->rec.argc++;
}

/* Send the bytes read so far. Returns 0 if there is room again. */
__noinline int args_flush(void)
{
	struct scratch *s = scratch_get(SCRATCH_EXIT);

	return !s || ring_output_args(s);
}

/*
 * Read the next piece of an argument, from args.from; at its end append a tag after the NUL.
 * Returns 0 at the end of the argument, 1 if there is more of it, -1 if no more may be read
 * of any.
 */
static __always_inline int args_read_piece(struct scratch *s)
{
	struct args_reader *args = &s->args;
	__u32 len, size;
	long n;

	if (!args->left || (s->rec.args_len >= ARGS_CHUNK && args_flush()))
		goto cut;
	len = s->rec.args_len;
	if (len >= ARGS_CHUNK) /* never, for the verifier */
		goto cut;
	size = compat_at_most(args->left + 1, ARG_PIECE);
	n = compat_read_user_str(&s->data[len], size, (void *)args->from);
	if (n < 0) {
		s->data[len] = 0;
		args_end(s, len + 1, ARG_UNREADABLE);
		return 0;
	}
	if (n < size) {
		args->left -= n;
		args_end(s, len + n, ARG_OK);
		return 0;
	}
	/* Cut short, or an exact fit: go on from the NUL that the helper wrote. */
	args->left -= n - 1;
	args->from += n - 1;
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

/* All but the first piece of a long argument. Returns what args_read_piece() does. */
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
	args_read_pointers(&s->args);
	for (__u32 i = 0; i < ARGV_BATCH; i++) {
		int more;

		s->args.from = i < s->args.n_readable ? s->args.pointers[i] :
							UNREADABLE_ADDRESS;
		if (!s->args.from)
			return 1;
		more = args_read_piece(s);
		if (more > 0)
			more = args_read_rest();
		if (i >=
		    s->args.n_readable) { /* tagged; the number that follow is unknown */
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

static __always_inline void args_read_batches(struct scratch *s)
{
	for (int i = 0; i < ARGV_BATCHES_MAX / LOOP; i++)
		if (args_next_batches())
			return;
	s->rec.flags |= RECORD_TRUNCATED;
}

/* Start at argv. Returns false if it is NULL, which execve(2) accepts. */
static __always_inline bool args_begin(struct scratch *s, __u64 argv)
{
	s->args.argv = argv;
	s->args.left = config.args_size;
	s->rec.flags |= RECORD_TAGGED;
	return argv;
}

static __always_inline void args_read_failed(struct scratch *s, __u64 argv)
{
	if (!args_begin(s, argv))
		return;
	if (!args_read_batch(s)) /* inlined: usually the only one */
		args_read_batches(s);
	/* Where the compiler carries state past here, the verifier follows each way out of
	 * the loops to the end of the program: 5 times as many instructions. */
	barrier();
}

#endif
