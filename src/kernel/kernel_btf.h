/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Gives libbpf the part of the kernel's BTF that our programs need. All of it takes
 * libbpf 11 MB and half the time of a start. */
#ifndef KERNEL_BTF_H
#define KERNEL_BTF_H

#include <bpf/btf.h>

/* Where the running kernel keeps it; since 5.2, commit 341dfcf8d78e. */
#define KERNEL_BTF_PATH "/sys/kernel/btf/vmlinux"

struct kernel_btf {
	int fd; /* a file in memory; -1: none */
	char path[32]; /* by which it can be opened, while it is */
	const char *source; /* what it is to be filled from */
};

/*
 * Which file to give to libbpf as the kernel's BTF: one in memory, to be filled
 * before it loads the object, or the one given (--btf) itself if it is no plain BTF,
 * or NULL, by which libbpf takes the kernel's own.
 */
const char *kernel_btf__open(struct kernel_btf *kb, const char *given);

/* Fills it with the types that the object has by name. Returns 0 or -errno. It can
 * then be given the original, which it may know better, unless that is damaged. */
int kernel_btf__fill(const struct kernel_btf *kb, const struct btf *object);

/* Whether a file given holds BTF that libbpf can follow: 0, or what object__read() or
 * btf__parse() return, -EINVAL if the BTF is damaged, -EOPNOTSUPP if it has types of a
 * kind not known here. */
int kernel_btf__check(const char *path);

void kernel_btf__close(struct kernel_btf *kb);

#endif
