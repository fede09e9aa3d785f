/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the head of a file says of how the kernel would run it. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

enum program_kind {
	PROGRAM_OTHER, /* no kind that the kernel knows by itself */
	PROGRAM_EMPTY,
	PROGRAM_SCRIPT, /* begins with #! */
	PROGRAM_ELF,
};

struct program {
	enum program_kind kind;
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
int program__read(int at, struct program *p);

/* "aarch64" for 183, e_machine; NULL for one that has no name here. */
const char *program__machine_name(unsigned int machine);

#endif
