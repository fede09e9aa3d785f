/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What ends tracing besides the reader and the number of events: a signal, the end of
 * the command or of the tree, time. */
#ifndef ENDING_H
#define ENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "record/consumer.h"
#include "run/command.h"

#define ENDING_SOURCES 4

struct ending {
	struct command *command; /* the caller's */
	uint64_t duration_ns; /* of tracing; 0: any */
	/* Whether no process of the tree is left. NULL: tracing ends with the command,
	 * and without one not for want of processes. */
	bool (*tree_empty)(void *tree);
	void *tree;

	struct consumer_source sources[ENDING_SOURCES];
	size_t n_sources;
	int signal_fd, child_fd, duration_fd, tick_fd; /* negative: not needed */
};

/*
 * Blocks SIGINT, SIGTERM and SIGHUP and opens what tells of them, of the command's end
 * and of time: sources, for struct consumer, whose ctx is the struct ending. The first
 * two signals count even if they were inherited ignored, as a shell's background job
 * inherits them; an ignored SIGHUP stays so (nohup). While the command runs they are
 * passed on to it instead. SIGPIPE is ignored: a write tells. What stands before sources
 * has been filled in. Returns 0 or a negative errno; ending__close() comes after both.
 */
int ending__open(struct ending *e);

/* Events are about to be shown: lets the command go, and time begins. */
void ending__begin(struct ending *e);

/*
 * After detaching. Passes on what signals there are while the command runs, and returns
 * the fd that tells of the next one. Else takes note of those that came, and returns -1:
 * another one ends us as it would any other program, whatever we wait for. This is not
 * done before, because the same signal may come twice at once: timeout(1) sends it to us
 * and to our group.
 */
int ending__take_signals(struct ending *e);

/* Until the command has ended, passing signals on. */
void ending__wait(struct ending *e);

void ending__close(struct ending *e);

#endif
