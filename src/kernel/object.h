/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Find and read BPF object files; adapt opened objects. */
#ifndef OBJECT_H
#define OBJECT_H

#include <limits.h>
#include <stdbool.h>

#include "base/strbuf.h"

struct bpf_object;

/*
 * Return the file to load instead of the built-in object, or NULL: `option`, else
 * $ANTIMETAL_BPF_PATH, a file or a directory that holds execsnoop.bpf.o. A program with
 * raised privileges ignores the environment. `path` is a buffer for the result.
 */
const char *object__path(const char *option, char path[PATH_MAX]);

/* Append the bytes of the file `path` to *object. Returns 0 or a negative errno: -EFBIG
 * for a file larger than any object file of this program, -ENODATA for an empty one. */
int object__read(struct strbuf *object, const char *path);

/*
 * Whether use(ctx) returns within a minute in a child process: libbpf may crash or loop on
 * a damaged file. The child prints nothing and dumps no core.
 */
bool object__survives(void (*use)(void *ctx), void *ctx);

/* Describe an error of the file, or return NULL if strerror(3) does. -EBADMSG:
 * object__survives() returned false. */
const char *object__fault(int err);

/*
 * Replace each BPF_CMPXCHG in an opened object by an instruction that does nothing. Kernels
 * without it (see probe_has_cmpxchg()) may reject it even where it is not reached. Returns 0
 * or a negative errno.
 */
int object__remove_swaps(const struct bpf_object *object);

#endif
