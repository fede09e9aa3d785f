/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reading files. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>

#include "base/strbuf.h"

/* Read up to `size` - 1 bytes of a small file into `buf` and terminate them. Return their
 * number or a negative errno. */
int read_file(int dirfd, const char *path, char *buf, size_t size);

/*
 * Append what is left of `fd` to `out`. Return 0, -EFBIG if that is `max` bytes or more, or
 * another negative errno; `out` then holds the beginning.
 */
int read_fd(int fd, size_t max, struct strbuf *out);

/* Append the whole file to `out`, as read_fd() does. */
int read_whole_file(int dirfd, const char *path, size_t max, struct strbuf *out);

#endif
