/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What /proc tells of a process that the user names, read with the rights of who called
 * us. Ids are those of our own pid namespace; a /proc that has others is as good as none.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The process that a thread is in: its own id for the first one. Else -ESRCH if there is
 * none, -ENODEV without /proc, or another negative errno. */
int process__of_thread(uint32_t tid);

/* name: of a link in /proc/PID/ns. Returns 0, or a negative errno as above. */
int process__namespace(uint32_t pid, const char *name, uint32_t *inode);

/* Its command line, as much as size - 1 bytes hold; returns how many, or a negative errno
 * as above. */
int process__cmdline(uint32_t pid, char *buf, size_t size);

/* Whether our own pid namespace is the initial one: what we call a process is what the
 * kernel does. False too where that is not known. */
bool process__in_first_pidns(void);

/* Whether any process that can be seen is in it: 1, 0, or a negative errno. */
int process__any_in_namespace(const char *name, uint32_t inode);

#endif
