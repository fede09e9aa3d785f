/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Numbers, durations, clocks, and names of errors, signals and capabilities. */
#ifndef UTIL_H
#define UTIL_H

#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define NSEC_PER_SEC 1000000000ULL
#define NSEC_PER_MSEC 1000000ULL

/* Parse decimal digits without sign or blanks. Return 0, -EINVAL, or -ERANGE if the number
 * is above `max`. */
int parse_u64(const char *text, uint64_t max, uint64_t *value);

/* The same with an optional suffix K, M or G (powers of 1024), in either case. */
int parse_size(const char *text, uint64_t max, uint64_t *bytes);

/* Parse a number, which may have decimals, and its unit: ms, s (the default), m, h or d.
 * Return 0, -EINVAL, or -ERANGE if it is 0 or above 2^63 - 1 nanoseconds, the longest that
 * a timer can wait. */
int parse_duration(const char *text, uint64_t *ns);

/* Nanoseconds of clockid (CLOCK_BOOTTIME, ...). */
uint64_t clock_ns(int clockid);

/* Return "ENOENT" for 2, or NULL for a number without a name. Names include the kernel's
 * internal errors that a tracepoint can see. `err` is positive. */
const char *errno_name(int err);

/* Bytes of a signal's name with its NUL. */
#define SIGNAL_NAME_SIZE 16

/* Return "SIGKILL" for 9, "SIGRTMIN+2", or the number for one without a name; in buf, of
 * SIGNAL_NAME_SIZE bytes. */
const char *signal_name(int signal, char *buf);

/* Return "cap_chown" for 0, as in capabilities(7), or NULL for a number without a name. */
const char *capability_name(unsigned int cap);

#endif
