/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records in the ring buffer: the only code that parses their bytes. */
#ifndef RECORD_H
#define RECORD_H

#include <stddef.h>

#include "execsnoop.h"

/* A record whose lengths have all been checked. The pointers are into the bytes it was
 * parsed from, or into those that reassembly__join() put together. */
struct record {
	struct exec_record head;
	const char *args; /* args_len bytes; never NULL */
	size_t args_len;
	const char *filename; /* a C string; NULL: unreadable */
	struct exec_usage usage; /* valid if RECORD_USAGE is set */
	/* Valid if RECORD_DETAILED is set: */
	struct exec_details details;
	const char *exe, *cwd, *interpreter; /* details.exe_len, ... bytes */
	/* Valid if RECORD_ANCESTRY is set: */
	struct exec_ancestry ancestry;
	const char *ancestors; /* ancestry.n of struct process_state, not aligned */
	const char *env; /* env_len bytes; NULL unless reassembly__join() found any */
	size_t env_len;
	const char *cgroups; /* head.cgroups_len bytes; never NULL */
};

/* Parse `size` bytes. Return 0, or -EBADMSG if no BPF program of this version sent them. */
int record__parse(const void *bytes, size_t size, struct record *rec);

/* Return the type of a record, or 0 if there is no room for one. */
unsigned int record__type(const void *bytes, size_t size);

/* The same as record__parse() for RECORD_EXIT. With EXIT_QUIET the members from usage on are
 * 0. */
int exit_record__parse(const void *bytes, size_t size, struct exit_record *rec);

/* Parse a record of type RECORD_FORK or RECORD_GONE. Return 0 or -EBADMSG. */
int fork_record__parse(const void *bytes, size_t size, struct fork_record *rec);
int gone_record__parse(const void *bytes, size_t size, struct gone_record *rec);

#endif
