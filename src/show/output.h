/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where events go: one buffer of whole lines, in as few writes as may be. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

#include "base/strbuf.h"

struct output {
	int fd;
	int stop_fd; /* readable: wait no more for a reader; negative: none */
	bool owned; /* fd is ours to close */
	bool is_file; /* on disk: never keeps us waiting, can be cut */
	bool may_block; /* although poll() says it takes something */
	int err; /* of the write that failed, negative */
	struct strbuf buf; /* what is to be written next */
};

/* Opens path, or takes stdout if it is NULL. Prints what is wrong and returns a
 * negative errno if neither will do. Does not empty the file yet. */
int output__open(struct output *out, const char *path);

/* Empties the file that was opened: events are about to come. */
void output__begin(struct output *out);

/*
 * Writes the buffer. Returns 0, or a negative errno with the rest still in the
 * buffer: -EPIPE if the reader has gone, -EINTR if stop_fd became readable while
 * the reader kept us waiting. After any other, which stands in err, a file on disk
 * ends with the last line that it holds whole.
 */
int output__flush(struct output *out);

/* Lines that are in the buffer, not written. */
size_t output__lines_left(const struct output *out);

void output__close(struct output *out);

#endif
