/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* BPF object files: which one to load, and its bytes. */
#ifndef OBJECT_H
#define OBJECT_H

#include <limits.h>
#include <stdbool.h>

#include "base/strbuf.h"

/*
 * The file to load instead of the built-in object, or NULL: the option's, else
 * $ANTIMETAL_BPF_PATH, a file or a folder that holds execsnoop.bpf.o. The
 * environment does not choose what a program with raised privileges loads. path is
 * room for what must be put together.
 */
const char *object__path(const char *option, char path[PATH_MAX]);

/* Appends the file's bytes. Returns 0 or a negative errno, -EFBIG for what is
 * larger than any object file of this program, -ENODATA for an empty file. */
int object__read(struct strbuf *object, const char *path);

/*
 * Whether a child process that calls use(ctx) comes back from it, within a minute:
 * where a file is damaged libbpf may follow it to anywhere. What the child says is not
 * seen, and it leaves no core.
 */
bool object__survives(void (*use)(void *ctx), void *ctx);

/* What an error says of the file, -EBADMSG being that nothing survives it; NULL if
 * the error speaks for itself. */
const char *object__fault(int err);

#endif
