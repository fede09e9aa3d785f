/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Paths as records carry them: a list of names. */
#ifndef PATH_H
#define PATH_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "record/event.h"

/* Append the path from the root of the process, as getcwd(3) and readlink(2) of
 * /proc/PID/cwd show it: with "(unreachable)" before a path that does not lead to that root,
 * and with " (deleted)" after one that has been removed. Return false, and append nothing,
 * if it is unknown or cut. If memory runs out, `out->failed` is set. */
bool path__add(struct strbuf *out, const struct names *names);

#endif
