// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/util.h"
#include "kernel/missed_runs.h"

#define KEY "recursion_misses:\t"

void missed_runs__watch(struct missed_runs *m, int prog_fd)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", prog_fd);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		m->fds[m->n++] = fd;
	else
		log_warn(
			"cannot read %s: %s\n"
			"Events that are lost because the kernel skips a program's run will not be counted.",
			path, strerror(errno));
}

/* Return the number of missed runs; the kernel generates the text at each read from the
 * beginning. */
static uint64_t read_misses(int fd)
{
	char text[1024];
	uint64_t misses = 0;
	ssize_t n;
	char *at;

	if (lseek(fd, 0, SEEK_SET))
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	text[n < 0 ? 0 : n] = '\0';
	at = strstr(text, KEY);
	if (!at)
		return 0;
	at += strlen(KEY);
	at[strcspn(at, "\n")] = '\0';
	return parse_u64(at, UINT64_MAX, &misses) ? 0 : misses;
}

uint64_t missed_runs__count(const struct missed_runs *m)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < m->n; i++)
		sum += read_misses(m->fds[i]);
	return sum;
}

void missed_runs__close(struct missed_runs *m)
{
	while (m->n)
		close(m->fds[--m->n]);
}
