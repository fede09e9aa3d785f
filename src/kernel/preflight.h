/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Check what tracing needs of the kernel and of the user. */
#ifndef PREFLIGHT_H
#define PREFLIGHT_H

#include "base/exit_code.h"
#include "kernel/loader.h"
#include "kernel/setup.h"

/*
 * Run the checks that `setup` needs until one fails, and print the failure with its
 * remedy. Returns an exit status. Sets *mode: if tracefs is missing, to one of successful
 * execs only, after a warning; if a column needs BTF, to one that attaches through it.
 * tracefs: from tracefs__open().
 */
int preflight__run(const struct kernel_setup *setup, int tracefs, enum attach_mode *mode);

/* --check: run all checks and print the result of each to stdout. Returns EXIT_OK,
 * EXIT_UNSUPPORTED, or EXIT_RUNTIME for lack of memory. */
int preflight__print(const struct kernel_setup *setup, int tracefs);

#endif
