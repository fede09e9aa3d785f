/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The reader's side of a BPF ring buffer (BPF_MAP_TYPE_RINGBUF). Unlike libbpf's it
 * maps the data once, not twice, gives room back in larger pieces, and stops after
 * as many records as the caller wants.
 */
#ifndef RING_H
#define RING_H

#include <stdbool.h>
#include <stddef.h>

/* Called for each record; the bytes are valid until it returns. Returns 0, or a
 * negative errno that ends the batch. */
typedef int (*ring_record_fn)(void *ctx, void *bytes, size_t size);

struct ring;

/* map_fd: the map, which stays the caller's; size: its max_entries; record_max: the
 * longest record that is ever sent. Returns NULL with errno set. */
struct ring *ring__new(int map_fd, size_t size, size_t record_max);

/*
 * Hands out what has been committed, in order, at most max records. Returns their
 * number, the discarded ones that nobody is called for included, or what the callback
 * returned if that was negative; -EBADMSG for a record longer than record_max, behind
 * which nothing can be read.
 */
int ring__consume(struct ring *r, int max, ring_record_fn fn, void *ctx);

/* Where the last record ends that has been begun. */
unsigned long ring__end(const struct ring *r);

/* Whether all records have been handed out up to there. */
bool ring__is_past(const struct ring *r, unsigned long end);

void ring__free(struct ring *r);

#endif
