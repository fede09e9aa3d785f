/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The main loop: waits for records in the ring, for the reader of the output to close it,
 * and for other sources. */
#ifndef CONSUMER_H
#define CONSUMER_H

#include <stdbool.h>
#include <stddef.h>

#include "execsnoop.h"

/* Callbacks for a batch of records. `record`, `end` and `idle` return 0, or a negative errno
 * that ends the batch and is passed on. */
struct consumer_ops {
	void (*begin)(void *ctx);
	int (*record)(void *ctx, void *bytes, size_t size);
	int (*end)(void *ctx);
	/* Called before `end` if the ring is empty. Stores in `*again_ms` after how many
	 * milliseconds without records to call it again, or -1: never. */
	int (*idle)(void *ctx, int *again_ms);
};

/* Something else to wait for. */
struct consumer_source {
	int fd;
	/* Called when `fd` is readable. Returns true to end the loop; else reads all. */
	bool (*ready)(void *ctx);
};

#define CONSUMER_SOURCES_MAX 8

/* What a consumer uses. The caller owns it all, and frees it after the consumer. */
struct consumer_setup {
	int ring_fd; /* the ring buffer's map */
	size_t ring_size; /* in bytes */
	struct execsnoop_shared *shared; /* consumer_sleeps is written */
	int out_fd;
	const struct consumer_ops *ops;
	void *ctx; /* argument of ops */
	const struct consumer_source *sources;
	size_t n_sources; /* up to CONSUMER_SOURCES_MAX */
	void *sources_ctx; /* argument of ready() */
};

struct consumer;

/* Returns NULL with errno set. */
struct consumer *consumer__new(const struct consumer_setup *setup);

/* Run the loop. Return 0 if a source ended it, or a signal did while output__flush() was
 * blocked; -EPIPE if the reader has closed the output; or the error of a callback. */
int consumer__run(struct consumer *c);

/* Consume all records that have been begun by now, waiting for those still being written.
 * Return 0 or the error of a callback. */
int consumer__drain(struct consumer *c);

void consumer__free(struct consumer *c);

#endif
