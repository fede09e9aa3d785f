/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The way of a finished record into the ring, and the consumer's wake-up. */
#ifndef RING_BPF_H
#define RING_BPF_H

/* An empty, discarded record whose only effect is the wake-up. */
static __always_inline void ring_wake(void)
{
	void *nothing = bpf_ringbuf_reserve(&events, 8, 0);

	if (nothing)
		bpf_ringbuf_discard(nothing, BPF_RB_FORCE_WAKEUP);
}

/*
 * A wake-up costs more than all else that is done for an event, so there is one
 * only if the consumer sleeps, or if it is awake but the ring fills faster than
 * it looks.
 *
 * Whether it sleeps is read after the record is committed. The consumer sets
 * the flag, then looks at the ring once more, then sleeps; the commit is a full
 * barrier here as is the fence there, so at least one of the two sees what the
 * other wrote. Read before the commit, the flag could be set, and the ring
 * looked at, between the two, and nobody would wake it.
 */
static __always_inline long ring_output(struct scratch *s, __u32 size)
{
	long err;

	s->rec.lost = *(volatile __u64 *)&shared.counters[COUNT_RING_FULL];
	err = bpf_ringbuf_output(&events, s, size, BPF_RB_NO_WAKEUP);
	if (err)
		return err;
	if (*(volatile __u32 *)&shared.consumer_sleeps) {
		ring_wake();
		return 0;
	}
	s->unlooked += size;
	if (s->unlooked < config.wake_step)
		return 0;
	s->unlooked = 0;
	if (bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA) >= config.wake_fill)
		ring_wake();
	return 0;
}

/* Sends the argument bytes that the scratch holds ahead of their record, and
 * makes room for more. */
static __always_inline long ring_output_args(struct scratch *s)
{
	__u32 len = s->rec.args_len;
	long err;

	if (len > ARGS_CHUNK + ARG_PIECE + 2)
		return -1; /* cannot be; the verifier does not know */
	s->rec.type = RECORD_ARGS;
	s->rec.filename_len = 0;
	err = ring_output(s, sizeof(s->rec) + len);
	s->rec.type = RECORD_EXEC;
	s->rec.args_len = 0;
	if (!err)
		s->rec.args_before += len;
	return err;
}

#endif
