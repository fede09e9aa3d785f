/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records: bytes in the ring buffer, and the only look at them as such. */
#ifndef RECORD_H
#define RECORD_H

#include <stddef.h>

#include "execsnoop.h"

/* A record whose every length has been checked. The pointers go into the bytes
 * it was parsed from, or into what reassembly__join() put together. */
struct record {
	struct exec_record head;
	const char *args; /* args_len bytes; never NULL */
	size_t args_len;
	const char *filename; /* a C string, or NULL: could not be read */
	struct exec_details details; /* if RECORD_DETAILED, and then: */
	/* details.exe_len and so on bytes, as they came. */
	const char *exe, *cwd, *interpreter;
	struct exec_ancestry ancestry; /* if RECORD_ANCESTRY, and then: */
	const char *ancestors; /* ancestry.n of struct exec_ancestor, not aligned */
	const char *env; /* env_len bytes; NULL unless reassembly__join() found any */
	size_t env_len;
	const char *cgroups; /* head.cgroups_len bytes, as they came; never NULL */
};

/* Returns 0, or -EBADMSG for bytes that no program of this version sent. */
int record__parse(const void *bytes, size_t size, struct record *rec);

#endif
