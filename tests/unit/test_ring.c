// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The reader of the ring, on a file with the layout of the kernel's map. */
#include "harness.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "record/ring.h"

#define RECORD_MAX 1000

static size_t page, size; /* size of the ring's data: two pages */

struct fake {
	int fd;
	char *base;
	unsigned long *consumer, *producer;
	char *data;
	struct ring *ring;
	/* Of the callback: */
	struct strbuf seen; /* the records, each followed by a '|' */
	unsigned long consumer_then; /* position at the last call */
	int fail_at, calls; /* the call that returns -EIO, from 1; all calls */
};

static void fake_open(struct fake *f, unsigned long pos)
{
	size_t length = 4 * page + size;

	*f = (struct fake){ .fd = memfd_create("ring", 0) };
	assert_int_equal(ftruncate(f->fd, (off_t)length), 0);
	f->base = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, f->fd, 0);
	assert_true(f->base != MAP_FAILED);
	f->consumer = (unsigned long *)f->base;
	f->producer = (unsigned long *)(f->base + page);
	f->data = f->base + 2 * page;
	*f->consumer = *f->producer = pos;
	f->ring = ring__new(f->fd, size, RECORD_MAX);
	assert_non_null(f->ring);
}

static void fake_close(struct fake *f)
{
	ring__free(f->ring);
	munmap(f->base, 4 * page + size);
	close(f->fd);
	strbuf__free(&f->seen);
}

/* Write to both copies of the data, as far as the second one is mapped. */
static void poke(struct fake *f, unsigned long pos, const void *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = (pos + i) & (size - 1);

		f->data[at] = ((const char *)bytes)[i];
		if (at < 2 * page)
			f->data[size + at] = f->data[at];
	}
}

/* Send a record as a BPF program does. */
static void put(struct fake *f, const char *text, uint32_t flags)
{
	uint32_t head[2] = { (uint32_t)strlen(text) | flags, 0 };

	poke(f, *f->producer, head, sizeof(head));
	poke(f, *f->producer + sizeof(head), text, strlen(text));
	*f->producer += (sizeof(head) + strlen(text) + 7) / 8 * 8;
}

static int take(void *fake, void *bytes, size_t n)
{
	struct fake *f = fake;

	f->calls++;
	f->consumer_then = *f->consumer;
	strbuf__add(&f->seen, bytes, n);
	strbuf__addc(&f->seen, '|');
	return f->calls == f->fail_at ? -EIO : 0;
}

static int consume(struct fake *f, int max)
{
	return ring__consume(f->ring, max, take, f);
}

static void test_in_order(void **state)
{
	struct fake f;

	fake_open(&f, 0);
	assert_int_equal(consume(&f, 10), 0);
	put(&f, "first", 0);
	put(&f, "", 0);
	put(&f, "second one", 0);
	assert_int_equal(consume(&f, 10), 3);
	assert_strbuf(&f.seen, "first||second one|");
	assert_int_equal(*f.consumer, *f.producer);
	assert_int_equal(consume(&f, 10), 0);
	fake_close(&f);
}

static void test_no_more_than_wanted(void **state)
{
	struct fake f;

	fake_open(&f, 0);
	for (int i = 0; i < 5; i++)
		put(&f, "x", 0);
	assert_int_equal(consume(&f, 3), 3);
	assert_strbuf(&f.seen, "x|x|x|");
	assert_int_equal(consume(&f, 3), 2);
	fake_close(&f);
}

static void test_busy_and_discarded(void **state)
{
	unsigned long before;
	struct fake f;

	fake_open(&f, 0);
	put(&f, "wake", BPF_RINGBUF_DISCARD_BIT);
	put(&f, "a", 0);
	before = *f.producer;
	put(&f, "later", BPF_RINGBUF_BUSY_BIT);
	put(&f, "behind it", 0);
	assert_int_equal(consume(&f, 10), 2);
	assert_strbuf(&f.seen, "a|");
	assert_int_equal(*f.consumer, before);
	poke(&f, before, &(uint32_t){ 5 }, 4);
	assert_int_equal(consume(&f, 10), 2);
	assert_strbuf(&f.seen, "later|behind it|");
	/* A wake-up alone counts as a record, without a call. */
	put(&f, "wake", BPF_RINGBUF_DISCARD_BIT);
	assert_int_equal(consume(&f, 10), 1);
	assert_int_equal(f.calls, 3);
	fake_close(&f);
}

/* ring__end() includes a record that is still being written. */
static void test_end(void **state)
{
	unsigned long before, end;
	struct fake f;

	fake_open(&f, 0);
	assert_true(ring__is_past(f.ring, ring__end(f.ring)));
	before = *f.producer;
	put(&f, "later", BPF_RINGBUF_BUSY_BIT);
	end = ring__end(f.ring);
	put(&f, "behind it", 0);
	assert_int_equal(consume(&f, 10), 0);
	assert_false(ring__is_past(f.ring, end));
	poke(&f, before, &(uint32_t){ 5 }, 4);
	assert_int_equal(consume(&f, 1), 1);
	assert_true(ring__is_past(f.ring, end));
	fake_close(&f);
}

/* Cross the end of the ring again and again, at every offset, from a position near 2^32. */
static void test_past_the_end(void **state)
{
	char text[RECORD_MAX + 1] = "";
	struct fake f;

	fake_open(&f, 0x100000000UL - size);
	for (size_t n = 1; n <= RECORD_MAX; n++) {
		memset(text, 'a' + (int)(n % 26), n);
		put(&f, text, 0);
		assert_int_equal(consume(&f, 10), 1);
		assert_int_equal(f.seen.len, n + 1);
		assert_memory_equal(f.seen.data, text, n);
		strbuf__reset(&f.seen);
	}
	assert_int_equal(*f.consumer, *f.producer);
	fake_close(&f);
}

static void test_error_ends_the_batch(void **state)
{
	struct fake f;

	fake_open(&f, 0);
	f.fail_at = 2;
	put(&f, "a", 0);
	put(&f, "b", 0);
	put(&f, "c", 0);
	assert_int_equal(consume(&f, 10), -EIO);
	assert_strbuf(&f.seen, "a|b|");
	assert_int_equal(consume(&f, 10), 1);
	assert_strbuf(&f.seen, "c|");
	fake_close(&f);
}

static void test_too_long(void **state)
{
	uint32_t head[2] = { RECORD_MAX + 1, 0 };
	struct fake f;

	fake_open(&f, 0);
	poke(&f, 0, head, sizeof(head));
	*f.producer = 16;
	assert_int_equal(consume(&f, 10), -EBADMSG);
	assert_int_equal(f.calls, 0);
	fake_close(&f);
}

/* Space is released before the end of a large batch. */
static void test_releases_space(void **state)
{
	struct fake f;

	fake_open(&f, 0);
	while (*f.producer < size)
		put(&f, "12345678", 0);
	assert_int_equal(consume(&f, 1 << 20), size / 16);
	assert_in_range(f.consumer_then, size - 16 - size / 16, size - 16);
	assert_int_equal(*f.consumer, size);
	fake_close(&f);
}

static void test_no_map(void **state)
{
	errno = 0;
	assert_null(ring__new(-1, size, RECORD_MAX));
	assert_int_equal(errno, EBADF);
	ring__free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_order),
		cmocka_unit_test(test_no_more_than_wanted),
		cmocka_unit_test(test_busy_and_discarded),
		cmocka_unit_test(test_end),
		cmocka_unit_test(test_past_the_end),
		cmocka_unit_test(test_error_ends_the_batch),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_releases_space),
		cmocka_unit_test(test_no_map),
	};

	page = (size_t)sysconf(_SC_PAGESIZE);
	size = 2 * page;
	return cmocka_run_group_tests_name("ring", tests, NULL, NULL);
}
