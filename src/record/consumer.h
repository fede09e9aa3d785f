/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Wait, in the main loop, for records in the ring, for the end of the output, and for
 * other sources. */
#ifndef CONSUMER_H
#define CONSUMER_H

#include <stdbool.h>
#include <stddef.h>

#include "execsnoop.h"

/* Callbacks for a batch of records. `record`, `end` and `idle` return 0, or a negative errno
 * that ends the batch and is returned by consumer__run() or consumer__drain(). */
struct consumer_ops {
	void (*begin)(void *ctx);
	int (*record)(void *ctx, void *bytes, size_t size);
	int (*end)(void *ctx);
	/* Called before `end` if the ring is empty. Sets `*again_ms` to the milliseconds
	 * without records after which it is called again, or to -1 for never. */
	int (*idle)(void *ctx, int *again_ms);
};

/* A descriptor to wait for besides the ring and the output. */
struct consumer_source {
	int fd;
	/* Called when `fd` is readable. Returns true to end the loop, or reads all input
	 * and returns false. */
	bool (*ready)(void *ctx);
};

#define CONSUMER_SOURCES_MAX 8

/* Resources of a consumer. The caller owns all of them and frees them after the
 * consumer. */
struct consumer_setup {
	int ring_fd; /* the ring buffer's map */
	size_t ring_size; /* in bytes */
	struct execsnoop_shared *shared; /* the consumer writes consumer_sleeps */
	int writer_fd; /* hangs up when the output has ended */
	const struct consumer_ops *ops;
	void *ctx; /* argument of ops */
	const struct consumer_source *sources;
	size_t n_sources; /* up to CONSUMER_SOURCES_MAX */
	void *sources_ctx; /* argument of ready() */
};

struct consumer;

/* Allocate a consumer; the caller frees it with consumer__free(). Returns NULL with errno
 * set on failure. */
struct consumer *consumer__new(const struct consumer_setup *setup);

/* Run the loop. Returns 0 if a source ended it, -EPIPE if the output has ended, or the error
 * of a callback. */
int consumer__run(struct consumer *c);

/* Consume all records that programs have reserved by now, waiting for those still being
 * written. Returns 0 or the error of a callback. */
int consumer__drain(struct consumer *c);

void consumer__free(struct consumer *c);

#endif
