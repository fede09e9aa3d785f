/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Options of other tools that users try here. */
#ifndef GUESS_H
#define GUESS_H

/* Return what to do instead of an option such as "--json" or "-f", with or without "=" and
 * a value: "type -o json"; or NULL. */
const char *guess__advice(const char *option);

#endif
