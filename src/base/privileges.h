/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Capabilities and ids of this process, and giving them up. */
#ifndef PRIVILEGES_H
#define PRIVILEGES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Return whether the capability `cap` (CAP_..., linux/capability.h) is effective. */
bool privileges__have(unsigned int cap);

/* Return whether the program has more privileges than its caller: it is set-user-ID or
 * set-group-ID, or has file capabilities (AT_SECURE, getauxval(3)). */
bool privileges__raised(void);

/*
 * If the program has more privileges than its caller, switch to the caller's ids and to no
 * capabilities until privileges__resume(), so as to open what the caller names. Return 0,
 * or a negative errno: then nothing must be opened. privileges__resume() follows either.
 */
int privileges__suspend(void);
void privileges__resume(void);

/* Give up for good the privileges that the caller does not have, so that an exec is as if
 * the caller had made it. Return 0 or a negative errno. */
int privileges__become_caller(void);

/* Switch to the ids and the groups of the user `name`, for good unless capabilities remain.
 * Return 0 or a negative errno. */
int privileges__become(const char *name, uid_t uid, gid_t gid);

/*
 * Drop for good all capabilities except those in `keep` (bits 1 << CAP_...), all ids except
 * the caller's, and the means to gain others by an exec. The bounding set can be reduced
 * only with CAP_SETPCAP; without, it stays. Return 0 or a negative errno.
 */
int privileges__drop(uint64_t keep);

#endif
