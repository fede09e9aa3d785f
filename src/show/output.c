// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/privileges.h"
#include "show/output.h"

/*
 * O_NONBLOCK belongs to the open file description, which other processes may share: set it
 * on a new one. If the file cannot be reopened (a socket, no /proc, a terminal of another
 * user), write at most PIPE_BUF bytes at a time.
 */
static void reopen_nonblocking(struct output *out)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", out->fd);
	fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	out->may_block = fd < 0;
	if (fd < 0)
		return;
	if (out->owned)
		close(out->fd);
	out->fd = fd;
	out->owned = true;
}

/* Print errors. */
static int open_as_caller(struct output *out, const char *path)
{
	struct stat st;

	*out = (struct output){ .fd = STDOUT_FILENO, .stop_fd = -1 };
	if (path) {
		out->fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
		out->owned = out->fd >= 0;
	}
	/* A closed stdout has been opened as /dev/null, read-only. */
	if (out->fd >= 0 && (fcntl(out->fd, F_GETFL) & O_ACCMODE) == O_RDONLY) {
		errno = EBADF;
		out->fd = -1;
	}
	if (out->fd < 0 || fstat(out->fd, &st)) {
		int err = -errno;

		log_error("cannot write to %s: %s", path ? path : "standard output",
			  strerror(-err));
		return err;
	}
	out->is_file = S_ISREG(st.st_mode) || S_ISBLK(st.st_mode);
	if (!out->is_file)
		reopen_nonblocking(out);
	return 0;
}

int output__open(struct output *out, const char *path)
{
	int err = privileges__suspend();

	if (err)
		log_error("cannot suspend privileges: %s", strerror(-err));
	else
		err = open_as_caller(out, path);
	privileges__resume();
	return err;
}

void output__begin(struct output *out)
{
	/* Not stdout: the caller may append to it. */
	if (out->is_file && out->owned && ftruncate(out->fd, 0))
		return;
}

/* Wait until fd is writable. Return 0, -EINTR if stop_fd became readable, or a negative
 * errno of poll(2). */
static int wait_for_reader(const struct output *out)
{
	struct pollfd fds[] = {
		{ .fd = out->fd, .events = POLLOUT },
		{ .fd = out->stop_fd, .events = POLLIN },
	};

	while (poll(fds, 2, -1) < 0)
		if (errno != EINTR)
			return -errno;
	return fds[0].revents ? 0 : -EINTR;
}

/* Truncate a file after the last whole line of the `done` bytes written, so that the next
 * writer starts a new line. Return how many of the bytes are left in the file. */
static size_t truncate_partial_line(const struct output *out, size_t done)
{
	const char *end = done ? memrchr(out->buf.data, '\n', done) : NULL;
	size_t whole = end ? (size_t)(end + 1 - out->buf.data) : 0;
	off_t at = lseek(out->fd, 0, SEEK_CUR);

	if (at < 0 || ftruncate(out->fd, at - (off_t)(done - whole)) ||
	    lseek(out->fd, at - (off_t)(done - whole), SEEK_SET) < 0)
		return done;
	return whole;
}

int output__flush(struct output *out)
{
	struct strbuf *buf = &out->buf;
	size_t done = 0;
	int err = 0;

	if (out->err)
		return out->err;
	while (done < buf->len && !err) {
		size_t size = buf->len - done;
		ssize_t n;

		if (out->may_block)
			size = size < PIPE_BUF ? size : PIPE_BUF;
		if (out->may_block && (err = wait_for_reader(out)))
			break;
		n = write(out->fd, buf->data + done, size);
		if (n >= 0)
			done += (size_t)n;
		else if (errno == EAGAIN)
			err = wait_for_reader(out);
		else if (errno != EINTR)
			err = out->err = -errno;
	}
	if (out->err && out->is_file)
		done = truncate_partial_line(out, done);
	if (done)
		memmove(buf->data, buf->data + done, buf->len - done);
	buf->len -= done;
	return err;
}

size_t output__lines_left(const struct output *out)
{
	size_t n = 0;

	for (size_t i = 0; i < out->buf.len; i++)
		n += out->buf.data[i] == '\n';
	return n;
}

void output__close(struct output *out)
{
	if (out->owned)
		close(out->fd);
	strbuf__free(&out->buf);
}
