// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "base/util.h"
#include "reason/caller.h"
#include "record/path.h"

/* PROC_USER_INIT_INO and PROC_TIME_INIT_INO, include/linux/proc_ns.h */
#define FIRST_USERNS 0xEFFFFFFDU
#define FIRST_TIMENS 0xEFFFFFFAU

/* Return field `n` of /proc/PID/stat; `rest` is the text from the 3rd field, which follows
 * the name. */
static uint64_t stat_field(const char *rest, int n)
{
	for (n -= 3; n > 0 && *rest; n--) {
		rest += strcspn(rest, " ");
		rest += *rest == ' ';
	}
	return strtoull(rest, NULL, 10);
}

/*
 * Return whether /proc/PID/stat is of the task of the event. Times in /proc are rounded down
 * to ticks. A task that started in an earlier tick than the event had the id at the event, so
 * it is the same. One that started in the same tick may be another task only if its id was
 * reused within the tick; then the parent must match too.
 */
static bool is_same(const char *text, const struct event *ev)
{
	const uint64_t tick = NSEC_PER_SEC / (uint64_t)sysconf(_SC_CLK_TCK);
	const char *name = strchr(text, '('), *end = strrchr(text, ')');
	uint64_t started, happened = ev->head.ktime_ns / tick;

	if (!name++ || !end || end[1] != ' ' || (size_t)(end - name) != ev->comm_len ||
	    memcmp(name, ev->comm, ev->comm_len))
		return false;
	started = stat_field(end + 2, 22);
	return started < happened ||
	       (started == happened && stat_field(end + 2, 4) == ev->head.ppid);
}

/* Return the value of the line `name` in status. The first line, the name of the task, has
 * its line breaks escaped. */
static const char *status_line(const char *status, const char *name)
{
	char start[32];
	const char *line;

	snprintf(start, sizeof(start), "\n%s:\t", name);
	line = strstr(status, start);
	return line ? line + strlen(start) : NULL;
}

/* Read the real, effective, saved and file system ids. */
static bool read_ids(const char *status, const char *name, uint32_t ids[4])
{
	const char *line = status_line(status, name);

	return line &&
	       sscanf(line, "%u %u %u %u", &ids[0], &ids[1], &ids[2], &ids[3]) == 4;
}

static int read_groups(struct caller *c, const char *status)
{
	const char *line = status_line(status, "Groups");

	for (c->n_groups = 0; line; c->n_groups++) {
		char *end;

		line += strspn(line, " ");
		if (*line == '\n')
			return 0;
		if (c->n_groups == CALLER_GROUPS_MAX)
			return -E2BIG;
		c->groups[c->n_groups] = (uint32_t)strtoul(line, &end, 10);
		line = end == line ? NULL : end;
	}
	return -EBADMSG;
}

/* Return -ESRCH if the ids have changed since the event. */
static int read_status(struct caller *c)
{
	char status[16384];
	const struct event *ev = c->event;
	const struct exec_details *d = ev->details;
	int n = caller__task(c);
	const char *capabilities;
	uint32_t uids[4], gids[4];

	if (n >= 0)
		n = read_file(c->task, "status", status, sizeof(status));
	if (n < 0)
		return n;
	capabilities = status_line(status, "CapEff");
	if (!capabilities || !read_ids(status, "Uid", uids) ||
	    !read_ids(status, "Gid", gids))
		return -EBADMSG;
	if (uids[0] != ev->head.uid ||
	    (d && (uids[1] != d->euid || gids[0] != d->gid || gids[1] != d->egid)))
		return -ESRCH;
	c->uid = uids[3];
	c->gid = gids[3];
	c->capabilities = strtoull(capabilities, NULL, 16);
	return read_groups(c, status);
}

int caller__examine(struct caller *c)
{
	if (c->status_unread)
		c->status_err = read_status(c);
	c->status_unread = false;
	return c->status_err;
}

/* Return NULL if none were collected. */
static const struct exec_details *details_of(const struct caller *c)
{
	return c->event ? c->event->details : NULL;
}

/* Whether the record has the ids that decide the access to files. */
static bool are_ids_recorded(const struct exec_details *d)
{
	return d && d->ids_known && d->n_groups <= DETAIL_GROUPS_MAX;
}

int caller__identify(struct caller *c)
{
	const struct exec_details *d = details_of(c);

	if (!are_ids_recorded(d))
		return caller__examine(c);
	c->uid = d->fsuid;
	c->gid = d->fsgid;
	c->capabilities = d->caps;
	c->n_groups = d->n_groups;
	memcpy(c->groups, d->groups, d->n_groups * sizeof(*d->groups));
	return 0;
}

bool caller__is_foreign(struct caller *c)
{
	struct stat ns;

	if (details_of(c) && details_of(c)->ids_known)
		return false;
	if (c->task < 0)
		return c->root != c->our_root;
	if (c->userns_unread)
		c->foreign = fstatat(c->task, "ns/user", &ns, 0) ||
			     ns.st_ino != FIRST_USERNS;
	c->userns_unread = false;
	return c->foreign;
}

bool caller__is_local(struct caller *c, int fd, const struct statx *st)
{
	/* Our open descriptor pins its mount, so that caller__begin() asks once. */
	if (fd == c->our_root)
		return c->our_local;
	/* In a user namespace an overlay may have layers on FUSE. */
	return mounts__know(&c->mounts, st) ||
	       mounts__are_local(&c->mounts, c->task, fd, st, !caller__is_foreign(c));
}

/* Open /proc if its pids and times are those of events, else return -1. */
static int open_proc(void)
{
	uint32_t timens = FIRST_TIMENS;

	if (!process__in_first_pidns() ||
	    (!process__namespace((uint32_t)getpid(), "time", &timens) &&
	     timens != FIRST_TIMENS))
		return -1;
	return open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

void caller__begin(struct caller *c)
{
	struct statx st;

	c->proc = open_proc();
	c->our_root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	c->our_mount = mounts__id(c->our_root, "");
	c->our_local = !statx(c->our_root, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC,
			      MOUNTS_STATX, &st) &&
		       mounts__are_local(&c->mounts, -1, c->our_root, &st, true);
	c->root = c->task = c->cwd = -1;
}

void caller__end(struct caller *c)
{
	mounts__free(&c->mounts);
	if (c->proc >= 0)
		close(c->proc);
	if (c->our_root >= 0)
		close(c->our_root);
}

static int open_task(struct caller *c)
{
	char path[16], text[1024];
	int n;

	if (c->proc < 0)
		return -ESRCH;
	/* Unlike a listing of /proc this finds threads too. */
	snprintf(path, sizeof(path), "%u", c->event->head.tid);
	/* Lookups through this descriptor fail once the task has ended, even if its id is
	 * reused. */
	c->task = openat(c->proc, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (c->task < 0)
		return -ESRCH;
	n = read_file(c->task, "stat", text, sizeof(text));
	if (n >= 0 && !is_same(text, c->event))
		n = -ESRCH;
	if (n >= 0)
		return 0;
	close(c->task);
	c->task = -1;
	return n;
}

int caller__task(struct caller *c)
{
	const int err = c->task_unread ? open_task(c) : 0;

	c->task_unread = false;
	if (err)
		return err;
	return c->task < 0 ? -ESRCH : c->task;
}

/* Open the caller's root, which must be the top of `mount` unless that is unknown. */
static int open_root(struct caller *c, uint32_t mount)
{
	const int task = caller__task(c);

	if (task < 0)
		return task;
	c->root = openat(task, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (c->root < 0)
		return -errno;
	return mount == DETAIL_UNKNOWN || mount == mounts__id(c->root, "") ? 0 : -ESRCH;
}

int caller__open(struct caller *c, const struct event *ev)
{
	const uint32_t mount = ev->details ? ev->details->root_mount : DETAIL_UNKNOWN;

	c->event = ev;
	c->task_unread = c->status_unread = c->userns_unread = true;
	c->steps = CALLER_STEPS_MAX;
	mounts__forget(&c->mounts);
	if (mount == DETAIL_UNKNOWN || mount != c->our_mount)
		return open_root(c, mount);
	/* Our open descriptor pins the mount, so that its id is not reused. */
	c->root = c->our_root;
	return 0;
}

void caller__close(struct caller *c)
{
	int *const fds[] = { &c->task, &c->root, &c->cwd };

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
		if (*fds[i] >= 0 && *fds[i] != c->our_root)
			close(*fds[i]);
		*fds[i] = -1;
	}
}

/* Open a directory below our root, if the kernel has all of its path in memory. */
static int open_cached(int root, const char *path)
{
	struct open_how how = {
		.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_CACHED,
	};
	long fd = syscall(SYS_openat2, root, path, &how, sizeof(how));

	if (fd < 0 && errno == EINVAL) { /* before Linux 5.12 */
		how.resolve = RESOLVE_NO_SYMLINKS;
		fd = syscall(SYS_openat2, root, path, &how, sizeof(how));
	}
	return (int)fd;
}

/* Whether this is the directory of the record, not a later one with its path. */
static bool is_recorded_cwd(int fd, const struct exec_details *d)
{
	struct statx st;

	return !statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC,
		      STATX_INO | STATX_MNT_ID, &st) &&
	       st.stx_mask & STATX_MNT_ID && st.stx_ino == d->cwd_inode &&
	       (uint32_t)st.stx_mnt_id == d->cwd_mount;
}

/* Open the directory by its path in the record. Return -1 if that does not lead there. */
static int open_recorded_cwd(const struct caller *c)
{
	const struct exec_details *d = details_of(c);
	struct strbuf path = {};
	int fd = -1;

	if (c->root != c->our_root || !d || !d->cwd_mount || c->event->cwd.flags)
		return -1;
	/* Without the slash at its beginning. */
	strbuf__addc(&path, '.');
	if (path__add(&path, &c->event->cwd) && strbuf__cstr(&path))
		fd = open_cached(c->root, path.data);
	strbuf__free(&path);
	if (fd >= 0 && !is_recorded_cwd(fd, d)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

int caller__cwd(struct caller *c)
{
	int task;

	if (c->cwd < 0)
		c->cwd = open_recorded_cwd(c);
	if (c->cwd >= 0)
		return c->cwd;
	task = caller__task(c);
	if (task < 0)
		return task;
	c->cwd = openat(task, "cwd", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return c->cwd < 0 ? -errno : c->cwd;
}

int caller__limit(struct caller *c, const char *name, uint64_t *limit)
{
	char text[4096];
	const char *line;
	int n = caller__task(c);

	if (n >= 0)
		n = read_file(n, "limits", text, sizeof(text));
	line = n < 0 ? NULL : strstr(text, name);
	if (!line)
		return n < 0 ? n : -EBADMSG;
	line += strlen(name);
	line += strspn(line, " ");
	*limit = strncmp(line, "unlimited", 9) ? strtoull(line, NULL, 10) : UINT64_MAX;
	return 0;
}

bool caller__closes(struct caller *c, int fd)
{
	const int task = caller__task(c);
	char path[32], text[1024];
	const char *flags;

	snprintf(path, sizeof(path), "fdinfo/%d", fd);
	if (task < 0 || read_file(task, path, text, sizeof(text)) < 0)
		return false;
	flags = strstr(text, "flags:\t");
	return flags && strtoul(flags + strlen("flags:\t"), NULL, 8) & O_CLOEXEC;
}

static bool in_groups(const struct caller *c, uint32_t gid)
{
	bool in = c->gid == gid;

	for (size_t i = 0; i < c->n_groups; i++)
		in = in || c->groups[i] == gid;
	return in;
}

/* Return whether the file may have an access control list besides its mode. */
static bool may_have_acl(int fd)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return getxattr(path, "system.posix_acl_access", NULL, 0) >= 0 ||
	       (errno != ENODATA && errno != EOPNOTSUPP);
}

enum caller_may caller__may_execute(struct caller *c, int fd, const struct statx *st)
{
	const bool dir = S_ISDIR(st->stx_mode);
	const mode_t bits = st->stx_mode & 0111;
	uint64_t overrides = 1ULL << CAP_DAC_OVERRIDE;
	mode_t bit = 0001;
	bool acl;

	if (!dir && !bits) /* with an ACL, its mask is among these bits */
		return CALLER_MAY_NOT;
	/* Most directories let everybody in, so that the ids do not matter. */
	acl = may_have_acl(fd);
	if (!acl && bits == 0111)
		return CALLER_MAY;
	if (caller__identify(c))
		return CALLER_MAYBE;
	if (dir)
		overrides |= 1ULL << CAP_DAC_READ_SEARCH;
	if (c->capabilities & overrides)
		return caller__is_foreign(c) ? CALLER_MAYBE : CALLER_MAY;
	if (c->uid == st->stx_uid)
		bit = 0100;
	else if (acl)
		return CALLER_MAYBE;
	else if (in_groups(c, st->stx_gid))
		bit = 0010;
	return bits & bit ? CALLER_MAY : CALLER_MAY_NOT;
}
