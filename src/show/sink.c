// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/util.h"
#include "show/sink.h"

/* Return the descriptor that the path names, or -1. To open the path would make another
 * open file description, without its offset and flags. */
static int inherited_fd(const char *path)
{
	static const char *const names[] = { "/dev/stdin", "/dev/stdout", "/dev/stderr" };
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	uint64_t fd;

	for (int i = 0; i < (int)ARRAY_SIZE(names); i++)
		if (!strcmp(path, names[i]))
			return i;
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		const size_t len = strlen(folders[i]);

		if (!strncmp(path, folders[i], len) &&
		    !parse_u64(path + len, INT_MAX, &fd))
			return (int)fd;
	}
	return -1;
}

/* Open `name` in `dir`. Return the descriptor or -errno: -EMLINK for a link of another user,
 * who could lead us to any file. */
static int open_at(int dir, const char *name, int flags)
{
	int fd = openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct stat st;

	/* The second is that of a link with O_DIRECTORY. */
	if (fd >= 0 || (errno != ELOOP && errno != ENOTDIR) ||
	    fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISLNK(st.st_mode))
		return fd < 0 ? -errno : fd;
	if (st.st_uid && st.st_uid != geteuid())
		return -EMLINK;
	fd = openat(dir, name, flags | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : fd;
}

/* Open name by name, as each may be a link. Return like open_at(). */
static int open_file(const char *path)
{
	char copy[PATH_MAX], *name = copy, *slash;
	int dir, fd;

	if (strlen(path) >= sizeof(copy))
		return -ENAMETOOLONG;
	strcpy(copy, path);
	dir = open_at(AT_FDCWD, *path == '/' ? "/" : ".", O_PATH | O_DIRECTORY);
	while (dir >= 0 && (slash = strchr(name, '/'))) {
		*slash = '\0';
		fd = open_at(dir, *name ? name : ".", O_PATH | O_DIRECTORY);
		close(dir);
		dir = fd;
		name = slash + 1;
	}
	if (dir < 0)
		return dir;
	fd = open_at(dir, *name ? name : ".", O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY);
	close(dir);
	return fd;
}

/*
 * O_NONBLOCK belongs to the open file description, which other processes may share: set it
 * on a new one. If the file cannot be reopened (a socket, no /proc, a terminal of another
 * user), write at most PIPE_BUF bytes at a time.
 */
static void reopen_nonblocking(struct sink *s)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", s->fd);
	fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	s->may_block = fd < 0;
	if (fd >= 0)
		s->fd = fd;
}

static int report_failed(const char *path, int err)
{
	log_error("cannot write to %s: %s", path ? path : "standard output",
		  err == -EMLINK ?
			  "it has a symbolic link of another user; name the file itself" :
			  strerror(-err));
	return err;
}

int sink__open(struct sink *s, const char *path, bool append)
{
	struct stat st;
	int flags;

	*s = (struct sink){ .fd = path ? inherited_fd(path) : STDOUT_FILENO };
	/* Ours, such as the map of the ring, have close-on-exec. */
	if (path && s->fd >= 0 && fcntl(s->fd, F_GETFD) != 0)
		return report_failed(path, -EBADF);
	if (s->fd < 0) {
		s->fd = open_file(path);
		s->truncate = !append;
	}
	if (s->fd < 0)
		return report_failed(path, s->fd);
	flags = fcntl(s->fd, F_GETFL);
	if (flags < 0 || fstat(s->fd, &st))
		return report_failed(path, -errno);
	/* A closed stdout has been opened as /dev/null, read-only. */
	if ((flags & O_ACCMODE) == O_RDONLY)
		return report_failed(path, -EBADF);
	s->append = flags & O_APPEND;
	s->is_file = S_ISREG(st.st_mode) || S_ISBLK(st.st_mode);
	if (!s->is_file)
		reopen_nonblocking(s);
	return 0;
}

void sink__begin(struct sink *s)
{
	/* A failure leaves what was there; the lines follow it. */
	if (s->is_file && s->truncate && ftruncate(s->fd, 0))
		return;
}

/* Return the size of a regular file, or -1. */
static off_t size_of(const struct sink *s)
{
	struct stat st;

	return fstat(s->fd, &st) || !S_ISREG(st.st_mode) ? -1 : st.st_size;
}

/* Return the offset at which the next write should begin. */
static off_t offset_before(const struct sink *s)
{
	const off_t size = size_of(s);
	const off_t at = s->append ? size : lseek(s->fd, 0, SEEK_CUR);

	/* After others have truncated the file, a write here would leave a hole. */
	return size >= 0 && at == s->end && at > size ? lseek(s->fd, 0, SEEK_END) : at;
}

/* Note `n` bytes that were written at offset `before`, if nobody interfered. */
static void note(struct sink *s, off_t before, const char *bytes, size_t n)
{
	const off_t end = lseek(s->fd, 0, SEEK_CUR);
	const char *newline = memrchr(bytes, '\n', n);
	const bool alone = before >= 0 && before + (off_t)n == end;

	if (newline) {
		s->torn = n - (size_t)(newline + 1 - bytes);
		s->ours = alone;
	} else {
		s->ours = alone && (!s->torn || (s->ours && before == s->end));
		s->torn += n;
	}
	s->end = end;
}

ssize_t sink__write(struct sink *s, const char *bytes, size_t n)
{
	off_t before = 0;
	ssize_t done;

	if (s->is_file)
		before = offset_before(s);
	if (s->may_block) {
		struct pollfd out = { .fd = s->fd, .events = POLLOUT };

		if (poll(&out, 1, 0) == 0)
			return -EAGAIN;
		n = n < PIPE_BUF ? n : PIPE_BUF;
	}
	do
		done = write(s->fd, bytes, n);
	while (done < 0 && errno == EINTR);
	/* A socket whose reader has closed it without reading all (tcp_close()). */
	if (done < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	if (s->is_file)
		note(s, before, bytes, (size_t)done);
	return done;
}

void sink__end_line(struct sink *s)
{
	const off_t whole = s->end - (off_t)s->torn;

	if (!s->is_file || !s->torn)
		return;
	if (s->ours && lseek(s->fd, 0, SEEK_CUR) == s->end && size_of(s) == s->end &&
	    !ftruncate(s->fd, whole) && lseek(s->fd, whole, SEEK_SET) == whole)
		return;
	if (write(s->fd, "\n", 1) < 0)
		return; /* no better than before */
}
