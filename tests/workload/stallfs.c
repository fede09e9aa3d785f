// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * stallfs FOLDER MARKER: mounts a file system with one empty file, "file", on the folder,
 * prints "mounted" and serves it until it is unmounted. While the file MARKER exists, a
 * write to the file gets no answer, nor does any later request. Exits with 77 if this
 * kernel or user cannot mount it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>

#include "workload.h"

#define WRITE_MAX (128 << 10)
#define SIZE_MAX_FILE (64 << 20)
#define FILE_NODE 2

static int device;
static char *content; /* of the file */
static uint64_t size;

/* Answer a request with `len` bytes, or with an error, which is negative. */
static void answer(uint64_t unique, int error, const void *bytes, size_t len)
{
	struct fuse_out_header head = {
		.len = (uint32_t)(sizeof(head) + len),
		.error = error,
		.unique = unique,
	};
	struct iovec parts[] = { { &head, sizeof(head) }, { (void *)bytes, len } };

	/* The request may have been interrupted. */
	if (writev(device, parts, 2) < 0 && errno != ENOENT)
		err(1, "writev");
}

static struct fuse_attr attributes(uint64_t node)
{
	const int is_file = node == FILE_NODE;

	return (struct fuse_attr){
		.ino = node,
		.size = is_file ? size : 0,
		.mode = is_file ? S_IFREG | 0600 : S_IFDIR | 0755,
		.nlink = 1,
		.blksize = 4096,
	};
}

static void look_up(uint64_t unique, const char *name)
{
	const struct fuse_entry_out entry = {
		.nodeid = FILE_NODE,
		.attr = attributes(FILE_NODE),
	};

	if (strcmp(name, "file"))
		answer(unique, -ENOENT, NULL, 0);
	else
		answer(unique, 0, &entry, sizeof(entry));
}

static void write_file(uint64_t unique, const struct fuse_write_in *in,
		       const char *marker)
{
	const struct fuse_write_out out = { .size = in->size };

	while (!access(marker, F_OK))
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	if (in->offset + in->size > SIZE_MAX_FILE) {
		answer(unique, -ENOSPC, NULL, 0);
		return;
	}
	memcpy(content + in->offset, in + 1, in->size);
	size = size > in->offset + in->size ? size : in->offset + in->size;
	answer(unique, 0, &out, sizeof(out));
}

static void read_file(uint64_t unique, const struct fuse_read_in *in)
{
	uint64_t n = in->offset < size ? size - in->offset : 0;

	n = n < in->size ? n : in->size;
	answer(unique, 0, content + in->offset, n);
}

static void serve(const struct fuse_in_header *in, const void *arg, const char *marker)
{
	const struct fuse_init_out init = {
		.major = FUSE_KERNEL_VERSION,
		.minor = FUSE_KERNEL_MINOR_VERSION,
		.max_write = WRITE_MAX,
	};
	const struct fuse_open_out opened = { .fh = 1 };
	struct fuse_attr_out out = {};

	switch (in->opcode) {
	case FUSE_INIT:
		answer(in->unique, 0, &init, sizeof(init));
		break;
	case FUSE_LOOKUP:
		look_up(in->unique, arg);
		break;
	case FUSE_SETATTR:
		size = ((const struct fuse_setattr_in *)arg)->size;
		/* fall through */
	case FUSE_GETATTR:
		out.attr = attributes(in->nodeid);
		answer(in->unique, 0, &out, sizeof(out));
		break;
	case FUSE_OPEN:
		answer(in->unique, 0, &opened, sizeof(opened));
		break;
	case FUSE_READ:
		read_file(in->unique, arg);
		break;
	case FUSE_WRITE:
		write_file(in->unique, arg, marker);
		break;
	case FUSE_RELEASE:
		answer(in->unique, 0, NULL, 0);
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		break;
	default:
		answer(in->unique, -ENOSYS, NULL, 0);
	}
}

int main(int argc, char **argv)
{
	static char request[WRITE_MAX + 4096];
	char options[64];

	if (argc != 3)
		errx(1, "stallfs FOLDER MARKER");
	content = calloc(1, SIZE_MAX_FILE);
	device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0",
		 device);
	if (device < 0 || !content ||
	    mount("stallfs", argv[1], "fuse", MS_NOSUID | MS_NODEV, options)) {
		warn("cannot mount a FUSE file system");
		return 77;
	}
	puts("mounted");
	fflush(stdout);
	for (;;) {
		const ssize_t n = read(device, request, sizeof(request));

		if (n < 0 && errno == ENODEV)
			return 0;
		if (n < 0 && errno != EINTR && errno != ENOENT)
			err(1, "read");
		if (n > 0)
			serve((const void *)request,
			      request + sizeof(struct fuse_in_header), argv[2]);
	}
}
