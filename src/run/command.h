/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Run the command to trace. It is forked before we open files or change signals and
 * privileges, so that it inherits only what it would inherit without us. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The user that a command runs as. */
struct run_as {
	const char *name; /* owned by the caller; NULL: no change of user */
	uid_t uid;
	gid_t gid; /* from passwd(5) */
};

/* A command; all zero if there is none. */
struct command {
	const char *name; /* as the command line has it; the caller's */
	pid_t pid; /* also set after its end */
	bool running; /* forked and not waited for, so its pid is not reused */
	bool own_session; /* without our terminal: it runs as another user */
	int go_fd; /* the child starts at a byte from here, exits at the end of file, and
		    * reports a failed exec; negative: closed */
	uint64_t go_ns; /* CLOCK_MONOTONIC of the go */

	/* After its end: */
	int status; /* exit status, or 128 + number of the signal */
	int wait_status; /* as wait(2) stores it */
	bool not_run; /* it was not executed, and a message says why */
	uint64_t wall_ns; /* from the go to the end */
	uint64_t cpu_ns; /* of its process and of each descendant that was waited for by a
			  * parent that was: see getrusage(2), RUSAGE_CHILDREN */
};

/*
 * Fork the command, which waits for command__go() with its final identity: the caller's
 * in a set-id or file-capability program, else `run_as`. If we exit before that, it does
 * not run. Ignores SIGQUIT in this process: a terminal sends it to the command too. The
 * caller owns argv. Returns 0, or after printing why -EOPNOTSUPP if the user may not
 * become `run_as`, -ENOMEM, or -ECHILD for any other reason.
 */
int command__fork(struct command *c, char **argv, const struct run_as *run_as);

/* Start the command. If it cannot be executed, the child prints why and exits with 127 if
 * it is not found, else with 126. If it cannot be started, print why; it then exits with
 * EXIT_RUNTIME. */
void command__go(struct command *c);

/* In place of command__go(): the child exits with 1. */
void command__cancel(struct command *c);

/* Return the argument of kill(2) for signals to the command: its process, or its process
 * group if it has a session of its own; 0 if there is no command. */
pid_t command__target(const struct command *c);

/* Whether the command has ended or there is none. A stopped command has not ended. */
bool command__ended(struct command *c);

/* Send the command the signals read from signal_fd, a non-blocking signalfd(2), except a
 * terminal's SIGINT, which the terminal sends to a command of its session too. */
void command__pass_on(const struct command *c, int signal_fd);

#endif
