/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is said at start of filters by which nothing can be chosen yet. */
#ifndef FILTER_START_H
#define FILTER_START_H

#include "select/filter_values.h"

/* Warns of processes and namespaces that are wanted and of which there is none now.
 * (The processes of FILTER_TREE are there, or the options would have been refused.) */
void filter_start__warn(const struct filter_values *values);

#endif
