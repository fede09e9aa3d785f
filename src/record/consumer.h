/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Waits for records, for the reader's leaving, and for what else it is given; knows no
 * event, no signal, no command. */
#ifndef CONSUMER_H
#define CONSUMER_H

#include <stdbool.h>
#include <stddef.h>

#include "execsnoop.h"

/* What is done with a batch of records. record and what follows return 0 or a negative
 * errno, which ends the batch and is passed on. */
struct consumer_ops {
	void (*begin)(void *ctx);
	int (*record)(void *ctx, void *bytes, size_t size);
	int (*end)(void *ctx);
	/* Before end, if nothing more is in the ring: returns as it does, and in
	 * *again_ms after how long a wait to call it again, or -1: any. */
	int (*idle)(void *ctx, int *again_ms);
};

/* Something else to wait for. */
struct consumer_source {
	int fd;
	/* fd can be read. Returns whether that ends it; else has read what there was. */
	bool (*ready)(void *ctx);
};

/* More than anybody has. */
#define CONSUMER_SOURCES_MAX 8

/* What it works with; all of it stays the caller's, and outlives it. */
struct consumer_setup {
	int ring_fd; /* the ring buffer's map */
	size_t ring_size; /* its bytes */
	struct execsnoop_shared *shared; /* consumer_sleeps is written */
	int out_fd;
	const struct consumer_ops *ops;
	void *ctx; /* for ops */
	const struct consumer_source *sources;
	size_t n_sources; /* up to CONSUMER_SOURCES_MAX */
	void *sources_ctx; /* for sources */
};

struct consumer;

/* Returns NULL with errno set. */
struct consumer *consumer__new(const struct consumer_setup *setup);

/* Until a source ends it, or a signal comes while the reader keeps the output waiting
 * (output__flush()): 0. Else what ended it: -EPIPE if the reader has gone, or what
 * an operation returned. */
int consumer__run(struct consumer *c);

/* What is in the ring by now, also what is still being written. Returns 0 or what an
 * operation returned. */
int consumer__drain(struct consumer *c);

void consumer__free(struct consumer *c);

#endif
