/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the head of a file says of how the kernel would run it. */
#ifndef EXEC_FILE_H
#define EXEC_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

enum exec_file_kind {
	EXEC_FILE_OTHER, /* no kind that the kernel knows by itself */
	EXEC_FILE_EMPTY,
	EXEC_FILE_SCRIPT, /* begins with #! */
	EXEC_FILE_ELF,
};

struct exec_file {
	enum exec_file_kind kind;
	bool foreign; /* ELF: not for this machine, nor for its 32 bits */
	bool whole; /* ELF: a head of the right size, of an executable */
	unsigned int machine; /* e_machine, elf(5) */
	char needs[PATH_MAX]; /* interpreter of a script, loader of ELF; "": none, or one
			       * that the kernel does not take */
};

/*
 * at: of a regular file, O_PATH will do. It is read with our own rights. Returns 0 or a
 * negative errno if it cannot be read.
 */
int exec_file__read(int at, struct exec_file *p);

/* "aarch64" for 183, e_machine; NULL for one that has no name here. */
const char *exec_file__machine_name(unsigned int machine);

#endif
