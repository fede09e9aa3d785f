// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "record/ring.h"

/*
 * The kernel's layout (kernel/bpf/ringbuf.c): a page with the reader's position, which we
 * write; a page with the writers' position; the data; the same data again, so that a record
 * that crosses the end is contiguous. Positions only grow. Of the second copy only the part
 * that one record can reach is mapped.
 */
struct ring {
	unsigned long *consumer_pos;
	const unsigned long *producer_pos;
	char *data;
	size_t size, page, mapped; /* mapped: from producer_pos on */
	size_t record_max;
};

static void *map(int fd, size_t size, int prot, size_t offset)
{
	void *at = mmap(NULL, size, prot, MAP_SHARED, fd, (off_t)offset);

	return at == MAP_FAILED ? NULL : at;
}

static size_t round_up(size_t n, size_t unit)
{
	return (n + unit - 1) / unit * unit;
}

struct ring *ring__new(int map_fd, size_t size, size_t record_max)
{
	struct ring *r = calloc(1, sizeof(*r));
	size_t second;
	char *at;

	if (!r)
		return NULL;
	r->size = size;
	r->record_max = record_max;
	r->page = (size_t)sysconf(_SC_PAGESIZE);
	second = round_up(record_max + BPF_RINGBUF_HDR_SZ, r->page);
	r->mapped = r->page + size + (second < size ? second : size);
	r->consumer_pos = map(map_fd, r->page, PROT_READ | PROT_WRITE, 0);
	if (!r->consumer_pos)
		goto out;
	at = map(map_fd, r->mapped, PROT_READ, r->page);
	if (!at)
		goto out;
	r->producer_pos = (unsigned long *)at;
	r->data = at + r->page;
	return r;
out:
	ring__free(r);
	return NULL;
}

/*
 * The acquiring load of the header pairs with the commit, which clears BUSY after the record
 * has been written. Releasing space stores to a cache line that every writer reads, so it is
 * done once for 1/16 of the ring, not for each record.
 */
int ring__consume(struct ring *r, int max, ring_record_fn fn, void *ctx)
{
	unsigned long pos = *r->consumer_pos, released = pos;
	int n = 0, err = 0;

	while (n < max && !err &&
	       pos < __atomic_load_n(r->producer_pos, __ATOMIC_ACQUIRE)) {
		char *header = r->data + (pos & (r->size - 1));
		uint32_t len = __atomic_load_n((uint32_t *)header, __ATOMIC_ACQUIRE);
		size_t size = len & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);

		if (len & BPF_RINGBUF_BUSY_BIT)
			break;
		if (size > r->record_max)
			return -EBADMSG;
		pos += round_up(BPF_RINGBUF_HDR_SZ + size, 8);
		n++;
		if (!(len & BPF_RINGBUF_DISCARD_BIT))
			err = fn(ctx, header + BPF_RINGBUF_HDR_SZ, size);
		if (pos - released >= r->size / 16) {
			__atomic_store_n(r->consumer_pos, pos, __ATOMIC_RELEASE);
			released = pos;
		}
	}
	__atomic_store_n(r->consumer_pos, pos, __ATOMIC_RELEASE);
	return err ? err : n;
}

unsigned long ring__end(const struct ring *r)
{
	return __atomic_load_n(r->producer_pos, __ATOMIC_ACQUIRE);
}

bool ring__is_past(const struct ring *r, unsigned long end)
{
	return *r->consumer_pos >= end;
}

void ring__free(struct ring *r)
{
	if (!r)
		return;
	if (r->producer_pos)
		munmap((void *)r->producer_pos, r->mapped);
	if (r->consumer_pos)
		munmap(r->consumer_pos, r->page);
	free(r);
}
