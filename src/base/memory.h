/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A check of the memory that a start takes. */
#ifndef MEMORY_H
#define MEMORY_H

/*
 * Check that the memory of an ordinary start can be allocated. Called before libc and
 * libbpf allocate any: without memory, getpwnam(3) aborts, and libbpf returns errors that
 * point elsewhere. Called again after such an error. Returns 0, or -ENOMEM after printing
 * why.
 */
int memory__check(void);

#endif
