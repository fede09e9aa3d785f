/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Run the command to trace. It is forked before we open files or change signals and
 * privileges, so that it inherits only what it would inherit without us. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

/* The user that a command runs as. */
struct run_as {
	const char *name; /* owned by the caller; NULL: no change of user */
	uid_t uid;
	gid_t gid; /* from passwd(5) */
};

/* A command; all zero if there is none. */
struct command {
	pid_t pid; /* also set after its end */
	bool running; /* forked and not waited for, so its pid is not reused */
	bool own_session; /* without our terminal: it runs as another user */
	int go_fd; /* the child starts at a byte from here and exits at the end of file */
	int status; /* after its end: exit status, or 128 + number of the signal */
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
