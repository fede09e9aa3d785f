/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Copy selected types from the kernel's BTF, the description of all its types
 * (Documentation/bpf/btf.rst). */
#ifndef KERNEL_TYPES_H
#define KERNEL_TYPES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

/* Whether the bytes are plain BTF, not an ELF file that contains it. */
bool kernel_types__is_btf(const void *btf, size_t size);

/*
 * Append to *out, as complete BTF, all structs, unions and enums that have one of the
 * names, and the types of their members; a pointer is copied as one to void. libbpf reads
 * nothing else to relocate an access to a member or to the value of an enum. Sorts the
 * names; NULL selects any name. The bytes need not be trusted. Returns 0; -EINVAL if an
 * offset or id in them is out of range or a type contains itself; -EOPNOTSUPP if a type
 * is of an unknown kind; or -ENOMEM.
 */
int kernel_types__select(struct strbuf *out, const void *btf, size_t size,
			 const char **names, size_t n_names);

#endif
