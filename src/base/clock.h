/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Conversion of the kernel's boot clock, which records carry, to the time of day. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

#define RFC3339_SIZE 31 /* "2026-11-23T23:59:59.123456789Z" and a NUL */
#define LOCAL_TIME_SIZE 13 /* "23:59:59.123" and a NUL */
#define DATE_SIZE 11 /* "2026-11-23" and a NUL */

struct clock {
	int64_t namespace_ns; /* offset of our time namespace, time_namespaces(7) */
	uint64_t start_ns; /* clock__boot_ns() at the start */
	uint64_t checked_ns; /* clock__boot_ns() when offset_ns was measured */
	int64_t offset_ns; /* CLOCK_REALTIME - clock__boot_ns() */
	int64_t second; /* since the epoch, that utc and local show */
	char utc[20];
	char local[9], date[DATE_SIZE]; /* of the local time zone */
};

/* Start the clock; read the time zone (tzset(3)) and the time namespace. */
void clock__init(struct clock *c);

/* CLOCK_BOOTTIME now, in the initial time namespace as in the kernel's records. */
uint64_t clock__boot_ns(const struct clock *c);

/* Measure offset_ns again, at most once a second, so that a step of the clock takes effect
 * within a second. Call it once for each batch of events. */
void clock__refresh(struct clock *c);

/* Format `boot_ns` in UTC, and in the local time zone. */
void clock__rfc3339(struct clock *c, uint64_t boot_ns, char text[RFC3339_SIZE]);
void clock__local(struct clock *c, uint64_t boot_ns, char text[LOCAL_TIME_SIZE]);

/* Return the local date of `boot_ns`, valid until the next call of these functions. */
const char *clock__date(struct clock *c, uint64_t boot_ns);

#endif
