/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* --env=changed: what differs between two environments. */
#ifndef ENV_DIFF_H
#define ENV_DIFF_H

#include "record/event.h"
#include "show/env.h"

/*
 * Remove from ev the variables that `before` has with the same values, and mark those that
 * it has with others. Append to `removed` the chosen names that only `before` has, each with
 * its NUL, sorted. Variables of one name are compared together, with their order; an entry
 * without "=" has no name and is never removed. before: len bytes, each variable with its
 * NUL. Return 0, or -ENOMEM with the event unchanged.
 */
int env_diff__apply(struct event *ev, const char *before, size_t len,
		    const struct env_choice *choice, struct strbuf *removed);

#endif
