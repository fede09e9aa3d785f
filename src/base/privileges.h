/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the kernel lets this process do, and giving it up. */
#ifndef PRIVILEGES_H
#define PRIVILEGES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Whether a capability (CAP_..., linux/capability.h) is in the effective set. */
bool privileges__have(unsigned int cap);

/* Whether the program may do more than who called it: it is set-user-ID or
 * set-group-ID, or has file capabilities (AT_SECURE, getauxval(3)). */
bool privileges__raised(void);

/*
 * In such a program, what its caller names is opened with the caller's ids and no
 * capability: between these two. In any other they do nothing. If the first fails,
 * which it does with a negative errno, nothing must be opened.
 */
int privileges__suspend(void);
void privileges__resume(void);

/* In such a program, makes this process its caller's own for good: an exec from it is
 * as if the caller had made it. In any other it does nothing. Returns 0 or a negative
 * errno. */
int privileges__become_caller(void);

/* Takes the ids and the groups of a user, for good unless capabilities stay. Returns 0
 * or a negative errno. */
int privileges__become(const char *name, uid_t uid, gid_t gid);

/*
 * For good: keeps no capabilities but those in keep (bits of 1 << CAP_...), in none
 * of the five sets as far as they may be changed, no ids but the caller's, and no
 * way to get others by an exec. Returns 0 or a negative errno.
 */
int privileges__drop(uint64_t keep);

#endif
