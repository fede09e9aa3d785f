/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Lines of /proc/PID/mountinfo, see proc_pid_mountinfo(5). */
#ifndef MOUNTINFO_H
#define MOUNTINFO_H

#include <stdbool.h>
#include <stdint.h>

struct mountinfo {
	uint64_t id;
	unsigned int major, minor; /* st_dev of the files on the mount */
	const char *root; /* folder of the file system that is mounted */
	const char *dir; /* mount point */
	const char *type; /* of the file system */
	char *options; /* of the file system, separated by commas */
};

/*
 * Split a line without its line end, in place: the strings in `m` point into `line`.
 * Return false, with `m` undefined, if this is not such a line.
 */
bool mountinfo__parse(struct mountinfo *m, char *line);

#endif
