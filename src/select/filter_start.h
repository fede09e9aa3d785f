/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Warnings at start about filters that nothing can match yet. */
#ifndef FILTER_START_H
#define FILTER_START_H

#include "select/filter_values.h"

/* Warn of parents and namespaces that do not exist now. (The options have checked the
 * processes of FILTER_TREE.) */
void filter_start__warn(const struct filter_values *values);

#endif
