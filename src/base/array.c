// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>

#include "base/array.h"

void *array__grow(void *list, size_t n, size_t size)
{
	/* The capacity is the lowest power of two that holds n elements. */
	if (n & (n - 1))
		return list;
	return reallocarray(list, n ? 2 * n : 1, size);
}
