// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* In place of the system calls that the linker brings here (--wrap in the Makefile). */
#include <errno.h>
#include <stdarg.h>
#include <sys/types.h>
#include <unistd.h>

#include "fuzz.h"

struct fake fake;

void fake_begin(void)
{
	struct strbuf err = fake.err, out = fake.out;

	strbuf__reset(&err);
	strbuf__reset(&out);
	/* In advance, so that a leak is not sought in what has grown here. */
	strbuf__reserve(&err, 1 << 20);
	strbuf__reserve(&out, 1 << 20);
	fake = (struct fake){ .on = true, .err = err, .out = out, .chunk = SIZE_MAX };
}

void fake_end(void)
{
	fake.on = false;
}

ssize_t __real_write(int fd, const void *bytes, size_t n);
ssize_t __wrap_write(int fd, const void *bytes, size_t n);
ssize_t __real_read(int fd, void *to, size_t n);
ssize_t __wrap_read(int fd, void *to, size_t n);
int __real_close(int fd);
int __wrap_close(int fd);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_openat(int dir, const char *path, int flags, ...);
int __wrap_openat(int dir, const char *path, int flags, ...);

ssize_t __wrap_write(int fd, const void *bytes, size_t n)
{
	if (!fake.on || (fd != FAKE_FD && fd != STDERR_FILENO))
		return __real_write(fd, bytes, n);
	strbuf__add(fd == FAKE_FD ? &fake.out : &fake.err, bytes, n);
	fake.writes += fd == STDERR_FILENO;
	return (ssize_t)n;
}

ssize_t __wrap_read(int fd, void *to, size_t n)
{
	size_t left = fake.len - fake.pos;

	if (!fake.on || fd != FAKE_FD)
		return __real_read(fd, to, n);
	if (!left && fake.read_errno) {
		errno = fake.read_errno;
		return -1;
	}
	n = n < left ? n : left;
	n = n < fake.chunk ? n : fake.chunk;
	if (n)
		memcpy(to, fake.content + fake.pos, n);
	fake.pos += n;
	return (ssize_t)n;
}

static bool is_faked(const char *path)
{
	return fake.on && fake.content && strcmp(path, "/dev/null") != 0;
}

static int open_fake(const char *path)
{
	/* The sanitizer looks at each byte. */
	require(strlen(path) < SIZE_MAX);
	if (fake.open_errno) {
		errno = fake.open_errno;
		return -1;
	}
	fake.opened++;
	fake.pos = 0;
	return FAKE_FD;
}

int __wrap_open(const char *path, int flags, ...)
{
	unsigned int mode;
	va_list args;

	if (is_faked(path))
		return open_fake(path);
	va_start(args, flags);
	mode = va_arg(args, unsigned int);
	va_end(args);
	return __real_open(path, flags, mode);
}

int __wrap_openat(int dir, const char *path, int flags, ...)
{
	unsigned int mode;
	va_list args;

	if (is_faked(path))
		return open_fake(path);
	va_start(args, flags);
	mode = va_arg(args, unsigned int);
	va_end(args);
	return __real_openat(dir, path, flags, mode);
}

int __wrap_close(int fd)
{
	if (!fake.on || fd != FAKE_FD)
		return __real_close(fd);
	fake.opened--;
	return 0;
}
