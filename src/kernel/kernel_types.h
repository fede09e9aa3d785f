/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reads the kernel's BTF, the description of all its types
 * (Documentation/bpf/btf.rst), and keeps the few that are asked for. */
#ifndef KERNEL_TYPES_H
#define KERNEL_TYPES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

/* Whether the bytes are BTF by itself, not in an ELF file. */
bool kernel_types__is_btf(const void *btf, size_t size);

/*
 * Appends to *out, as BTF of its own, all structs, unions and enums of one of the
 * names, and what they consist of; a pointer is kept as one to void. That is all
 * that libbpf looks at when it relocates an access to a member or asks for a value
 * of an enum. Sorts the names; NULL: of any name. The bytes need not be trusted:
 * returns -EINVAL if something in them leads out of them or a type contains itself,
 * -EOPNOTSUPP if a type is of a kind not known here, -ENOMEM.
 */
int kernel_types__select(struct strbuf *out, const void *btf, size_t size,
			 const char **names, size_t n_names);

#endif
