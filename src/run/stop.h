/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* End tracing at a signal, at the end of the command or of the tree, or after a time. */
#ifndef STOP_H
#define STOP_H

#include <stdbool.h>
#include <stdint.h>

#include "record/consumer.h"
#include "run/command.h"

#define STOP_SOURCES 5

struct stop {
	struct command *command; /* the caller's */
	uint64_t duration_ns; /* of tracing; 0: no limit */
	/* Whether no process of the tree is left, the condition to end tracing. NULL:
	 * tracing ends with the command, if there is one. */
	bool (*tree_empty)(void *tree);
	void *tree;
	/* Called at SIGUSR1, while tracing and in stop__wait_for(). */
	void (*report)(void *reported);
	void *reported;

	struct consumer_source sources[STOP_SOURCES];
	size_t n_sources;
	int signal_fd, usr1_fd, child_fd, duration_fd, tick_fd; /* negative: unused */
};

/*
 * Block SIGINT, SIGTERM, SIGHUP and SIGUSR1, and open `sources` for struct consumer: descriptors
 * that become readable at these signals, at the command's end and at timeouts; their ctx
 * is the struct stop. The caller sets the members before `sources` first. SIGINT and
 * SIGTERM end tracing even if they are inherited ignored, as by a shell's background job;
 * an ignored SIGHUP stays ignored (nohup). While the command runs, signals are passed on
 * to it instead. Returns 0 or a negative errno; call stop__close() after either.
 */
int stop__open(struct stop *e);

/* Start the timers and the command. Returns 0, or a negative errno after printing why: then
 * the command does not start. */
int stop__begin(struct stop *e);

/* Consume the signals that ended tracing, or pass them on to the command if it runs. Not
 * before detaching: a signal may come twice at once, as timeout(1) sends it to us and our
 * group. */
void stop__take_signals(struct stop *e);

/*
 * Wait for a hangup of `fd`. Signals are passed on while the command runs; after that, one
 * more ends the wait and stays pending. Returns 0, -EINTR after such a signal, or -ETIMEDOUT
 * after timeout_ms, if that is not negative.
 */
int stop__wait_for(struct stop *e, int fd, int timeout_ms);

/* Restore the default actions: a signal, also one that is pending, ends the process. Not
 * while the command runs. */
void stop__restore_signals(struct stop *e);

/* Wait for the command to end, passing signals on. */
void stop__wait(struct stop *e);

void stop__close(struct stop *e);

#endif
