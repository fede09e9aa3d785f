/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The file, pipe or terminal that events are written to, with a buffer of whole lines. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

#include "base/strbuf.h"

struct output {
	int fd;
	int stop_fd; /* readable: stop waiting for a slow reader; negative: none */
	bool owned; /* output__close() closes fd */
	bool is_file; /* regular file or block device: never blocks, can be truncated */
	bool may_block; /* write() may block even if poll() reports POLLOUT */
	int err; /* negative errno of the write that failed; 0: none did */
	struct strbuf buf; /* not yet written */
};

/* Open path, or use stdout if path is NULL. Does not truncate the file. Return 0, or a
 * negative errno after printing an error. */
int output__open(struct output *out, const char *path);

/* Truncate the file that output__open() opened. */
void output__begin(struct output *out);

/*
 * Write the buffer. Return 0, or a negative errno with the rest still in the buffer:
 * -EPIPE if the reader has closed the pipe, -EINTR if stop_fd became readable while
 * waiting for the reader, or the error of write(2), which is also stored in err. After a
 * write error, a regular file is truncated to whole lines.
 */
int output__flush(struct output *out);

/* Return the number of lines in the buffer. */
size_t output__lines_left(const struct output *out);

void output__close(struct output *out);

#endif
