// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "output.h"

int output__open(struct output *out, const char *path, int stop_fd)
{
	struct stat st;

	*out = (struct output){ .fd = STDOUT_FILENO, .stop_fd = stop_fd };
	if (path) {
		out->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		out->owned = out->fd >= 0;
	}
	if (out->fd < 0 || fstat(out->fd, &st)) {
		int err = -errno;

		log_error("cannot write to %s: %s", path ? path : "standard output",
			  strerror(-err));
		return err;
	}
	out->waits = !S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode);
	return 0;
}

/* Until fd takes PIPE_BUF bytes without blocking (poll(2), pipe(7)). */
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

int output__flush(struct output *out)
{
	struct strbuf *buf = &out->buf;
	size_t done = 0;
	int err = 0;

	while (done < buf->len && !err) {
		size_t size = buf->len - done;
		ssize_t n;

		if (out->waits) {
			err = wait_for_reader(out);
			if (err)
				break;
			size = size < PIPE_BUF ? size : PIPE_BUF;
		}
		n = write(out->fd, buf->data + done, size);
		if (n >= 0)
			done += (size_t)n;
		else if (errno != EAGAIN && errno != EINTR)
			err = -errno;
	}
	if (done)
		memmove(buf->data, buf->data + done, buf->len - done);
	buf->len -= done;
	return err;
}

void output__close(struct output *out)
{
	if (out->owned)
		close(out->fd);
	strbuf__free(&out->buf);
}
