// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * longnames DIR LENGTH COMMAND...: mounts a file system of its own on DIR, in which every
 * name is that of a directory, and runs COMMAND in one whose name has LENGTH bytes "n".
 * Exits with 77 where FUSE is missing, or has no names of that length.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "workload.h"

static void reply(int fd, uint64_t unique, int error, const void *data, size_t size)
{
	char bytes[sizeof(struct fuse_out_header) + 256];
	struct fuse_out_header head = {
		.len = (uint32_t)(sizeof(head) + size),
		.error = error,
		.unique = unique,
	};

	memcpy(bytes, &head, sizeof(head));
	memcpy(bytes + sizeof(head), data, size);
	if (write(fd, bytes, head.len) < 0 && errno != ENOENT)
		err(1, "cannot answer");
}

static void answer(int fd, const struct fuse_in_header *in)
{
	const struct fuse_attr attr = { .ino = 1, .mode = S_IFDIR | 0755, .nlink = 2 };
	const struct fuse_entry_out entry = {
		.nodeid = 2, .attr = attr, .entry_valid = 60, .attr_valid = 60
	};
	const struct fuse_attr_out attr_out = { .attr_valid = 60, .attr = attr };
	const struct fuse_init_out init = {
		.major = FUSE_KERNEL_VERSION,
		.minor = 31,
		.max_write = 4096,
		.flags = FUSE_MAX_PAGES, /* with it names may be longer than 1024 */
		.max_pages = 32,
	};

	if (in->opcode == FUSE_INIT)
		reply(fd, in->unique, 0, &init, sizeof(init));
	else if (in->opcode == FUSE_LOOKUP)
		reply(fd, in->unique, 0, &entry, sizeof(entry));
	else if (in->opcode == FUSE_GETATTR)
		reply(fd, in->unique, 0, &attr_out, sizeof(attr_out));
	else if (in->opcode != FUSE_FORGET && in->opcode != FUSE_BATCH_FORGET)
		reply(fd, in->unique, -ENOSYS, NULL, 0);
}

static void serve(int fd)
{
	static char request[1 << 20];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (read(fd, request, sizeof(request)) > 0)
		answer(fd, (const void *)request);
	_exit(0);
}

int main(int argc, char **argv)
{
	const size_t len = argc > 3 ? (size_t)atoi(argv[2]) : 0;
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	char options[100], *name = calloc(1, len + 1);
	pid_t server;

	if (!len || !name)
		errx(1, "expected DIR LENGTH COMMAND...");
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0",
		 fd);
	if (fd < 0 || unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", argv[1], "fuse", 0, options))
		return 77;
	server = fork();
	if (!server)
		serve(fd);
	memset(name, 'n', len);
	if (chdir(argv[1]) || chdir(name))
		return 77;
	if (!fork()) {
		execv(argv[3], argv + 3);
		err(1, "%s", argv[3]);
	}
	wait(NULL);
	kill(server, SIGKILL);
	return 0;
}
