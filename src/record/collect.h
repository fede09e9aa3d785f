/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Data that is collected only on demand. */
#ifndef COLLECT_H
#define COLLECT_H

/* Set for what a column or a filter needs. The comments name the field of struct config, or
 * of struct format_context, that asks for it. */
enum collect {
	COLLECT_ENTRY = 1 << 0, /* time of the entry to the call: pending_in */
	COLLECT_FILENAME = 1 << 1, /* config.filename */
	COLLECT_TIME = 1 << 2, /* config.time */
	COLLECT_CGROUPS = 1 << 3, /* config.cgroups */
	COLLECT_DETAILS = 1 << 4, /* config.details */
	COLLECT_EXE = 1 << 5, /* config.exe, and details */
	COLLECT_CWD = 1 << 6, /* config.cwd, and details */
	COLLECT_USERS = 1 << 7, /* users, read before tracing */
	COLLECT_GROUPS = 1 << 8, /* groups, likewise */
	COLLECT_FILE_FLAGS = 1 << 9, /* config.file_flags, and details */
	COLLECT_CAPS = 1 << 10, /* config.caps, and the entry */
	COLLECT_PARENT = 1 << 11, /* config.ancestors, at least one */
	COLLECT_ANCESTORS = 1 << 12, /* config.ancestors, the number asked for */
	COLLECT_ENV = 1 << 13, /* config.env, and details */
	COLLECT_INTERPRETER = 1 << 14, /* config.interpreter, and details */
	COLLECT_ROOT = 1 << 15, /* config.root, and details */
};

#endif
