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
	/* Whether no process of the tree is left. NULL: tracing ends with the command, if
	 * there is one. */
	bool (*tree_empty)(void *tree);
	void *tree;

	struct consumer_source sources[STOP_SOURCES];
	size_t n_sources;
	int signal_fd, child_fd, duration_fd, tick_fd; /* negative: unused */
};

/*
 * Block SIGINT, SIGTERM and SIGHUP, and open `sources` for struct consumer: descriptors
 * that become readable at these signals, at the command's end and at timeouts; their ctx
 * is the struct stop. The caller has set the members before `sources`. SIGINT and SIGTERM
 * end tracing even if inherited ignored, as by a shell's background job; an ignored SIGHUP
 * stays ignored (nohup). While the command runs, signals are passed on to it instead.
 * SIGPIPE is ignored: a write returns EPIPE. Returns 0 or a negative errno; call
 * stop__close() after either.
 */
int stop__open(struct stop *e);

/* Start the command and the timers. */
void stop__begin(struct stop *e);

/*
 * Consume pending signals after detaching. While the command runs, pass them on and return
 * the descriptor of the next ones. Otherwise restore their default action, so that another
 * one ends the process whatever it waits for, and return -1. Earlier would be wrong: the
 * same signal may come twice at once, as timeout(1) sends it to us and to our group.
 */
int stop__take_signals(struct stop *e);

/* Wait for the command to end, passing signals on. */
void stop__wait(struct stop *e);

void stop__close(struct stop *e);

#endif
