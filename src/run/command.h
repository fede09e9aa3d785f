/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The program that is run and traced: forked before we open or give up anything, it
 * is what it would be without us. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

/* The user that a command runs as. */
struct run_as {
	const char *name; /* NULL: as we are; belongs to the options */
	uid_t uid;
	gid_t gid; /* of its entry in passwd(5) */
};

/* All zero: there is none. */
struct command {
	pid_t pid; /* stays after the end */
	bool running; /* forked and not known to have ended: the pid is no one else's */
	int go_fd; /* it waits for a byte from here, and ends without one */
	int status; /* after the end: its exit status, or 128 + the signal's number */
};

/*
 * Forks it to wait for command__go(), as whom it will run: in a set-id or
 * file-capability program its caller, else run_as. Nothing of it runs if we end
 * before. SIGQUIT is ignored from here on: a terminal sends it to the command too.
 * argv is the caller's. Returns 0, or after printing why -EOPNOTSUPP if the user may not
 * become `run_as`, -ENOMEM, or -ECHILD for any other reason.
 */
int command__fork(struct command *c, char **argv, const struct run_as *run_as);

/* Lets it go. It says itself that it cannot be executed, and ends with 127 if it is
 * not there, or 126. */
void command__go(struct command *c);

/* Whether it has ended, or there is none; to be stopped is not to end. */
bool command__ended(struct command *c);

/* Sends it what can be read from signal_fd, which must not block (signalfd(2)), but
 * for the SIGINT of a terminal, which has sent it to the command too. */
void command__pass_on(const struct command *c, int signal_fd);

#endif
