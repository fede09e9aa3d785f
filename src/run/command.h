/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The command to run and trace. Forked before anything is opened or given up, it has the
 * environment that it would have without us. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

/* The user that a command runs as. */
struct run_as {
	const char *name; /* NULL: as ourselves; the caller's */
	uid_t uid;
	gid_t gid; /* from passwd(5) */
};

/* All zero: no command. */
struct command {
	pid_t pid; /* valid after the end too */
	bool running; /* forked and not waited for: the pid is not reused */
	int go_fd; /* it waits for a byte from here, and exits without one */
	int status; /* after the end: exit status, or 128 + number of the signal */
};

/*
 * Fork the command, which waits for command__go() with its final identity: the caller's in
 * a set-id or file-capability program, else `run_as`. If we exit before, it does not run.
 * Ignores SIGQUIT in this process: a terminal sends it to the command too. argv stays the
 * caller's. Returns 0, or after printing why -EOPNOTSUPP if the user may not
 * become `run_as`, -ENOMEM, or -ECHILD for any other reason.
 */
int command__fork(struct command *c, char **argv, const struct run_as *run_as);

/* Start the command. If it cannot be executed, the child prints why and exits with 127 if
 * it is not found, else with 126. */
void command__go(struct command *c);

/* Whether the command has ended, or there is none. A stopped one has not. */
bool command__ended(struct command *c);

/* Send the command the signals read from signal_fd, a non-blocking signalfd(2), except a
 * terminal's SIGINT, which the terminal sends to the command too. */
void command__pass_on(const struct command *c, int signal_fd);

#endif
