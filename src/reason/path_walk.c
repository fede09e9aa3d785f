// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "reason/path_walk.h"

#define LINKS_MAX 40 /* MAXSYMLINKS, linux/namei.h */

/* Get the status of `fd` from what the file system has cached. Return -EAGAIN if it is not on
 * a local mount. */
static int look(const struct path_walk *w, int fd, struct statx *st)
{
	const unsigned int mask = STATX_TYPE | STATX_MODE | STATX_UID | STATX_GID |
				  STATX_INO | MOUNTS_STATX;

	if (statx(fd, "", AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC, mask, st))
		return -EAGAIN;
	return caller__is_local(w->caller, fd, st) ? 0 : -EAGAIN;
}

/* Move the walk to `fd`, and let the walk close it if `owned`. */
static void move_to(struct path_walk *w, int fd, bool owned, const struct statx *st)
{
	if (w->owns_fd)
		close(w->fd);
	w->fd = fd;
	w->owns_fd = owned;
	w->st = *st;
}

static int begin_at(struct path_walk *w, int base, const char *name)
{
	struct statx st;

	if (look(w, base, &st))
		return -EAGAIN;
	move_to(w, base, false, &st);
	snprintf(w->done, sizeof(w->done), "%s", name);
	return 0;
}

static int to_root(struct path_walk *w)
{
	return begin_at(w, w->caller->root, "/");
}

static bool is_root(const struct path_walk *w)
{
	const struct statx *here = &w->st;
	struct statx root;

	return !look(w, w->caller->root, &root) && here->stx_ino == root.stx_ino &&
	       here->stx_dev_major == root.stx_dev_major &&
	       here->stx_dev_minor == root.stx_dev_minor &&
	       here->stx_mnt_id == root.stx_mnt_id;
}

/* Prepend the target of the symbolic link `link` with status `st` to w->rest. */
static int follow(struct path_walk *w, int link, const struct statx *st)
{
	char target[PATH_MAX];
	const ssize_t n = readlinkat(link, "", target, sizeof(target) - 1);
	const size_t rest = strlen(w->rest);

	if (n <= 0)
		return -EAGAIN;
	target[n] = '\0';
	if (++w->links > LINKS_MAX)
		return -ELOOP;
	if ((size_t)n + rest >= sizeof(w->rest))
		return -EAGAIN;
	/* fs.protected_symlinks */
	if (w->check_access && w->st.stx_mode & 01000 && w->st.stx_mode & 0002 &&
	    st->stx_uid != w->st.stx_uid &&
	    (caller__identify(w->caller) || st->stx_uid != w->caller->uid))
		w->uncertain = true;
	/* The rest after a link is empty or begins with a slash. */
	memmove(w->rest + n, w->rest, rest + 1);
	memcpy(w->rest, target, (size_t)n);
	return *target == '/' ? to_root(w) : 0;
}

/* Return -EAGAIN if there is no room: a path without symbolic links may be longer than
 * PATH_MAX. */
static int add_name(struct path_walk *w, const char *name)
{
	const size_t len = strlen(w->done);
	const bool slash = len && w->done[len - 1] != '/';
	char *to = w->done + len;

	if (len + strlen(name) + 2 > sizeof(w->done))
		return -EAGAIN;
	if (slash)
		*to++ = '/';
	strcpy(to, name);
	return 0;
}

/* Move to `name` in the directory w->fd, which the caller may search. Return -EAGAIN if we may
 * not. */
static int enter(struct path_walk *w, const char *name)
{
	const int fd = openat(w->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct statx st = {};
	int result = 0;

	if (fd < 0)
		result = errno == EACCES ? -EAGAIN : -errno;
	else
		result = look(w, fd, &st);
	if (!result && S_ISLNK(st.stx_mode)) {
		result = follow(w, fd, &st);
		if (result && add_name(w, name))
			result = -EAGAIN;
		close(fd);
		return result;
	}
	if (add_name(w, name))
		result = -EAGAIN;
	if (!result)
		move_to(w, fd, true, &st);
	else if (fd >= 0)
		close(fd);
	return result;
}

/* Resolve one component of the path. */
static int step(struct path_walk *w, const char *name)
{
	enum caller_may may = CALLER_MAY;

	if (!w->caller->steps)
		return -EAGAIN;
	w->caller->steps--;
	if (!S_ISDIR(w->st.stx_mode))
		return -ENOTDIR;
	if (w->check_access)
		may = caller__may_execute(w->caller, w->fd, &w->st);
	w->uncertain = w->uncertain || may == CALLER_MAYBE;
	if (may == CALLER_MAY_NOT)
		return w->uncertain ? -EAGAIN : -EACCES;
	if (!strcmp(name, ".") || (!strcmp(name, "..") && is_root(w)))
		return 0;
	return enter(w, name);
}

/* Split the next component off w->rest. */
static void take_name(struct path_walk *w, char name[PATH_MAX])
{
	const size_t slashes = strspn(w->rest, "/");
	const size_t len = strcspn(w->rest + slashes, "/");

	memcpy(name, w->rest + slashes, len);
	name[len] = '\0';
	w->name_len = len;
	memmove(w->rest, w->rest + slashes + len, strlen(w->rest + slashes + len) + 1);
}

int path_walk__go(struct path_walk *w, struct caller *caller, bool check_access, int base,
		  const char *name, const char *path)
{
	int err;

	w->caller = caller;
	w->check_access = check_access;
	w->fd = -1;
	w->owns_fd = false;
	w->links = 0;
	w->uncertain = false;
	w->done[0] = w->rest[0] = '\0';
	if (strlen(path) >= sizeof(w->rest))
		return -EAGAIN;
	strcpy(w->rest, path);
	err = *path == '/' ? to_root(w) : begin_at(w, base, name);
	while (!err && w->rest[strspn(w->rest, "/")]) {
		char next[PATH_MAX];

		take_name(w, next);
		err = step(w, next);
	}
	if (!err && *w->rest && !S_ISDIR(w->st.stx_mode))
		err = -ENOTDIR;
	return err;
}

void path_walk__end(struct path_walk *w)
{
	if (w->owns_fd)
		close(w->fd);
	w->fd = -1;
	w->owns_fd = false;
}
