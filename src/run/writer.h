/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The process that writes the lines of struct output: execsnoop-write. An output that stalls
 * stalls only this process. It ignores the signals of the terminal, and writes what is
 * queued even if the tracer is killed.
 */
#ifndef WRITER_H
#define WRITER_H

#include <stdbool.h>
#include <sys/types.h>

#include "show/output.h"

struct writer {
	pid_t pid; /* 0: it does not run */
	int fd; /* connected to the writer; a hangup is its end */
	const struct output *out; /* NULL: it was never started */
	bool killed; /* by writer__kill() */
};

struct writer_setup {
	const char *path; /* NULL: stdout */
	bool append;
	bool no_sandbox;
};

/*
 * Fork the writer, which opens the output with the rights of the caller of a set-id program
 * and then gives up its privileges. To open a FIFO may block for ever, until a signal ends
 * this process. stdout is closed here. Returns 0; -EIO if the output cannot be opened, or
 * another negative errno, after printing why.
 */
int writer__start(struct writer *w, struct output *out, const struct writer_setup *setup);

/* Truncate the file if there is one to truncate. Returns when that is done, at the end of
 * the writer, or when `stop_fd` is readable. */
void writer__begin(struct writer *w, int stop_fd);

/* Let the writer end when all lines are written. No others may follow. Returns 0, or a
 * negative errno: then it does not end. */
int writer__finish(struct writer *w);

/* End the writer at once. What it has written by then is known exactly unless it is in the
 * middle of write(2). */
void writer__kill(struct writer *w);

/* Return how it ended, after a hangup of `fd` or writer__kill(): 0 if that killed it or all
 * lines are written; -EPIPE if the reader has closed the output; another error of write(2);
 * or -ECHILD after printing that the process has died. */
int writer__result(struct writer *w);

/* Wait for the end of the process if it ends. */
void writer__close(struct writer *w);

#endif
