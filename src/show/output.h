/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The lines on their way to the output: a buffer of the tracer, and a queue in memory that it
 * shares with the process that writes them (run/writer.h). The tracer never waits for the
 * output: while that is behind, the queue holds up to `size` bytes.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

#include "base/strbuf.h"

#define OUTPUT_SIZE_MIN (64 << 10)

/* Room in the queue for the lost lines at the end of tracing. */
#define OUTPUT_RESERVE 4096

/* Shared by both processes. An offset counts the bytes of the stream: that at offset n is in
 * bytes[n % size]. */
struct output_queue {
	uint64_t queued; /* set by the tracer */
	uint64_t written; /* set by the writer: up to `queued` */
	uint64_t whole; /* the same, up to the last whole line */
	uint32_t wake_fill; /* bytes in the queue that wake the writer; 0: it is awake */
	int32_t err; /* set by the writer: negative errno of the write that failed */
	uint32_t ended; /* set by the writer: it ends as it should */
	char bytes[];
};

struct output {
	struct strbuf buf; /* whole lines, not yet queued */
	struct output_queue *queue;
	uint64_t size; /* of the queue */
	uint64_t queued; /* of the tracer, which does not trust the shared one */
	uint64_t touched; /* bytes at the start of the queue that may occupy memory */
	int wake_fd; /* a byte here wakes the writer; negative: there is none */
};

/* Map a queue for `size` bytes and the reserve, before the fork of the writer, or for
 * OUTPUT_SIZE_MIN if address space is short. Pages take memory once used. Return 0 or a
 * negative errno. */
int output__open(struct output *out, uint64_t size);

/* Functions of the tracer: */

/* Return whether the buffer fits in the queue. The reserve is for the `last` lines. */
bool output__fits(const struct output *out, bool last);

/* Move the buffer, which must fit, to the queue. */
void output__flush(struct output *out);

/* Return memory that a longer queue took before to the system, in steps of a few MiB. Return
 * whether more is left. */
bool output__give_back(struct output *out);

/* Return whether all lines are written. */
bool output__is_written(const struct output *out);

/*
 * Iterate over the lines that are queued and not wholly written. `*end` is 0 at first, then
 * the offset after the line. Copy up to `size` - 1 bytes of the line to `begin` and
 * terminate them. Return false after the last line.
 */
bool output__next_line(const struct output *out, uint64_t *end, char *begin, size_t size);

/* Functions of the writer: */

/* Return how many bytes at `*bytes` to write next; 0 if there are none. */
size_t output__next_bytes(const struct output *out, const char **bytes);

/* Count `n` of these as written. */
void output__wrote(struct output *out, const char *bytes, size_t n);

/* Return whether the writer may sleep: the queue holds fewer than `fill` bytes, and when it
 * holds as many a byte arrives from wake_fd. output__awake() follows the sleep. */
bool output__may_sleep(struct output *out, uint32_t fill);
void output__awake(struct output *out);

void output__close(struct output *out);

#endif
