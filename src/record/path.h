/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Paths as records carry them: a list of names. */
#ifndef PATH_H
#define PATH_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "record/event.h"

/* Append the path, from the root of the process. Return false, and append nothing, if it is
 * unknown or cut. If memory runs out, `out->failed` is set. */
bool path__add(struct strbuf *out, const struct names *names);

#endif
