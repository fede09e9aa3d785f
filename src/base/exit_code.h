/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The exit status of the program, and how errors become one. */
#ifndef EXIT_CODE_H
#define EXIT_CODE_H

#include <errno.h>

enum exit_code {
	EXIT_OK = 0,
	EXIT_RUNTIME = 1, /* a write error, a failure while tracing */
	EXIT_USAGE = 2, /* a bad option, or a file it names */
	EXIT_UNSUPPORTED = 3, /* this kernel or user cannot run it */
};

/*
 * The exit code for what a function returned that has printed why it failed: 0, or a
 * negative errno. -EINVAL means that the command line is wrong, -EOPNOTSUPP that this
 * kernel or user cannot do it; any other one is a failure at run time.
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
