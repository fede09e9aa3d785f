/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records: bytes in the ring buffer, and the only look at them as such. */
#ifndef RECORD_H
#define RECORD_H

#include <stddef.h>

#include "execsnoop.h"

/* A record whose every length has been checked. The pointers go into the bytes
 * it was parsed from, or into what pieces__join() put together. */
struct record {
	struct exec_record head;
	const char *args; /* args_len bytes; never NULL */
	size_t args_len;
	const char *filename; /* a C string, or NULL: could not be read */
};

/* Returns 0, or -EBADMSG for bytes that no program of this version sent. */
int record__parse(const void *bytes, size_t size, struct record *rec);

#endif
