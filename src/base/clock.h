/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the kernel's boot clock, which records carry, to the time of day. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

#define RFC3339_SIZE 31 /* "2026-11-23T23:59:59.123456789Z" and a NUL */
#define LOCAL_TIME_SIZE 13 /* "23:59:59.123" and a NUL */

struct clock {
	int64_t namespace_ns; /* what our time namespace adds (time_namespaces(7)) */
	uint64_t start_ns; /* of the start, as all below by clock__boot_ns() */
	uint64_t checked_ns; /* of the last look at the difference */
	int64_t offset_ns; /* CLOCK_REALTIME - clock__boot_ns() */
	int64_t second; /* the one that the texts below are of */
	char utc[20];
	char local[9];
};

/* Starts now; also calls tzset(), and looks which time namespace this is. */
void clock__init(struct clock *c);

/* CLOCK_BOOTTIME now, as the kernel's own clock has it: that of a time namespace may
 * differ. */
uint64_t clock__boot_ns(const struct clock *c);

/* Looks at the difference again, no more than once a second: a clock step is
 * followed within a second. Call it once for each batch of events. */
void clock__refresh(struct clock *c);

void clock__rfc3339(struct clock *c, uint64_t boot_ns, char text[RFC3339_SIZE]);
void clock__local(struct clock *c, uint64_t boot_ns, char text[LOCAL_TIME_SIZE]);

#endif
