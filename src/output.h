/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where events go: one buffer, written in as few writes as may be. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

#include "strbuf.h"

struct output {
	int fd;
	int stop_fd; /* readable: stop waiting for a reader that does not read */
	bool owned; /* fd is ours to close */
	bool waits; /* fd may block: anything but a file on disk */
	struct strbuf buf; /* what is to be written next */
};

/* Opens path, or takes stdout if it is NULL. Prints what is wrong and returns a
 * negative errno if neither will do. */
int output__open(struct output *out, const char *path, int stop_fd);

/*
 * Writes the buffer. Returns 0, or a negative errno with the rest still in the
 * buffer: -EPIPE if the reader has gone, -EINTR if stop_fd became readable while
 * the reader kept us waiting.
 */
int output__flush(struct output *out);

void output__close(struct output *out);

#endif
