/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What ends tracing besides the reader and the number of events: a signal, the end of
 * the command or of the tree, time. */
#ifndef STOP_H
#define STOP_H

#include <stdbool.h>
#include <stdint.h>

#include "record/consumer.h"
#include "run/command.h"

#define STOP_SOURCES 4

struct stop {
	struct command *command; /* the caller's */
	uint64_t duration_ns; /* of tracing; 0: any */
	/* Whether no process of the tree is left. NULL: tracing ends with the command,
	 * and without one not for want of processes. */
	bool (*tree_empty)(void *tree);
	void *tree;

	struct consumer_source sources[STOP_SOURCES];
	size_t n_sources;
	int signal_fd, child_fd, duration_fd, tick_fd; /* negative: not needed */
};

/*
 * Blocks SIGINT, SIGTERM and SIGHUP and opens what tells of them, of the command's end
 * and of time: sources, for struct consumer, whose ctx is the struct stop. The first
 * two signals count even if they were inherited ignored, as a shell's background job
 * inherits them; an ignored SIGHUP stays so (nohup). While the command runs they are
 * passed on to it instead. SIGPIPE is ignored: a write tells. What stands before sources
 * has been filled in. Returns 0 or a negative errno; stop__close() comes after both.
 */
int stop__open(struct stop *e);

/* Events are about to be shown: lets the command go, and time begins. */
void stop__begin(struct stop *e);

/*
 * After detaching. Passes on what signals there are while the command runs, and returns
 * the fd that tells of the next one. Else takes note of those that came, and returns -1:
 * another one ends us as it would any other program, whatever we wait for. This is not
 * done before, because the same signal may come twice at once: timeout(1) sends it to us
 * and to our group.
 */
int stop__take_signals(struct stop *e);

/* Until the command has ended, passing signals on. */
void stop__wait(struct stop *e);

void stop__close(struct stop *e);

#endif
