/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How the kernel would run a file, by its first bytes. */
#ifndef EXEC_FILE_H
#define EXEC_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

enum exec_file_kind {
	EXEC_FILE_OTHER, /* nothing that the kernel runs without binfmt_misc */
	EXEC_FILE_EMPTY,
	EXEC_FILE_SCRIPT, /* begins with #! */
	EXEC_FILE_ELF,
};

struct exec_file {
	enum exec_file_kind kind;
	bool is_short; /* has fewer bytes than an ELF header of this machine */
	/* Of ELF: */
	const char *
		cut; /* what the end of the file cuts off: "its header", ...; NULL: nothing
			  * that the kernel reads at first */
	bool foreign; /* neither for this machine nor its 32-bit variant */
	bool swapped; /* big-endian, of our machine */
	bool valid; /* the headers are those of an executable */
	unsigned int machine; /* e_machine, elf(5) */
	char interpreter[PATH_MAX]; /* of a script, or the loader of ELF; "": none, or one
				     * that the kernel rejects */
};

/* Examine a regular file; `path_fd` may be O_PATH. It is read with our own rights. Return 0 or a
 * negative errno. */
int exec_file__read(int path_fd, struct exec_file *p);

/* Return "aarch64" for the e_machine 183, or NULL for an unknown one. */
const char *exec_file__machine_name(unsigned int machine);

#endif
