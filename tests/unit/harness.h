/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Helpers of all unit tests; include it first. */
#ifndef HARNESS_H
#define HARNESS_H

#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>

#include "record/event.h"

/* The pointer and length of a literal that may hold NULs. */
#define BYTES(literal) (literal), sizeof(literal) - 1

/* A macro, so that a failure names the line of the test. Empties the buffer. */
#define assert_strbuf(sb, text)                                  \
	do {                                                     \
		assert_string_equal(strbuf__cstr(sb), text);     \
		assert_int_equal((sb)->len, strlen((sb)->data)); \
		strbuf__reset(sb);                               \
	} while (0)

#define assert_message(c, text) assert_string_equal(next_message(c), text)
#define assert_no_message(c) assert_null(next_message(c))

/* Build a record as in the ring; the lengths in `head` are set. */
static inline void make_record(struct strbuf *out, struct exec_record head,
			       const char *args, size_t args_len, const char *filename)
{
	head.args_len = (__u32)args_len;
	head.filename_len = filename ? (__u16)strlen(filename) + 1 : 0;
	strbuf__reset(out);
	strbuf__add(out, &head, sizeof(head));
	strbuf__add(out, args, args_len);
	if (filename)
		strbuf__add(out, filename, head.filename_len);
}

/* Captured stderr: one packet for each write (pipe(2), O_DIRECT). */
struct capture {
	int saved, fd;
};

static inline void capture_begin(struct capture *c)
{
	int fds[2];

	assert_int_equal(pipe2(fds, O_DIRECT | O_CLOEXEC), 0);
	c->saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	c->fd = fds[0];
	dup2(fds[1], STDERR_FILENO);
	close(fds[1]);
}

static inline void capture_end(struct capture *c)
{
	dup2(c->saved, STDERR_FILENO);
	close(c->saved);
}

/* Return the next message after capture_end(), or NULL after the last. */
static inline const char *next_message(struct capture *c)
{
	static char text[8192];
	ssize_t n = read(c->fd, text, sizeof(text) - 1);

	if (n <= 0)
		close(c->fd);
	text[n > 0 ? n : 0] = '\0';
	return n > 0 ? text : NULL;
}

#endif
