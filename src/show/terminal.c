// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "show/terminal.h"

void terminal__open(struct terminal *t, int fd)
{
	*t = (struct terminal){ .fd = 0 };
	if (isatty(fd))
		t->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	terminal__measure(t);
}

void terminal__measure(struct terminal *t)
{
	struct winsize size;

	if (t->fd <= 0 || ioctl(t->fd, TIOCGWINSZ, &size))
		return;
	t->rows = size.ws_row;
	t->columns = size.ws_col;
}

void terminal__close(struct terminal *t)
{
	if (t->fd > 0)
		close(t->fd);
}
