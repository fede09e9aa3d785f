/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Numbers, sizes, clocks; no types of the project. */
#ifndef UTIL_H
#define UTIL_H

#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define NSEC_PER_SEC 1000000000ULL

/* Plain decimal digits, no sign, no blanks: 0, -EINVAL, or -ERANGE above max. */
int parse_u64(const char *text, uint64_t max, uint64_t *value);

/* The same with an optional K, M or G (powers of 1024), in either case. */
int parse_size(const char *text, uint64_t max, uint64_t *bytes);

/* A number, with decimals or not, and its unit: ms, s (also if there is none), m, h or d.
 * Returns 0, -EINVAL, or -ERANGE if it is not above 0, or above 2^63 - 1 nanoseconds,
 * which timers know no more of. */
int parse_duration(const char *text, uint64_t *ns);

/* Nanoseconds of clockid (CLOCK_BOOTTIME, ...). */
uint64_t clock_ns(int clockid);

/* "ENOENT" for 2, also for the kernel's internal ones that a tracepoint can
 * see; NULL for a number that has no name. err is positive. */
const char *errno_name(int err);

/* "cap_chown" for 0, as capabilities(7) has them; NULL for a number that has no name. */
const char *capability_name(unsigned int cap);

#endif
