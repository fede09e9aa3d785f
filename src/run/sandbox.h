/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The system calls that are left once all is open that will be needed. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <sys/types.h>

/*
 * From here on the process may read, write, wait, ask for memory, close and end; with a
 * command (else 0) also send signals to that and fork: for good, any other system call
 * kills it with SIGSYS. Needs no_new_privs (privileges__drop()). Returns 0 or a negative errno: -EINVAL from a kernel without
 * seccomp filters, -ENOTSUP in a build for sanitizers, which make calls of their own.
 */
int sandbox__enter(pid_t command);

#endif
