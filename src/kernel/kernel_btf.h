/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Give libbpf the part of the kernel's BTF that our programs need. To parse all of it,
 * libbpf would need 11 MB and half of the startup time. */
#ifndef KERNEL_BTF_H
#define KERNEL_BTF_H

#include <bpf/btf.h>

/* BTF of the running kernel; since 5.2, commit 341dfcf8d78e. */
#define KERNEL_BTF_PATH "/sys/kernel/btf/vmlinux"

struct kernel_btf {
	int fd; /* memfd; -1: none */
	char path[32]; /* of the memfd, while it is open */
	const char *source; /* the file to select types from */
};

/*
 * Return the file to give to libbpf as the kernel's BTF: a memfd, to be filled before
 * libbpf loads the object; `given` (--btf) itself if it is not plain BTF; or NULL, for
 * which libbpf reads the kernel's own.
 */
const char *kernel_btf__open(struct kernel_btf *kb, const char *given);

/* Fill the memfd with the types that the object refers to by name. Returns 0 or a negative
 * errno; libbpf may still be able to read the source itself, unless that is -EINVAL. */
int kernel_btf__fill(const struct kernel_btf *kb, const struct btf *object);

/* Check that a file holds BTF that libbpf can read. Returns 0, an error of object__read()
 * or btf__parse(), -EINVAL if the BTF is damaged, or -EOPNOTSUPP if it has types of an
 * unknown kind. */
int kernel_btf__check(const char *path);

void kernel_btf__close(struct kernel_btf *kb);

#endif
