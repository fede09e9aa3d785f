/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The reader's side of a BPF ring buffer (BPF_MAP_TYPE_RINGBUF). Unlike libbpf's it maps
 * only the part of the data's second copy that the longest record can reach, releases space
 * in larger pieces, and stops after a number of records.
 */
#ifndef RING_H
#define RING_H

#include <stdbool.h>
#include <stddef.h>

/* Called for each record; the bytes are valid until it returns. Return 0, or a negative
 * errno to end the batch. */
typedef int (*ring_record_fn)(void *ctx, void *bytes, size_t size);

struct ring;

/* Map the ring of `map_fd`, which remains the caller's. `size` is its max_entries,
 * `record_max` the size of the longest record. Return NULL with errno set on failure. */
struct ring *ring__new(int map_fd, size_t size, size_t record_max);

/*
 * Call `fn` for each committed record in order, up to `max` records. Return their number,
 * including discarded ones, for which `fn` is not called; the negative errno of `fn`; or
 * -EBADMSG for a record longer than `record_max`, after which nothing can be read.
 */
int ring__consume(struct ring *r, int max, ring_record_fn fn, void *ctx);

/* Return the position where the last record that has been begun ends. */
unsigned long ring__end(const struct ring *r);

/* Return whether all records up to the position `end` have been consumed. */
bool ring__is_past(const struct ring *r, unsigned long end);

void ring__free(struct ring *r);

#endif
