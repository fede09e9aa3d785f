// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * LD_PRELOAD=nomem.so: allocation number NOMEM_AT of the program fails. With NOMEM_ON the
 * allocations of its libraries count too, and all later ones fail as well: a library may
 * misread a single failure, but not a lasting one. Those of libc never
 * fail: getpwnam(3) would abort. A byte is written to descriptor 9 when one fails.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MARK_FD 9

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *memory, size_t size);

static long fail_at;
static bool lasting;

/* Whether allocations by the code at an address may fail. */
static bool may_fail(const void *address)
{
	Dl_info info;

	if (!dladdr(address, &info))
		return false;
	if (!lasting)
		return strstr(info.dli_fname, "/execsnoop");
	return !strstr(info.dli_fname, "/libc.so") &&
	       !strstr(info.dli_fname, "/ld-linux");
}

__attribute__((constructor)) static void begin(void)
{
	const char *at = getenv("NOMEM_AT");

	lasting = getenv("NOMEM_ON");
	fail_at = at ? atol(at) : 0;
}

/* caller: the address that the call returns to. */
static bool fails(const void *caller)
{
	static long n;

	if (!fail_at || !may_fail(caller))
		return false;
	n++;
	if (n < fail_at || (n > fail_at && !lasting))
		return false;
	if (n == fail_at && write(MARK_FD, "x", 1) < 0)
		_exit(99);
	errno = ENOMEM;
	return true;
}

#define FAILS fails(__builtin_return_address(0))

void *malloc(size_t size)
{
	return FAILS ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return FAILS ? NULL : __libc_calloc(n, size);
}

void *realloc(void *memory, size_t size)
{
	return FAILS ? NULL : __libc_realloc(memory, size);
}

void *reallocarray(void *memory, size_t n, size_t size)
{
	return FAILS ? NULL : __libc_realloc(memory, n * size);
}

char *strndup(const char *text, size_t most)
{
	const size_t len = strnlen(text, most);
	char *copy = FAILS ? NULL : __libc_malloc(len + 1);

	if (!copy)
		return NULL;
	copy[len] = '\0';
	return memcpy(copy, text, len);
}

char *strdup(const char *text)
{
	char *copy = FAILS ? NULL : __libc_malloc(strlen(text) + 1);

	return copy ? strcpy(copy, text) : NULL;
}

void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
	if (FAILS)
		return MAP_FAILED;
	return (void *)syscall(SYS_mmap, address, size, protection, flags, fd, offset);
}
