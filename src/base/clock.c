// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/util.h"

static int64_t read_namespace(void)
{
	long long sec = 0;
	long nsec = 0;
	char text[256];
	const char *boot;

	if (read_file(AT_FDCWD, "/proc/self/timens_offsets", text, sizeof(text)) < 0)
		return 0;
	boot = strstr(text, "boottime");
	if (!boot || sscanf(boot, "boottime %lld %ld", &sec, &nsec) != 2)
		return 0;
	return sec * (int64_t)NSEC_PER_SEC + nsec;
}

uint64_t clock__boot_ns(const struct clock *c)
{
	return clock_ns(CLOCK_BOOTTIME) - (uint64_t)c->namespace_ns;
}

void clock__init(struct clock *c)
{
	tzset();
	*c = (struct clock){ .namespace_ns = read_namespace(), .second = INT64_MIN };
	c->start_ns = clock__boot_ns(c);
	clock__refresh(c);
}

/* Read the time of day between two reads of the boot clock. An interruption in between
 * makes that inexact, so the shortest of a few tries counts. */
static int64_t measure_offset(const struct clock *c)
{
	uint64_t best = UINT64_MAX;
	int64_t offset = 0;

	for (int i = 0; i < 5 && best > 10000; i++) {
		uint64_t before = clock__boot_ns(c);
		uint64_t real = clock_ns(CLOCK_REALTIME);
		uint64_t took = clock__boot_ns(c) - before;

		if (took < best) {
			best = took;
			offset = (int64_t)(real - before - took / 2);
		}
	}
	return offset;
}

void clock__refresh(struct clock *c)
{
	uint64_t now = clock__boot_ns(c);

	if (c->checked_ns && now - c->checked_ns < NSEC_PER_SEC)
		return;
	c->checked_ns = now;
	c->offset_ns = measure_offset(c);
}

/* Format the second of `boot_ns`, unless the event before was in the same one. Return the
 * nanoseconds within it. */
static unsigned int set_second(struct clock *c, uint64_t boot_ns)
{
	int64_t real = (int64_t)(boot_ns + (uint64_t)c->offset_ns);
	int64_t nsec = real % (int64_t)NSEC_PER_SEC;
	time_t second = real / (int64_t)NSEC_PER_SEC;
	struct tm tm;

	if (nsec < 0) {
		nsec += (int64_t)NSEC_PER_SEC;
		second--;
	}
	if (second != c->second) {
		c->second = second;
		gmtime_r(&second, &tm);
		strftime(c->utc, sizeof(c->utc), "%FT%T", &tm);
		localtime_r(&second, &tm);
		strftime(c->local, sizeof(c->local), "%T", &tm);
		strftime(c->date, sizeof(c->date), "%F", &tm);
	}
	return (unsigned int)nsec;
}

/* Write "second.fraction" with `digits` digits of the fraction. Return the end. */
static char *add_fraction(char *to, const char *second, unsigned int fraction, int digits)
{
	size_t len = strlen(second);

	memcpy(to, second, len);
	to += len;
	*to++ = '.';
	for (int i = digits - 1; i >= 0; i--, fraction /= 10)
		to[i] = (char)('0' + fraction % 10);
	return to + digits;
}

void clock__rfc3339(struct clock *c, uint64_t boot_ns, char text[RFC3339_SIZE])
{
	unsigned int nsec = set_second(c, boot_ns);
	char *end = add_fraction(text, c->utc, nsec, 9);

	*end++ = 'Z';
	*end = '\0';
}

void clock__local(struct clock *c, uint64_t boot_ns, char text[LOCAL_TIME_SIZE])
{
	unsigned int nsec = set_second(c, boot_ns);

	*add_fraction(text, c->local, nsec / 1000000, 3) = '\0';
}

const char *clock__date(struct clock *c, uint64_t boot_ns)
{
	set_second(c, boot_ns);
	return c->date;
}
