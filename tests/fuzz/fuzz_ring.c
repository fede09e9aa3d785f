// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The reader of the ring on a file with the layout of the kernel's map: each record is
 * consumed once, in order, as soon as possible; and whatever the ring holds, only the ring
 * is read. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "record/ring.h"

#define RECORD_MAX 3000
#define PAGES 4 /* of data at most */

/* A record that has been reserved but not consumed. */
struct slot {
	unsigned long pos;
	uint32_t len;
	unsigned char fill; /* all its bytes */
	bool busy, discarded;
};

static size_t page;
static char *base; /* reader's page, writers' page, data, data again */
static int fd;

static struct state {
	struct ring *ring;
	size_t size;
	unsigned long *consumer, *producer;
	struct slot slots[PAGES * 4096 / 8];
	size_t first, n; /* first slot in use and their number, modulo all slots */
	int fail_at; /* the call that returns -EIO; 0: none */
	int calls;
} s;

static void set_up(void)
{
	page = (size_t)sysconf(_SC_PAGESIZE);
	fd = memfd_create("ring", MFD_CLOEXEC);
	require(!ftruncate(fd, (off_t)((2 + 2 * PAGES) * page)));
	base = mmap(NULL, (2 + 2 * PAGES) * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		    0);
	require(base != MAP_FAILED);
}

/* Write to both copies of the data. */
static void poke(unsigned long pos, const void *bytes, size_t n)
{
	char *data = base + 2 * page;

	for (size_t i = 0; i < n; i++) {
		size_t at = (pos + i) & (s.size - 1);

		data[at] = data[s.size + at] = ((const char *)bytes)[i];
	}
}

static struct slot *slot(size_t i)
{
	return &s.slots[(s.first + i) % (sizeof(s.slots) / sizeof(s.slots[0]))];
}

static void put_head(const struct slot *slot)
{
	uint32_t head[2] = { slot->len | (slot->busy ? BPF_RINGBUF_BUSY_BIT : 0) |
				     (slot->discarded ? BPF_RINGBUF_DISCARD_BIT : 0),
			     0 };

	poke(slot->pos, head, sizeof(head));
}

/* Reserve a record as the kernel does, or nothing if there is no room. */
static void reserve(uint32_t len)
{
	unsigned long end = *s.producer + (BPF_RINGBUF_HDR_SZ + len + 7) / 8 * 8;
	unsigned char bytes[RECORD_MAX];
	struct slot *new = slot(s.n);

	if (end - *s.consumer > s.size - 1)
		return;
	*new = (struct slot){ *s.producer, len, (unsigned char)(len + s.n), true, false };
	memset(bytes, new->fill, len);
	put_head(new);
	poke(new->pos + BPF_RINGBUF_HDR_SZ, bytes, len);
	s.n++;
	*s.producer = end;
}

static void commit(size_t i, bool discard)
{
	if (i >= s.n)
		return;
	slot(i)->busy = false;
	slot(i)->discarded = slot(i)->discarded || discard;
	put_head(slot(i));
}

static int take_sent(void *ctx, void *bytes, size_t n)
{
	while (s.n && slot(0)->discarded && !slot(0)->busy) {
		s.first++;
		s.n--;
	}
	require(s.n && !slot(0)->busy && slot(0)->len == n);
	for (size_t i = 0; i < n; i++)
		require(((unsigned char *)bytes)[i] == slot(0)->fill);
	/* The space is not released yet. */
	require(*s.consumer <= slot(0)->pos);
	s.first++;
	s.n--;
	return ++s.calls == s.fail_at ? -EIO : 0;
}

static void consume(int max, int fail_at)
{
	size_t ready = 0;
	int n;

	while (ready < s.n && !slot(ready)->busy)
		ready++;
	s.calls = 0;
	s.fail_at = fail_at;
	n = ring__consume(s.ring, max, take_sent, NULL);
	if (fail_at && s.calls == fail_at)
		require(n == -EIO);
	else
		require((size_t)n == ((size_t)max < ready ? (size_t)max : ready));
	/* Discarded records are skipped without a call. */
	while (s.n && slot(0)->pos < *s.consumer) {
		require(slot(0)->discarded && !slot(0)->busy);
		s.first++;
		s.n--;
	}
	require(*s.consumer == (s.n ? slot(0)->pos : *s.producer));
}

static void well_behaved(struct input *in)
{
	while (in->left) {
		unsigned int step = (unsigned int)take_number(in, 1);

		switch (step & 3) {
		case 0:
			reserve((uint32_t)(take_number(in, 2) % (RECORD_MAX + 1)));
			break;
		case 1:
			commit(take_number(in, 1) % (s.n + 1), step & 4);
			break;
		case 2:
			for (size_t i = 0; i < s.n; i++)
				commit(i, false);
			break;
		default:
			consume((int)(step >> 2), (int)take_number(in, 1) % 16);
		}
	}
}

static int take_any(void *ctx, void *bytes, size_t n)
{
	static char copy[RECORD_MAX];

	require(n <= RECORD_MAX);
	memcpy(copy, bytes, n);
	return 0;
}

static void anything(struct input *in)
{
	int n;

	*s.producer += take_number(in, 2) % (s.size + 1) / 8 * 8;
	for (unsigned long pos = *s.consumer; in->left; pos += 8) {
		size_t got;
		const uint8_t *bytes = take(in, 8, &got);

		poke(pos, bytes, got);
	}
	n = ring__consume(s.ring, INT32_MAX, take_any, NULL);
	require(n >= 0 || n == -EBADMSG);
	require(n < 0 || *s.consumer <= *s.producer + RECORD_MAX + 16);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	unsigned int how = (unsigned int)take_number(&in, 1);

	if (!base)
		set_up();
	s.n = 0;
	s.size = page << how % 3;
	s.consumer = (unsigned long *)base;
	s.producer = (unsigned long *)(base + page);
	*s.consumer = *s.producer = take_number(&in, 5) / 8 * 8;
	s.ring = ring__new(fd, s.size, RECORD_MAX);
	require(s.ring);
	if (how & 128)
		anything(&in);
	else
		well_behaved(&in);
	ring__free(s.ring);
	return 0;
}
