/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Waits for records, signals and the reader's leaving; knows no event. */
#ifndef CONSUMER_H
#define CONSUMER_H

#include <stddef.h>

#include "execsnoop.h"

/* What is done with a batch of records. record and end return 0 or a negative
 * errno, which ends the batch and is passed on. */
struct consumer_ops {
	void (*begin)(void *ctx);
	int (*record)(void *ctx, void *bytes, size_t size);
	int (*end)(void *ctx);
};

/*
 * Blocks SIGINT, SIGTERM and SIGHUP and returns an fd that tells of them, or a
 * negative errno. The first two count even if they were inherited ignored, as a
 * shell's background job inherits them; an ignored SIGHUP stays so (nohup).
 * SIGPIPE and SIGXFSZ are ignored: a write tells.
 */
int consumer__open_signals(void);

/* What it works with; all of it stays the caller's, and outlives it. */
struct consumer_setup {
	int ring_fd; /* the ring buffer's map */
	size_t ring_size; /* its bytes */
	struct execsnoop_shared *shared; /* consumer_sleeps is written */
	int signal_fd;
	int out_fd;
	const struct consumer_ops *ops;
	void *ctx; /* for ops */
};

struct consumer;

/* Returns NULL with errno set. */
struct consumer *consumer__new(const struct consumer_setup *setup);

/* Until a signal comes: 0. Else what ended it: -EPIPE if the reader has gone, or what
 * an operation returned. */
int consumer__run(struct consumer *c);

/*
 * Takes note of the signals that came: another one ends us as it would any other
 * program, whatever we wait for. Comes after detaching, not before, because the same
 * signal may come twice at once: timeout(1) sends it to us and to our group.
 */
void consumer__restore_signals(struct consumer *c);

/* What is in the ring, after detaching. Returns 0 or what an operation returned. */
int consumer__drain(struct consumer *c);

void consumer__free(struct consumer *c);

#endif
