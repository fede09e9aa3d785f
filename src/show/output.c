// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/util.h"
#include "show/output.h"

/* A multiple of any page size. */
#define PAGE (64 << 10)
/* Address space (ulimit -v) to leave to the rest of a start. */
#define LEFT_FREE (16 << 20)
/* Bytes of the queue that keep their memory. */
#define RETAINED (1 << 20)
/* Bytes that one call of output__give_back() frees. */
#define GIVE_BACK (4 << 20)
/* Written at once, so that the queue has room again soon. */
#define WRITE_MAX (256 << 10)

static uint64_t load(const uint64_t *offset)
{
	return __atomic_load_n(offset, __ATOMIC_ACQUIRE);
}

static void store(uint64_t *offset, uint64_t value)
{
	__atomic_store_n(offset, value, __ATOMIC_RELEASE);
}

/* Whole pages, as munmap(2) wants. */
static size_t map_size(const struct output *out)
{
	return (sizeof(*out->queue) + out->size + PAGE - 1) / PAGE * PAGE;
}

static void *map(size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		    0);
}

int output__open(struct output *out, uint64_t size)
{
	void *memory;

	*out = (struct output){ .size = size + OUTPUT_RESERVE, .wake_fd = -1 };
	memory = map(map_size(out) + LEFT_FREE);
	if (memory != MAP_FAILED) {
		munmap((char *)memory + map_size(out), LEFT_FREE);
	} else {
		out->size = OUTPUT_SIZE_MIN + OUTPUT_RESERVE;
		memory = map(map_size(out));
	}
	if (memory == MAP_FAILED)
		return -errno;
	out->queue = memory;
	return 0;
}

/* Bytes in the queue that are still needed. */
static uint64_t used(const struct output *out)
{
	const uint64_t n = out->queued - load(&out->queue->whole);

	return n < out->size ? n : out->size;
}

bool output__fits(const struct output *out, bool last)
{
	const uint64_t reserve = last ? 0 : OUTPUT_RESERVE;

	return used(out) + reserve + out->buf.len <= out->size;
}

bool output__is_written(const struct output *out)
{
	return load(&out->queue->written) == out->queued;
}

/* Begin at the start of the queue again, so that an output in step needs little memory. The
 * writer leaves its offsets alone until there is something to write. */
static void rewind_queue(struct output *out)
{
	out->queued += out->size - out->queued % out->size;
	store(&out->queue->whole, out->queued);
	store(&out->queue->written, out->queued);
}

/* Copy to the queue, in two parts if the end of the queue is in between. */
static void copy_in(struct output *out, const char *bytes, size_t n)
{
	const size_t at = out->queued % out->size;
	const size_t first = n < out->size - at ? n : out->size - at;

	memcpy(out->queue->bytes + at, bytes, first);
	memcpy(out->queue->bytes, bytes + first, n - first);
	if (at + n > out->touched)
		out->touched = at + n < out->size ? at + n : out->size;
}

/* Return whether the writer must be woken, which only one flush does. */
static bool take_wake(struct output *out)
{
	uint32_t *fill = &out->queue->wake_fill;
	const uint32_t n = __atomic_load_n(fill, __ATOMIC_RELAXED);

	return n && used(out) >= n && __atomic_exchange_n(fill, 0, __ATOMIC_RELAXED);
}

void output__flush(struct output *out)
{
	struct strbuf *buf = &out->buf;

	if (!buf->len || !output__fits(out, true))
		return;
	if (out->queued % out->size && output__is_written(out))
		rewind_queue(out);
	copy_in(out, buf->data, buf->len);
	out->queued += buf->len;
	strbuf__reset(buf);
	store(&out->queue->queued, out->queued);
	/* Orders the bytes before the look at wake_fill, which the writer sets before it
	 * looks for bytes a last time. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (take_wake(out) && write(out->wake_fd, "", 1) < 0)
		return; /* the writer has ended: its socket tells */
}

bool output__give_back(struct output *out)
{
	uint64_t from;

	if (out->touched <= RETAINED || !output__is_written(out))
		return out->touched > RETAINED;
	rewind_queue(out);
	from = out->touched > RETAINED + GIVE_BACK ? out->touched - GIVE_BACK : RETAINED;
	from -= from % RETAINED;
	/* If that fails, the memory is free at the end. */
	madvise((char *)out->queue + from, map_size(out) - from, MADV_REMOVE);
	out->touched = from;
	return from > RETAINED;
}

bool output__next_line(const struct output *out, uint64_t *end, char *begin, size_t size)
{
	const char *newline = NULL;
	size_t len = 0;

	if (!*end)
		*end = out->queued - used(out);
	if (*end >= out->queued)
		return false;
	while (!newline && *end < out->queued) {
		const size_t at = *end % out->size;
		const char *bytes = out->queue->bytes + at;
		size_t n = out->size - at;

		n = n < out->queued - *end ? n : out->queued - *end;
		newline = memchr(bytes, '\n', n);
		n = newline ? (size_t)(newline + 1 - bytes) : n;
		for (size_t i = 0; i < n && len + 1 < size; i++)
			begin[len++] = bytes[i];
		*end += n;
	}
	begin[len] = '\0';
	return true;
}

size_t output__next_bytes(const struct output *out, const char **bytes)
{
	/* In this order: the tracer changes `written` only before it adds bytes. */
	const uint64_t queued = load(&out->queue->queued);
	const uint64_t written = load(&out->queue->written);
	const size_t at = written % out->size;
	uint64_t n = out->size - at;

	if (written >= queued)
		return 0;
	*bytes = out->queue->bytes + at;
	n = n < queued - written ? n : queued - written;
	return n < WRITE_MAX ? n : WRITE_MAX;
}

void output__wrote(struct output *out, const char *bytes, size_t n)
{
	const uint64_t written = load(&out->queue->written) + n;
	const char *end = n ? memrchr(bytes, '\n', n) : NULL;

	if (end)
		store(&out->queue->whole, written - (uint64_t)(bytes + n - (end + 1)));
	store(&out->queue->written, written);
}

bool output__may_sleep(struct output *out, uint32_t fill)
{
	uint64_t queued;

	__atomic_store_n(&out->queue->wake_fill, fill, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	/* In this order, as in output__next_bytes(). */
	queued = load(&out->queue->queued);
	return queued < load(&out->queue->written) + fill;
}

void output__awake(struct output *out)
{
	__atomic_store_n(&out->queue->wake_fill, 0, __ATOMIC_RELAXED);
}

void output__close(struct output *out)
{
	if (out->queue)
		munmap(out->queue, map_size(out));
	strbuf__free(&out->buf);
}
