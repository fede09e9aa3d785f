// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/util.h"
#include "kernel/kernel_btf.h"
#include "kernel/kernel_types.h"
#include "kernel/object.h"

/* A file's content: mapped, or else read. */
struct content {
	void *map;
	size_t size;
	struct strbuf bytes;
};

/* Map the kernel's own BTF, which takes neither memory nor a copy, but works only since
 * 6.16 (commit a539e2a6d51d). Read any other file: it may shrink while it is mapped. */
static int read_content(struct content *content, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	struct stat st;

	*content = (struct content){ .map = MAP_FAILED };
	if (fd < 0)
		return -errno;
	if (!strcmp(path, KERNEL_BTF_PATH) && !fstat(fd, &st)) {
		content->size = (size_t)st.st_size;
		content->map = mmap(NULL, content->size, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	close(fd);
	if (content->map != MAP_FAILED)
		return 0;
	err = object__read(&content->bytes, path);
	content->size = content->bytes.len;
	return err;
}

static const void *bytes_of(const struct content *content)
{
	return content->map != MAP_FAILED ? content->map : content->bytes.data;
}

static void free_content(struct content *content)
{
	if (content->map != MAP_FAILED)
		munmap(content->map, content->size);
	strbuf__free(&content->bytes);
}

static bool is_plain_btf(const char *path)
{
	char head[sizeof(struct btf_header) + 1];
	const int n = read_file(AT_FDCWD, path, head, sizeof(head));

	return n > 0 && kernel_types__is_btf(head, (size_t)n);
}

const char *kernel_btf__open(struct kernel_btf *kb, const char *given)
{
	*kb = (struct kernel_btf){ .fd = -1, .source = given ? given : KERNEL_BTF_PATH };
	if (!is_plain_btf(kb->source))
		return given;
	kb->fd = memfd_create("btf", MFD_CLOEXEC);
	snprintf(kb->path, sizeof(kb->path), "/proc/self/fd/%d", kb->fd);
	if (kb->fd >= 0 && !access(kb->path, R_OK))
		return kb->path;
	kernel_btf__close(kb); /* /proc is not mounted, for example */
	return given;
}

/* Return a copy of a name without its ___flavor, which tells apart two forms of a type in
 * an object; the caller frees it. */
static char *essential_name(const char *name)
{
	const char *flavor = strstr(name, "___");

	return strndup(name, flavor ? (size_t)(flavor - name) : strlen(name));
}

/* List the names of types in an object; the caller frees names and list. Returns their
 * number or -ENOMEM. */
static int list_names(const struct btf *object, char ***list)
{
	const uint32_t n_types = btf__type_cnt(object);
	char **names = calloc(n_types, sizeof(*names));
	int n = 0;

	*list = names;
	for (uint32_t id = 1; names && id < n_types; id++) {
		const struct btf_type *type = btf__type_by_id(object, id);
		const char *name = btf__name_by_offset(object, type->name_off);

		if (!(btf_is_composite(type) || btf_is_any_enum(type)) || !*name)
			continue;
		names[n] = essential_name(name);
		if (!names[n++])
			return -ENOMEM;
	}
	return names ? n : -ENOMEM;
}

static void free_names(char **names, uint32_t most)
{
	for (uint32_t i = 0; names && i < most; i++)
		free(names[i]);
	free(names);
}

static int write_file(int fd, const void *bytes, size_t size)
{
	ssize_t n = write(fd, bytes, size);

	if (n < 0)
		return -errno;
	return (size_t)n == size ? 0 : -ENOSPC;
}

int kernel_btf__fill(const struct kernel_btf *kb, const struct btf *object)
{
	struct content all;
	struct strbuf part = {};
	char **names = NULL;
	int n, err;

	if (kb->fd < 0)
		return 0;
	err = read_content(&all, kb->source);
	n = err ? err : list_names(object, &names);
	if (n < 0) {
		err = n;
		goto out;
	}
	err = kernel_types__select(&part, bytes_of(&all), all.size, (const char **)names,
				   (size_t)n);
	if (!err)
		err = write_file(kb->fd, part.data, part.len);
	if (!err)
		log_verbose("kernel BTF: %s, %zu of %zu bytes used", kb->source, part.len,
			    all.size);
out:
	free_names(names, btf__type_cnt(object));
	strbuf__free(&part);
	free_content(&all);
	return err;
}

static void parse(void *path)
{
	struct btf *btf = btf__parse(path, NULL);

	btf__free(libbpf_get_error(btf) ? NULL : btf);
}

static int check_bytes(const void *btf, size_t size)
{
	struct strbuf unused = {};
	int err = kernel_types__select(&unused, btf, size, NULL, 0);

	strbuf__free(&unused);
	return err;
}

/* Check the BTF in an ELF file, which libbpf finds: first in a child process, which a
 * damaged file may crash. */
static int check_elf(const char *path)
{
	const void *bytes;
	struct btf *btf;
	uint32_t size;
	int err;

	if (!object__survives(parse, (void *)path))
		return -EINVAL;
	btf = btf__parse(path, NULL);
	err = (int)libbpf_get_error(btf);
	if (err)
		return err;
	bytes = btf__raw_data(btf, &size);
	err = bytes ? check_bytes(bytes, size) : -ENOMEM;
	btf__free(btf);
	return err;
}

int kernel_btf__check(const char *path)
{
	struct content all;
	int err = read_content(&all, path);

	/* -EFBIG: may be a vmlinux with all of its debug information. */
	if (err == -EFBIG || (!err && !kernel_types__is_btf(bytes_of(&all), all.size)))
		err = check_elf(path);
	else if (!err)
		err = check_bytes(bytes_of(&all), all.size);
	free_content(&all);
	return err;
}

void kernel_btf__close(struct kernel_btf *kb)
{
	if (kb->fd >= 0)
		close(kb->fd);
	kb->fd = -1;
}
