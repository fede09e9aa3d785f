/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Paths as the kernel tells them: name by name. */
#ifndef PATH_H
#define PATH_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "record/event.h"

/* Adds the path that names come to, from the root of the process. Returns false, and adds
 * nothing, if it is not known or not whole. Where memory runs out, out->failed is set. */
bool path__add(struct strbuf *out, const struct names *names);

#endif
