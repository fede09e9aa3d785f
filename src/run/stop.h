/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* End tracing at a signal, at the end of the command or of the tree, or after a time. */
#ifndef STOP_H
#define STOP_H

#include <stdbool.h>
#include <stdint.h>

#include "record/consumer.h"
#include "run/command.h"

#define STOP_SOURCES 4

struct stop {
	struct command *command; /* the caller's */
	uint64_t duration_ns; /* of tracing; 0: no limit */
	/* Whether no process of the tree is left, the condition to end tracing. NULL:
	 * tracing ends with the command, if there is one. */
	bool (*tree_empty)(void *tree);
	void *tree;

	struct consumer_source sources[STOP_SOURCES];
	size_t n_sources;
	int signal_fd, child_fd, duration_fd, tick_fd; /* negative: unused */
};

/*
 * Block SIGINT, SIGTERM and SIGHUP, and open `sources` for struct consumer: descriptors
 * that become readable at these signals, at the command's end and at timeouts; their ctx
 * is the struct stop. The caller sets the members before `sources` first. SIGINT and
 * SIGTERM end tracing even if they are inherited ignored, as by a shell's background job;
 * an ignored SIGHUP stays ignored (nohup). While the command runs, signals are passed on
 * to it instead. SIGPIPE is ignored: a write returns EPIPE. Returns 0 or a negative
 * errno; call stop__close() after either.
 */
int stop__open(struct stop *e);

/* Start the command and the timers. */
void stop__begin(struct stop *e);

/*
 * Consume pending signals after detaching. While the command runs, pass them on to it and
 * return the descriptor of later signals. Otherwise restore the default actions, so that
 * another signal ends the process even if it is blocked, and return -1. Not before
 * detaching: a signal may come twice at once, as timeout(1) sends it to us and our group.
 */
int stop__take_signals(struct stop *e);

/* Wait for the command to end, passing signals on. */
void stop__wait(struct stop *e);

void stop__close(struct stop *e);

#endif
