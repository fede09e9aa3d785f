// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/log.h"
#include "base/suggest.h"
#include "select/cgroup.h"

/* Stop a walk that does not end; no machine has as many cgroups. */
#define FOLDERS_MAX (1 << 18)

struct cgroup_walk {
	struct cgroup_level levels[CGROUP_LEVELS_MAX]; /* the root last */
	size_t first; /* index of the cgroup being visited */
	size_t folders;
	cgroup_visit visit;
	void *ctx;
	int err;
};

static void walk_folder(struct cgroup_walk *walk, int dirfd, const char *path,
			const char *name, uint64_t id)
{
	struct cgroup_chain chain = { .whole = true };
	struct dirent *e;
	DIR *dir;
	int fd = -1;

	if (walk->first && walk->folders < FOLDERS_MAX)
		fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	else
		errno = E2BIG;
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir) {
		/* A cgroup removed during the walk is no error. */
		if (errno != ENOENT || !*name)
			walk->err = -errno;
		if (fd >= 0)
			close(fd);
		return;
	}
	walk->folders++;
	walk->levels[--walk->first] = (struct cgroup_level){ id, name };
	chain.levels = &walk->levels[walk->first];
	chain.n = CGROUP_LEVELS_MAX - walk->first;
	walk->visit(walk->ctx, &chain, fd);
	while ((e = readdir(dir)))
		if (e->d_type == DT_DIR && strcmp(e->d_name, ".") != 0 &&
		    strcmp(e->d_name, "..") != 0)
			walk_folder(walk, fd, e->d_name, e->d_name, e->d_ino);
	walk->first++;
	closedir(dir);
}

int cgroup__walk(int dirfd, const char *path, cgroup_visit visit, void *ctx)
{
	struct cgroup_walk walk = { .first = CGROUP_LEVELS_MAX,
				    .visit = visit,
				    .ctx = ctx };

	walk_folder(&walk, dirfd, path, "", 0);
	return walk.err;
}

bool cgroup__has_process(int fd)
{
	int procs = openat(fd, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	char byte;
	bool has;

	if (procs < 0)
		return errno != ENOENT;
	has = read(procs, &byte, 1) != 0;
	close(procs);
	return has;
}

static void look_for_process(void *ctx, const struct cgroup_chain *chain, int fd)
{
	bool *has = ctx;

	*has = *has || cgroup__has_process(fd);
}

/* Returns a descriptor, or a negative errno: -EXDEV if path is on another file system. */
static int open_folder(const char *path)
{
	struct statfs fs;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = fstatfs(fd, &fs) ? -errno : 0;
	if (!err && fs.f_type != CGROUP2_SUPER_MAGIC && fs.f_type != CGROUP_SUPER_MAGIC)
		err = -EXDEV;
	if (err)
		close(fd);
	return err ? err : fd;
}

/* The path of directory fd from the root of its hierarchy, malloc()ed; NULL: unknown. */
static char *path_from_root(int fd, dev_t dev, const struct cgroup_mounts *mounts)
{
	char link[32], path[PATH_MAX], *found;
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0 || !cgroup_mounts__show_roots())
		return NULL;
	path[n] = '\0';
	for (size_t i = 0; i < mounts->n; i++) {
		const struct cgroup_mount *mount = &mounts->list[i];
		const size_t len = strlen(mount->dir);

		if (mount->dev != dev || strncmp(path, mount->dir, len) != 0 ||
		    (path[len] && path[len] != '/'))
			continue;
		return asprintf(&found, "%s/%s", mount->root, path + len) < 0 ? NULL :
										found;
	}
	return NULL;
}

static int describe(struct cgroup_folder *folder, const struct cgroup_mounts *mounts,
		    const char *path, int fd)
{
	const struct cgroup_mount *mount = NULL;
	struct stat st = {};

	fstat(fd, &st);
	for (size_t i = 0; i < mounts->n && !mount; i++)
		if (mounts->list[i].dev == st.st_dev)
			mount = &mounts->list[i];
	if (!mount) {
		log_error("--cgroup '%s': its hierarchy is not mounted here", path);
		return -EINVAL;
	}
	if (mount->hierarchy == HIERARCHY_KINDS) {
		log_error("--cgroup '%s': cannot be looked up by BPF programs: %s is a "
			  "hierarchy without a controller that they know\n"
			  "Name the same cgroup in another hierarchy.",
			  path, mount->dir);
		return -EOPNOTSUPP;
	}
	/* On 64-bit machines the inode number is the cgroup's id (kernfs_id_ino(),
	 * linux/kernfs.h). */
	*folder = (struct cgroup_folder){
		.hierarchy = mount->hierarchy,
		.id = st.st_ino,
		.path = path_from_root(fd, st.st_dev, mounts),
	};
	cgroup__walk(fd, ".", look_for_process, &folder->has_process);
	return 0;
}

/* Suggest names from the directory that path would be in. */
static void suggest_siblings(struct suggest *near, const char *path)
{
	const char *name = strrchr(path, '/');
	char parent[2 * PATH_MAX];
	struct dirent *e;
	DIR *dir;
	int fd;

	snprintf(parent, sizeof(parent), "%.*s", (int)(name - path), path);
	fd = open_folder(parent);
	dir = fd < 0 ? NULL : fdopendir(fd);
	while (dir && (e = readdir(dir)))
		if (e->d_type == DT_DIR)
			suggest__offer(near, e->d_name);
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
}

/* The mount that path is below; for any other path, the one it was looked up in. */
static const struct cgroup_mount *mount_of(const struct cgroup_mounts *mounts,
					   const struct cgroup_mount *v2,
					   const char *path)
{
	for (size_t i = 0; i < mounts->n; i++) {
		const size_t len = strlen(mounts->list[i].dir);

		if (!strncmp(path, mounts->list[i].dir, len) && path[len] == '/')
			return &mounts->list[i];
	}
	return v2 ? v2 : &mounts->list[0];
}

/* Print that opening path failed with err. below: path below the mount of v2. Returns
 * -EINVAL or -ENOMEM. */
static int report_missing(const struct cgroup_mounts *mounts,
			  const struct cgroup_mount *v2, const char *path,
			  const char *below, int err)
{
	const char *dir = mount_of(mounts, v2, path)->dir, *name = strrchr(path, '/');
	struct suggest near;

	if (err == -ENOMEM) {
		log_failure("cannot open a cgroup", err);
		return err;
	}
	if (!v2 && path[0] != '/') {
		log_error(
			"--cgroup '%s': cgroup v2 is not mounted; expected the absolute "
			"path of a directory, such as %s/%s",
			path, dir, path);
		return -EINVAL;
	}
	if (err == -EXDEV) {
		log_error("--cgroup '%s': not a cgroup; expected a directory below %s",
			  path, dir);
		return -EINVAL;
	}
	suggest__begin(&near, name ? name + 1 : path);
	if (path[0] == '/')
		suggest_siblings(&near, path);
	if (v2)
		suggest_siblings(&near, below);
	if (err == -ENOENT && near.n)
		log_error("--cgroup '%s': no such cgroup; near: %s", path,
			  suggest__text(&near));
	else
		log_error("--cgroup '%s': %s; expected a cgroup below %s", path,
			  err == -ENOENT ? "no such cgroup" : strerror(-err), dir);
	return -EINVAL;
}

int cgroup_folder__find(struct cgroup_folder *folder, const struct cgroup_mounts *mounts,
			const char *path)
{
	const struct cgroup_mount *v2 = cgroup_mounts__find(mounts, HIERARCHY_V2);
	char below[2 * PATH_MAX];
	int fd = -ENOENT, again, err;

	if (path[0] == '/')
		fd = open_folder(path);
	snprintf(below, sizeof(below), "%s/%s", v2 ? v2->dir : "", path);
	if (v2 && (fd == -ENOENT || fd == -EXDEV)) {
		again = open_folder(below);
		if (again != -ENOENT || fd == -ENOENT)
			fd = again;
	}
	if (fd < 0)
		return report_missing(mounts, v2, path, below, fd);
	err = describe(folder, mounts, path, fd);
	close(fd);
	return err;
}

void cgroup_folder__free(struct cgroup_folder *folder)
{
	free(folder->path);
	folder->path = NULL;
}
