// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

#define CHUNK 16384

int read_file(int dirfd, const char *path, char *buf, size_t size)
{
	ssize_t n;
	int fd, err;

	fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, buf, size - 1);
	err = n < 0 ? -errno : (int)n;
	buf[n < 0 ? 0 : n] = '\0';
	close(fd);
	return err;
}

int read_fd(int fd, size_t max, struct strbuf *out)
{
	for (size_t left = max, chunk; left;) {
		char *to = strbuf__reserve(out, CHUNK);
		ssize_t n;

		if (!to)
			return -ENOMEM;
		chunk = left < CHUNK ? left : CHUNK;
		n = read(fd, to, chunk);
		if (!n)
			return 0;
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			out->len += (size_t)n;
			left -= (size_t)n;
		}
	}
	return -EFBIG;
}

int read_whole_file(int dirfd, const char *path, size_t max, struct strbuf *out)
{
	int fd, err;

	fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = read_fd(fd, max, out);
	close(fd);
	return err;
}
