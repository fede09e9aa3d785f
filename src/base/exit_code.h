/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Exit statuses of the program, and the errors that map to them. */
#ifndef EXIT_CODE_H
#define EXIT_CODE_H

#include <errno.h>

enum exit_code {
	EXIT_OK = 0,
	EXIT_RUNTIME = 1, /* a write error, a failure while tracing */
	EXIT_USAGE = 2, /* a bad option, or a bad file that it names */
	EXIT_UNSUPPORTED = 3, /* this kernel or this user's rights do not suffice */
};

/*
 * Return the exit status for `err`: 0, or the negative errno of a function that has printed
 * why it failed. -EINVAL means that the command line is wrong, -EOPNOTSUPP that this kernel
 * or user cannot do it; any other errno is a failure at run time.
 */
static inline enum exit_code exit_code_of(int err)
{
	if (!err)
		return EXIT_OK;
	if (err == -EINVAL)
		return EXIT_USAGE;
	return err == -EOPNOTSUPP ? EXIT_UNSUPPORTED : EXIT_RUNTIME;
}

#endif
