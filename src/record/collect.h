/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Flags for data that is collected only on demand. */
#ifndef COLLECT_H
#define COLLECT_H

/* Set if a column or a filter needs the data. The comments name the members of struct
 * execsnoop_config (config) or of struct format_context that are set for it. */
enum collect {
	COLLECT_ENTRY = 1 << 0, /* time of the entry to the call: config.pending_in */
	COLLECT_FILENAME = 1 << 1, /* config.filename */
	COLLECT_TIME = 1 << 2, /* config.time */
	COLLECT_CGROUPS = 1 << 3, /* config.cgroups */
	COLLECT_DETAILS = 1 << 4, /* config.details */
	COLLECT_EXE = 1 << 5, /* config.exe and config.details */
	COLLECT_CWD = 1 << 6, /* config.cwd and config.details */
	COLLECT_USERS = 1 << 7, /* users, read before tracing */
	COLLECT_GROUPS = 1 << 8, /* groups, read before tracing */
	COLLECT_FILE_FLAGS = 1 << 9, /* config.file_flags and config.details */
	COLLECT_CAPS = 1 << 10, /* config.caps; used with COLLECT_ENTRY */
	COLLECT_PARENT = 1 << 11, /* config.ancestors: at least 1 */
	COLLECT_ANCESTORS = 1 << 12, /* config.ancestors: kernel_setup.ancestors */
	COLLECT_ENV = 1 << 13, /* config.env and config.details */
	COLLECT_INTERPRETER = 1 << 14, /* config.interpreter and config.details */
	COLLECT_ROOT = 1 << 15, /* config.root and config.details */
	COLLECT_CALLER = 1 << 16, /* config.caller; used with COLLECT_CWD and _ROOT */
	COLLECT_DESCRIPTORS = 1 << 17, /* config.descriptors and config.details */
	COLLECT_PARENT_ENV =
		1 << 18, /* config.ancestors: at least 1; used with COLLECT_ENV */
	COLLECT_IDS = 1 << 19, /* config.ids and config.details; boot, before tracing */
	COLLECT_EXITS = 1 << 20, /* config.exits and config.time */
	COLLECT_CMDLINES = 1 << 21, /* of ancestors; with COLLECT_PARENT or _ANCESTORS */
	COLLECT_SENDERS = 1 << 22, /* config.senders; used with COLLECT_EXITS */
	COLLECT_THREADS = 1 << 23, /* config.threads; used with COLLECT_EXITS */
	COLLECT_ORIGIN = 1 << 24, /* with COLLECT_PARENT */
	COLLECT_PARENT_EXE = 1 << 25, /* with COLLECT_CMDLINES and _EXE */
};

#endif
