// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "util.h"

/* Digits up to *end. Returns 0, -EINVAL without one, -ERANGE above max. */
static int parse_digits(const char *text, const char **end, uint64_t max, uint64_t *value)
{
	uint64_t v = 0;
	bool above = false;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	for (; isdigit((unsigned char)*text); text++) {
		unsigned int digit = (unsigned int)(*text - '0');

		above = above || v > (UINT64_MAX - digit) / 10;
		v = v * 10 + digit;
	}
	*end = text;
	*value = v;
	return above || v > max ? -ERANGE : 0;
}

int parse_u64(const char *text, uint64_t max, uint64_t *value)
{
	const char *end = "";
	int err = parse_digits(text, &end, max, value);

	return *end ? -EINVAL : err;
}

int parse_size(const char *text, uint64_t max, uint64_t *bytes)
{
	static const char units[] = "KMG";
	const char *end = "", *unit;
	unsigned int shift = 0;
	int err = parse_digits(text, &end, UINT64_MAX, bytes);

	if (err)
		return err;
	if (*end) {
		unit = strchr(units, toupper((unsigned char)*end));
		if (!unit || end[1])
			return -EINVAL;
		shift = 10 * (unsigned int)(unit - units + 1);
	}
	if (*bytes > max >> shift)
		return -ERANGE;
	*bytes <<= shift;
	return 0;
}

uint64_t clock_ns(int clockid)
{
	struct timespec ts;

	clock_gettime(clockid, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

/* Restart codes never reach a program, but a tracepoint at the exit from the
 * system call sees them (linux/errno.h). */
static const char *const restart_names[] = {
	[0] = "ERESTARTSYS",
	[1] = "ERESTARTNOINTR",
	[2] = "ERESTARTNOHAND",
	[4] = "ERESTART_RESTARTBLOCK",
};

const char *errno_name(int err)
{
	const size_t first = 512;

	if ((size_t)err >= first && (size_t)err - first < ARRAY_SIZE(restart_names))
		return restart_names[(size_t)err - first];
	return strerrorname_np(err);
}

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
