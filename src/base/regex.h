/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* POSIX extended regular expressions, without the back-references that glibc adds. */
#ifndef BASE_REGEX_H
#define BASE_REGEX_H

#include <regex.h>
#include <stddef.h>

/*
 * Compile `text`; `flags` are regcomp(3) flags besides REG_EXTENDED. Return 0, or -EINVAL
 * with the reason in `error` of `size` bytes. The caller frees `regex` with regfree(3).
 */
int regex__compile(regex_t *regex, const char *text, int flags, char *error, size_t size);

#endif
