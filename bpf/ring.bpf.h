/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Sending records through the ring buffer, and waking the consumer. */
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
 * Reserve an empty record whose discard wakes the consumer. Clears the flag, so that one
 * wake-up is paid for however long the consumer takes to run. NULL if the ring is full.
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

/* Wake the consumer if the ring fills faster than an awake consumer looks. */
static __always_inline void ring_wake_if_filling(void)
{
	if (bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA) >= config.wake_fill)
		ring_wake();
}

/*
 * Send a record of size bytes. Returns 0, 1 if the consumer was woken, or a negative number
 * if the ring is full. A wake-up costs more than everything else done for an event, so there
 * is one only if the consumer sleeps, or if the ring fills faster than an awake consumer
 * looks, which the caller asks for.
 *
 * The flag consumer_sleeps is read after the record is committed. The consumer sets the
 * flag, looks at the ring once more, then sleeps. The commit here and the fence there are
 * full barriers, so at least one side sees what the other wrote. If the flag were read only
 * before the commit, the consumer could set it and find the ring empty between the two, and
 * nobody would wake it.
 *
 * The flag is also read before, to reserve the wake-up while the ring has room for it.
 * That leaves records in flight while the flag is set, if they fill the ring; for them the
 * consumer looks again before it sleeps without a timeout.
 */
static __always_inline long ring_send(void *rec, __u32 size)
{
	void *wake = NULL;
	long err;

	if (ring_consumer_sleeps())
		wake = ring_reserve_wake();
	err = bpf_ringbuf_output(&events, rec, size, BPF_RB_NO_WAKEUP);
	if (wake) {
		bpf_ringbuf_discard(wake, BPF_RB_FORCE_WAKEUP);
		return err ? err : 1;
	}
	if (!err && ring_consumer_sleeps()) {
		ring_wake();
		return 1;
	}
	return err;
}

/*
 * Send a record that nobody waits for. Returns 0, or a negative number if the ring is full.
 * A sleeping consumer is woken when the ring begins to fill, and not before, so that idle
 * it sleeps on; one that is awake looks soon enough.
 */
static __always_inline long ring_send_quietly(void *rec, __u32 size)
{
	const long err = bpf_ringbuf_output(&events, rec, size, BPF_RB_NO_WAKEUP);

	if (ring_consumer_sleeps())
		ring_wake_if_filling();
	return err;
}

/* Send the first size bytes of the scratch's record. Returns 0, or a negative number if the
 * ring is full. */
static __always_inline long ring_output(struct scratch *s, __u32 size)
{
	const long sent = ring_send(&s->rec, size);

	if (sent)
		return sent < 0 ? sent : 0;
	s->unqueried += size;
	if (s->unqueried < config.wake_step)
		return 0;
	s->unqueried = 0;
	ring_wake_if_filling();
	return 0;
}

/* Send the argument bytes in the scratch as a record of their own, of the type that is set,
 * and make room for more. Returns what ring_output() does. */
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
	if (err)
		s->cut = 1;
	else
		s->rec.args_before += len;
	return err;
}

#endif
