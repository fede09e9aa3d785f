/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Readers of arguments and file names.
 *
 * A command line may be as long as the kernel allows (ARG_MAX, up to 6 MiB),
 * more than any map value that every CPU could have. So all but the last piece
 * goes ahead in records of its own (RECORD_ARGS), which needs no memory but the
 * ring, and the record proper comes last, when everything is known of it.
 *
 * The bodies of both loops are global functions (not static, scalar arguments,
 * state in the scratch): the verifier checks each of them once, and the loop
 * around it as so many plain calls. Inlined, neither loop verifies with these
 * bounds (5.10 to 7.3).
 */
#ifndef ARGS_BPF_H
#define ARGS_BPF_H

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

/*
 * The command line of the program that has just been started: one block on its
 * new stack, final and resident, between mm->arg_start and arg_end. The read
 * must not pass the end, which is near the end of the stack: it would fail
 * whole. The true argc is the word at the bottom of that stack, put there by
 * create_elf_tables() (fs/binfmt_elf.c); its low half is enough, and is what a
 * 32-bit program has.
 */
static __always_inline void args_read_new(struct scratch *s)
{
	struct args_area area;
	__u64 total;
	__u32 len;
	int err = 0;

	compat_args_area(&area);
	total = area.end - area.start;
	s->from = area.start;
	s->left = total;
	s->rec.args_total = total;
	if (total > config.args_size) {
		s->left = config.args_size;
		s->rec.flags |= RECORD_TRUNCATED;
	}
	if (s->left > ARGS_CHUNK)
		for (int i = 0; i < ARGS_CHUNKS_MAX && !err; i++)
			err = args_send_chunk();
	len = s->left;
	if (err < 0 || len > ARGS_CHUNK) {
		s->rec.flags |= RECORD_TRUNCATED;
	} else if (bpf_probe_read_user(s->data, len, (void *)s->from)) {
		s->rec.flags |= s->rec.args_before ? RECORD_TRUNCATED : RECORD_UNREADABLE;
	} else {
		s->rec.args_len = len;
	}
	if (s->rec.flags & (RECORD_TRUNCATED | RECORD_UNREADABLE) &&
	    !bpf_probe_read_user(&s->rec.argc, sizeof(s->rec.argc), (void *)area.stack))
		s->rec.flags |= RECORD_TOTALS;
}

/* The pointer to the next argument of a call that failed, eight in one read;
 * one by one where eight cannot be read because memory ends before. */
static __always_inline long args_next_pointer(struct scratch *s, __u64 *pointer)
{
	__u32 slot = s->rec.argc % 8;
	void *from = (void *)(s->argv + s->rec.argc * sizeof(__u64));
	long err = 0;

	if (!slot)
		s->batched = !bpf_probe_read_user(s->pointers, sizeof(s->pointers), from);
	if (!s->batched)
		err = bpf_probe_read_user(&s->pointers[slot], sizeof(__u64), from);
	*pointer = s->pointers[slot];
	return err;
}

static __always_inline void args_end(struct scratch *s, __u32 len, enum arg_tag tag)
{
	if (len <= ARGS_CHUNK + ARG_PIECE) /* always; the verifier does not know */
		s->data[len] = tag;
	s->rec.args_len = len + 1;
	s->rec.argc++;
	s->from = 0;
}

/*
 * One piece of an argument of a call that failed, of which each ends in its NUL
 * and a tag. Returns 0 to go on, 1 when all have been read or no more may be.
 */
__noinline int args_walk(__u32 key)
{
	struct scratch *s = scratch_get(key);
	__u32 len, size;
	long n;

	if (!s)
		return 1;
	if (s->rec.args_len >= ARGS_CHUNK && ring_output_args(s)) {
		s->rec.flags |= RECORD_TRUNCATED;
		return 1;
	}
	len = s->rec.args_len;
	if (len >= ARGS_CHUNK) /* never; the verifier does not know */
		return 1;
	if (!s->from) {
		if (args_next_pointer(s, &s->from)) {
			s->data[len] = 0;
			args_end(s, len + 1, ARG_UNREADABLE);
			s->rec.flags |= RECORD_TRUNCATED;
			return 1;
		}
		if (!s->from)
			return 1;
	}
	if (!s->left) {
		s->rec.flags |= RECORD_TRUNCATED;
		return 1;
	}
	size = compat_at_most(s->left + 1, ARG_PIECE);
	n = compat_read_user_str(&s->data[len], size, (void *)s->from);
	if (n < 0) {
		s->data[len] = 0;
		args_end(s, len + 1, ARG_UNREADABLE);
	} else if (n < size) {
		s->left -= n;
		args_end(s, len + n, ARG_OK);
	} else { /* cut short, or just fits: go on at the NUL that was put in */
		s->left -= n - 1;
		s->from += n - 1;
		s->rec.args_len = len + n - 1;
	}
	return 0;
}

/* The arguments that a failed call was made with. Its memory is still there;
 * but since 6.9 the file is opened before the arguments are copied, so where
 * there was no such file, memory that the caller never touched cannot be read
 * from here. */
static __always_inline void args_read_failed(struct scratch *s, __u32 key, __u64 argv)
{
	int i;

	s->argv = argv;
	s->from = 0;
	s->left = config.args_size;
	s->rec.flags |= RECORD_TAGGED;
	if (!argv) /* execve(path, NULL, envp) */
		return;
	for (i = 0; i < ARG_PIECES_MAX; i++)
		if (args_walk(key))
			return;
	s->rec.flags |= RECORD_TRUNCATED;
}

#endif
