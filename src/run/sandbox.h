/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Restrict each process to the system calls that it makes. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <sys/types.h>

/*
 * Install a seccomp filter: the process may read, write, wait, allocate memory, close
 * descriptors and exit, send signals to `command` and `writer`, arguments of kill(2), unless
 * they are 0, and, with a `command`, fork.
 * Any other system call kills it with SIGSYS. Needs no_new_privs (privileges__drop()).
 * Returns 0 or a negative errno: -EINVAL from a kernel without seccomp filters, -ENOTSUP in
 * a build for sanitizers, which make system calls of their own.
 */
int sandbox__enter(pid_t command, pid_t writer);

/* The same for the process that writes the events: it may write, wait and exit. */
int sandbox__enter_writer(void);

#endif
