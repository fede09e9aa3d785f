/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the kernel's boot clock, which records carry, to the time of day. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

#define RFC3339_SIZE 31 /* "2026-11-23T23:59:59.123456789Z" and a NUL */
#define LOCAL_TIME_SIZE 13 /* "23:59:59.123" and a NUL */

struct clock {
	uint64_t start_ns; /* CLOCK_BOOTTIME of the start */
	uint64_t checked_ns; /* of the last look at the difference */
	int64_t offset_ns; /* CLOCK_REALTIME - CLOCK_BOOTTIME */
	int64_t second; /* the one that the texts below are of */
	char utc[20];
	char local[9];
};

/* Starts now; also calls tzset(). */
void clock__init(struct clock *c);

/* Looks at the difference again, no more than once a second: a clock step is
 * followed within a second. Call it once for each batch of events. */
void clock__refresh(struct clock *c);

void clock__rfc3339(struct clock *c, uint64_t boot_ns, char text[RFC3339_SIZE]);
void clock__local(struct clock *c, uint64_t boot_ns, char text[LOCAL_TIME_SIZE]);

#endif
