/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What /proc says about a process that the user names, read with our caller's rights. Ids
 * are those of our pid namespace; a /proc of another namespace counts as missing.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Return the id of the process that the thread `tid` belongs to, -ESRCH if there is no such
 * thread, -ENODEV without /proc, or another negative errno. */
int process__of_thread(uint32_t tid);

/* Store the inode number of the namespace that the link `name` in /proc/PID/ns is for.
 * Return 0, or a negative errno as above. */
int process__namespace(uint32_t pid, const char *name, uint32_t *inode);

/* Read up to `size` - 1 bytes of the command line. Return their number, or a negative errno
 * as above. */
int process__cmdline(uint32_t pid, char *buf, size_t size);

/* The same for the environment. */
int process__environ(uint32_t pid, char *buf, size_t size);

/* Read the path of the program's file, as readlink(2) of /proc/PID/exe has it; a longer one
 * than `size` fails. Return its length, or a negative errno. Set `*deleted` if the
 * file has no links, and the path ends in " (deleted)". */
int process__exe(uint32_t pid, char *buf, size_t size, bool *deleted);

/* Return whether our pid namespace is the initial one, whose pids the kernel side reports.
 * False also if that is unknown. */
bool process__in_first_pidns(void);

/* Return the inode number of our pid namespace, whatever namespace /proc belongs to; 0: the
 * initial one, or unknown. */
uint32_t process__own_pidns(void);

/* Return 1 if any process in /proc is in the namespace, 0 if none is, or a negative
 * errno. */
int process__any_in_namespace(const char *name, uint32_t inode);

#endif
