/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What must be there before tracing can begin: a table of checks. */
#ifndef PREFLIGHT_H
#define PREFLIGHT_H

#include "base/exit_code.h"
#include "kernel/loader.h"
#include "kernel/setup.h"

/*
 * Runs the checks that setup needs and stops at the first miss, which it prints
 * with its remedy. Returns an exit status. Decides *mode: where only tracefs is
 * missing there is tracing without it, and a warning of what that cannot see; and BTF
 * where a column needs it.
 * tracefs: as tracefs__open() gave it.
 */
int preflight__run(const struct kernel_setup *setup, int tracefs, enum attach_mode *mode);

/* --check: runs all of them and prints a line each to stdout. Returns EXIT_OK or
 * EXIT_UNSUPPORTED. */
int preflight__print(const struct kernel_setup *setup, int tracefs);

#endif
