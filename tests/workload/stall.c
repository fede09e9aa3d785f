// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * stall serve DIR: mounts at DIR a file system that may keep others waiting: it has one file
 * of a page, DIR/file, and does not answer a write to it, nor a lookup of a name that begins
 * with "stall". Prints "serving", then "waiting" for each of these. A line on stdin makes it
 * answer all that waits, with EIO or as for "file"; the end of stdin ends it. It ends by itself
 * after 20 s.
 *
 * stall lock FILE: writes to a page of FILE in memory, prints "locking", and maps another
 * page over it. The kernel writes the first one out meanwhile, with the mmap_lock held, so
 * that /proc/PID/cmdline cannot be read.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "workload.h"

#define PAGE 4096
#define FILE_NODE 2
#define WAITING_MAX 64

static int dev;
static struct fuse_in_header waiting[WAITING_MAX];
static size_t n_waiting;

static void answer(uint64_t unique, int error, const void *bytes, size_t len)
{
	struct {
		struct fuse_out_header head;
		char bytes[PAGE];
	} out = { .head = { .len = (uint32_t)(sizeof(out.head) + len),
			    .error = -error,
			    .unique = unique } };

	memcpy(out.bytes, bytes, len);
	if (write(dev, &out, out.head.len) < 0 && errno != ENOENT)
		err(1, "answer");
}

static struct fuse_attr attributes(uint64_t node)
{
	return (struct fuse_attr){ .ino = node,
				   .size = node == FILE_NODE ? PAGE : 0,
				   .mode = node == FILE_NODE ? S_IFREG | 0755 :
							       S_IFDIR | 0755,
				   .nlink = 1 };
}

/* Answer it later. */
static void let_wait(const struct fuse_in_header *in)
{
	if (n_waiting == WAITING_MAX)
		errx(1, "too many wait");
	waiting[n_waiting++] = *in;
	printf("waiting\n");
	fflush(stdout);
}

static void answer_with_file(uint64_t unique)
{
	const struct fuse_entry_out out = { .nodeid = FILE_NODE,
					    .attr = attributes(FILE_NODE) };

	answer(unique, 0, &out, sizeof(out));
}

static void look_up(const struct fuse_in_header *in, const char *name)
{
	if (!strncmp(name, "stall", 5))
		let_wait(in);
	else if (strcmp(name, "file"))
		answer(in->unique, ENOENT, NULL, 0);
	else
		answer_with_file(in->unique);
}

static void serve_one(const struct fuse_in_header *in, const char *body)
{
	const struct fuse_init_out init = { .major = FUSE_KERNEL_VERSION,
					    .minor = FUSE_KERNEL_MINOR_VERSION,
					    .max_readahead = PAGE,
					    .max_write = PAGE };
	const struct fuse_attr_out attr = { .attr = attributes(in->nodeid) };
	const struct fuse_open_out opened = { .fh = in->nodeid };
	const struct fuse_statfs_out statistics = {
		.st = { .bsize = PAGE, .namelen = 255, .frsize = PAGE }
	};
	static const char zeros[PAGE];

	switch (in->opcode) {
	case FUSE_INIT:
		answer(in->unique, 0, &init, sizeof(init));
		break;
	case FUSE_LOOKUP:
		look_up(in, body);
		break;
	case FUSE_GETATTR:
	case FUSE_SETATTR:
		answer(in->unique, 0, &attr, sizeof(attr));
		break;
	case FUSE_STATFS:
		answer(in->unique, 0, &statistics, sizeof(statistics));
		break;
	case FUSE_OPEN:
	case FUSE_OPENDIR:
		answer(in->unique, 0, &opened, sizeof(opened));
		break;
	case FUSE_READ:
		answer(in->unique, 0, zeros, in->nodeid == FILE_NODE ? PAGE - 80 : 0);
		break;
	case FUSE_WRITE:
		let_wait(in);
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		break;
	case FUSE_FLUSH:
	case FUSE_RELEASE:
	case FUSE_RELEASEDIR:
	case FUSE_FSYNC:
		answer(in->unique, 0, NULL, 0);
		break;
	default:
		answer(in->unique, ENOSYS, NULL, 0);
	}
}

static void answer_all(void)
{
	for (size_t i = 0; i < n_waiting; i++)
		if (waiting[i].opcode == FUSE_LOOKUP)
			answer_with_file(waiting[i].unique);
		else
			answer(waiting[i].unique, EIO, NULL, 0);
	n_waiting = 0;
}

static void read_request(void)
{
	static union {
		struct fuse_in_header head;
		char bytes[FUSE_MIN_READ_BUFFER + PAGE];
	} in;
	const ssize_t n = read(dev, &in, sizeof(in));

	if (n >= (ssize_t)sizeof(in.head))
		serve_one(&in.head, in.bytes + sizeof(in.head));
	else if (n < 0 && errno == ENODEV)
		exit(0);
}

static void serve(const char *dir)
{
	char options[128], line[16];
	struct pollfd fds[2] = { { .events = POLLIN }, { .events = POLLIN } };

	dev = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	if (dev < 0)
		err(1, "/dev/fuse");
	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40755,user_id=0,group_id=0,allow_other", dev);
	if (mount("stall", dir, "fuse", MS_NODEV, options))
		err(1, "mount");
	printf("serving\n");
	fflush(stdout);
	alarm(20);
	fds[0].fd = dev;
	fds[1].fd = STDIN_FILENO;
	for (;;) {
		if (poll(fds, 2, -1) < 0)
			err(1, "poll");
		if (fds[0].revents)
			read_request();
		if (!fds[1].revents)
			continue;
		answer_all();
		if (read(STDIN_FILENO, line, sizeof(line)) <= 0)
			break;
	}
	umount2(dir, MNT_DETACH);
}

static void lock(const char *file)
{
	const int fd = open(file, O_RDWR);
	char *page;

	if (fd < 0)
		err(1, "%s", file);
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		err(1, "mmap");
	*page = 'x';
	printf("locking\n");
	fflush(stdout);
	if (mmap(page, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
	    MAP_FAILED)
		err(1, "mmap");
	printf("locked\n");
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "serve"))
		serve(argv[2]);
	else if (argc == 3 && !strcmp(argv[1], "lock"))
		lock(argv[2]);
	else
		errx(2, "usage: stall serve DIR | lock FILE");
	return 0;
}
