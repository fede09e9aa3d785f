/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The way of a finished record into the ring, and the consumer's wake-up. */
#ifndef RING_BPF_H
#define RING_BPF_H

#define WAKE_SIZE 8

static __always_inline bool ring_consumer_sleeps(void)
{
	return *(volatile __u32 *)&shared.consumer_sleeps;
}

/* Events lost so far. */
static __always_inline __u64 ring_lost(void)
{
	return *(volatile __u64 *)&shared.ring_full;
}

/*
 * Room for an empty record, to be discarded, whose only effect is the wake-up.
 * Who gets it clears the flag, so that the wake-up is paid for once, however
 * long the consumer takes to run. NULL if the ring is full.
 */
static __always_inline void *ring_reserve_wake(void)
{
	void *wake = bpf_ringbuf_reserve(&events, WAKE_SIZE, 0);

	if (wake)
		*(volatile __u32 *)&shared.consumer_sleeps = 0;
	return wake;
}

static __always_inline void ring_wake(void)
{
	void *wake = ring_reserve_wake();

	if (wake)
		bpf_ringbuf_discard(wake, BPF_RB_FORCE_WAKEUP);
}

/*
 * Sends the first size bytes of the record. A wake-up costs more than all else
 * that is done for an event, so there is one only if the consumer sleeps, or if
 * it is awake but the ring fills faster than it looks.
 *
 * Whether it sleeps is read after the record is committed. The consumer sets the
 * flag, then looks at the ring once more, then sleeps; the commit is a full
 * barrier here as is the fence there, so at least one of the two sees what the
 * other wrote. Read before the commit alone, the flag could be set, and the ring
 * looked at, between the two, and nobody would wake it.
 *
 * It is read before as well, so that the room for the wake-up is had before the
 * record fills the ring. That leaves those that were being sent while the flag
 * was set, and filled it; for them the consumer looks again before it sleeps for
 * good.
 */
static __always_inline long ring_output(struct scratch *s, __u32 size)
{
	void *wake = NULL;
	long err;

	if (ring_consumer_sleeps())
		wake = ring_reserve_wake();
	err = bpf_ringbuf_output(&events, &s->rec, size, BPF_RB_NO_WAKEUP);
	if (wake) {
		bpf_ringbuf_discard(wake, BPF_RB_FORCE_WAKEUP);
		return err;
	}
	if (err)
		return err;
	if (ring_consumer_sleeps()) {
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

/* Sends the argument bytes that the scratch holds ahead of their record, as a piece of
 * the type that is set, and makes room for more. */
static __always_inline long ring_output_args(struct scratch *s)
{
	__u32 len = scratch_args_len(s);
	long err;

	if (!s->rec.ktime_ns)
		s->rec.ktime_ns = bpf_ktime_get_boot_ns();
	s->rec.filename_len = 0;
	s->rec.cgroups_len = 0;
	err = ring_output(s, sizeof(s->rec) + len);
	s->rec.args_len = 0;
	if (!err) {
		s->rec.args_before += len;
		return 0;
	}
	if (!config.env || !s->cut)
		count(COUNT_CUT);
	s->cut = 1;
	return err;
}

#endif
