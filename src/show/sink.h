/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The file, pipe or terminal that lines are written to. */
#ifndef SINK_H
#define SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct sink {
	int fd;
	bool truncate; /* sink__begin() empties the file */
	bool is_file; /* regular file or block device: never blocks, can be truncated */
	bool may_block; /* write() may block even if poll() reports POLLOUT */
	/* Of a file: */
	bool append; /* each write goes to its end, wherever that is */
	off_t end; /* offset after our last write */
	size_t torn; /* bytes before `end` that are no whole line */
	bool ours; /* we have written these, and nobody wrote in between */
};

/*
 * Open `path`, or use stdout if it is NULL. /dev/stdout, /dev/stderr, /dev/fd/N and
 * /proc/self/fd/N are the descriptor itself, which must be inherited. Other files are
 * created with mode 0600 and written at their end. A symbolic link in the path must belong
 * to root or to this user. Without `append`, sink__begin() truncates a file that was opened
 * here. Return 0, or a negative errno after printing why.
 */
int sink__open(struct sink *s, const char *path, bool append);

/* Truncate the file if sink__open() says so. */
void sink__begin(struct sink *s);

/*
 * Write up to `n` bytes with one call of write(2). Return their number, -EAGAIN if the
 * caller must wait until `fd` is writable, -EPIPE if the reader has closed the pipe or
 * socket, or another negative errno.
 */
ssize_t sink__write(struct sink *s, const char *bytes, size_t n);

/*
 * End the file with a whole line after a failed write. A torn line is cut off if it is
 * certain that it ends the file and that all its bytes are ours; else it is ended by a
 * newline, if that can be written.
 */
void sink__end_line(struct sink *s);

#endif
