/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Restrict the process to the system calls that tracing makes. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <sys/types.h>

/*
 * Install a seccomp filter: the process may read, write, wait, allocate memory, close
 * descriptors and exit, and, if `command` is not 0, fork and send signals to that process.
 * Any other system call kills it with SIGSYS. Needs no_new_privs (privileges__drop()).
 * Returns 0 or a negative errno: -EINVAL from a kernel without seccomp filters, -ENOTSUP in
 * a build for sanitizers, which make system calls of their own.
 */
int sandbox__enter(pid_t command);

#endif
