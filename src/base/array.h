/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Arrays that grow by one element at a time. */
#ifndef ARRAY_H
#define ARRAY_H

#include <stddef.h>

/*
 * Make room for one more element after the `n` elements of `size` bytes in `list`, which
 * is NULL at first and grows in no other way. Return the array, which may have moved, or
 * NULL if memory runs out: `list` is then unchanged. The caller frees the array.
 */
void *array__grow(void *list, size_t n, size_t size);

#endif
