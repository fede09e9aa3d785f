// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

#include "base/log.h"
#include "base/memory.h"

/* Bytes that a start without options takes at its peak, and some more. */
#define START_MEMORY (10 << 20)

int memory__check(void)
{
	void *memory = mmap(NULL, START_MEMORY, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED) {
		log_failure("cannot start", -ENOMEM);
		return -ENOMEM;
	}
	munmap(memory, START_MEMORY);
	return 0;
}
