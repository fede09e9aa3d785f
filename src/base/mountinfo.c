// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mountinfo.h"

/* The kernel writes blanks, line ends and backslashes as three octal digits. */
static char *unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from; to++) {
		if (from[0] == '\\' && strspn(from + 1, "01234567") >= 3) {
			*to = (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 |
				     (from[3] - '0'));
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
	return text;
}

bool mountinfo__parse(struct mountinfo *m, char *line)
{
	enum { ID, PARENT, DEV, ROOT, DIR, FIELDS };
	char *fields[FIELDS], *rest = strstr(line, " - ");

	/* A variable number of optional fields ends in a dash. */
	if (!rest)
		return false;
	*rest = '\0';
	rest += 3;
	m->type = strsep(&rest, " ");
	strsep(&rest, " "); /* source */
	m->options = rest;
	for (int i = 0; i < FIELDS; i++)
		fields[i] = strsep(&line, " ");
	/* `line` is at the options of the mount. */
	if (!rest || !line || sscanf(fields[DEV], "%u:%u", &m->major, &m->minor) != 2)
		return false;
	m->id = strtoull(fields[ID], NULL, 10);
	m->root = unescape(fields[ROOT]);
	m->dir = unescape(fields[DIR]);
	return true;
}
