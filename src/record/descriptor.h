/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names of what a descriptor refers to. */
#ifndef DESCRIPTOR_H
#define DESCRIPTOR_H

/* Return "tty" for DESCRIPTOR_TTY, or NULL for DESCRIPTOR_UNKNOWN and numbers that are no enum
 * descriptor_kind. */
const char *descriptor__name(unsigned int kind);

#endif
