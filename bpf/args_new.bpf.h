/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Arguments of a program that has just started.
 *
 * A command line may be as long as the kernel allows (up to 6 MiB), longer than any per-CPU
 * map value. So all but the last chunk goes to the ring in RECORD_ARGS, and the RECORD_EXEC
 * follows with the last one.
 *
 * Here and in args_failed.bpf.h the bodies of loops are global functions (__noinline, not
 * static, scalar arguments, state in the scratch): the verifier checks a global function
 * once, and a call of it costs one instruction. Inlined, the loops do not verify with these
 * bounds (5.10 to 7.3). For the same reason loops of calls are nested: the cost is the sum
 * of their bounds, not the product.
 */
#ifndef ARGS_NEW_BPF_H
#define ARGS_NEW_BPF_H

#define LOOP 32 /* rounds of an inner loop */

/* Send one chunk. Returns 0 to go on, 1 if the rest fits into one chunk, -1 on failure. */
__noinline int args_send_chunk(void)
{
	struct scratch *s = scratch_get(SCRATCH_EXEC);

	if (!s || s->args.left <= ARGS_CHUNK)
		return 1;
	if (bpf_probe_read_user(s->data, ARGS_CHUNK, (void *)s->args.from))
		return -1;
	s->rec.args_len = ARGS_CHUNK;
	if (ring_output_args(s))
		return -1;
	s->args.from += ARGS_CHUNK;
	s->args.left -= ARGS_CHUNK;
	return 0;
}

__noinline int args_send_chunks(void)
{
	int err = 0;

	for (int i = 0; i < LOOP && !err; i++)
		err = args_send_chunk();
	return err;
}

/* Read a range of the new stack, which is resident and does not change any more. A read
 * past the end of the range may cross the end of the stack and would then fail as a whole. */
static __always_inline void args_read_range(struct scratch *s, struct user_range range)
{
	const __u64 total = range.end - range.start;
	__u32 len;
	int err = 0;

	s->args.from = range.start;
	s->args.left = total;
	if (total > config.args_size) {
		s->args.left = config.args_size;
		s->rec.flags |= RECORD_TRUNCATED;
	}
	if (s->args.left > ARGS_CHUNK)
		for (int i = 0; i < ARGS_CHUNKS_MAX / LOOP && !err; i++)
			err = args_send_chunks();
	len = s->args.left;
	if (err < 0 || len > ARGS_CHUNK) {
		s->rec.flags |= RECORD_TRUNCATED;
	} else if (bpf_probe_read_user(s->data, len, (void *)s->args.from)) {
		s->rec.flags |= s->rec.args_before ? RECORD_TRUNCATED : RECORD_UNREADABLE;
	} else {
		s->rec.args_len = len;
	}
}

/*
 * Read the command line between mm->arg_start and arg_end. The true argc is the word at the
 * bottom of the stack, written by create_elf_tables() (fs/binfmt_elf.c); its low half
 * suffices, and is all that a 32-bit program has.
 */
static __always_inline void args_read_new(struct scratch *s, struct task_struct *task)
{
	const struct user_range args = task_args(task);

	s->rec.args_total = args.end - args.start;
	args_read_range(s, args);
	if (s->rec.flags & (RECORD_TRUNCATED | RECORD_UNREADABLE) &&
	    !bpf_probe_read_user(&s->rec.argc, sizeof(s->rec.argc),
				 (void *)task_stack(task)))
		s->rec.flags |= RECORD_TOTALS;
}

#endif
