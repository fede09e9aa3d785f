// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mountinfo.h"
#include "base/util.h"
#include "execsnoop.h"
#include "reason/mounts.h"

/* Of a longer mountinfo only the beginning is read. */
#define MOUNTINFO_SIZE_MAX (1 << 20)

static enum mount_kind kind_of(const char *type)
{
	static const char *const local[] = {
		"bcachefs", "btrfs",  "devtmpfs", "erofs",    "exfat",	 "ext2",
		"ext3",	    "ext4",   "f2fs",	  "hfsplus",  "iso9660", "jfs",
		"ntfs3",    "nilfs2", "ramfs",	  "reiserfs", "rootfs",	 "squashfs",
		"tmpfs",    "udf",    "vfat",	  "xfs",      "zfs",
	};

	for (size_t i = 0; i < ARRAY_SIZE(local); i++)
		if (!strcmp(type, local[i]))
			return MOUNT_LOCAL;
	return strcmp(type, "overlay") ? MOUNT_OTHER : MOUNT_OVERLAY;
}

static bool is_mount_of(const struct mountinfo *mount, const struct statx *st)
{
	return (st->stx_mask & STATX_MNT_ID && mount->id == st->stx_mnt_id) ||
	       (mount->major == st->stx_dev_major && mount->minor == st->stx_dev_minor);
}

enum mount_kind mounts__find(char *text, const struct statx *st)
{
	enum mount_kind found = MOUNT_OTHER, kind;
	struct mountinfo mount;
	char *line;

	while (found != MOUNT_LOCAL && (line = strsep(&text, "\n"))) {
		if (!mountinfo__parse(&mount, line) || !is_mount_of(&mount, st))
			continue;
		kind = kind_of(mount.type);
		found = kind > found ? kind : found;
	}
	return found;
}

static enum mount_kind find_in_file(struct mounts *m, int dir, const char *path,
				    const struct statx *st)
{
	strbuf__reset(&m->text);
	/* After an error the beginning may still have the mount. */
	read_whole_file(dir, path, MOUNTINFO_SIZE_MAX, &m->text);
	return strbuf__cstr(&m->text) ? mounts__find(m->text.data, st) : MOUNT_OTHER;
}

static bool has_id(const struct statx *st)
{
	return st->stx_mask & (STATX_MNT_ID | STATX_MNT_ID_UNIQUE);
}

static const struct known_mount *find_known(const struct mounts *m,
					    const struct statx *st)
{
	const uint64_t id = has_id(st) ? st->stx_mnt_id : 0;

	for (size_t i = 0; id && i < MOUNTS_KNOWN_MAX; i++)
		if (m->known[i].id == id)
			return &m->known[i];
	return NULL;
}

bool mounts__know(const struct mounts *m, const struct statx *st)
{
	const struct known_mount *known = find_known(m, st);

	return known && known->kind == MOUNT_LOCAL;
}

/* Find the mount in the lists, ours first: it need not be read again for the next task. */
static struct known_mount look_up(struct mounts *m, int task, int fd,
				  const struct statx *st)
{
	struct known_mount found = { has_id(st) ? st->stx_mnt_id : 0, MOUNT_OTHER, true };
	struct statx listed = *st;

	m->unique = st->stx_mask & STATX_MNT_ID_UNIQUE;
	if (m->unique &&
	    statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_MNT_ID, &listed))
		return (struct known_mount){};
	found.kind = find_in_file(m, AT_FDCWD, "/proc/self/mountinfo", &listed);
	if (found.kind == MOUNT_OTHER && task >= 0) {
		found.kind = find_in_file(m, task, "mountinfo", &listed);
		found.ours = false;
	}
	return found;
}

bool mounts__are_local(struct mounts *m, int task, int fd, const struct statx *st,
		       bool overlay)
{
	const enum mount_kind least = overlay ? MOUNT_OVERLAY : MOUNT_LOCAL;
	const struct known_mount *known = find_known(m, st);
	struct known_mount found;

	if (known)
		return known->kind >= least;
	found = look_up(m, task, fd, st);
	/* Without its task, another namespace's mount is not listed. */
	if (found.id && (found.kind != MOUNT_OTHER || task >= 0))
		m->known[m->turn++ % MOUNTS_KNOWN_MAX] = found;
	return found.kind >= least;
}

uint32_t mounts__id(int dirfd, const char *path)
{
	struct statx st;

	if (statx(dirfd, path, AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_MNT_ID, &st) ||
	    !(st.stx_mask & STATX_MNT_ID) || !(st.stx_attributes & STATX_ATTR_MOUNT_ROOT))
		return DETAIL_UNKNOWN;
	return (uint32_t)st.stx_mnt_id;
}

/* Whether our mounts have changed since the last call, or that is unknown. */
static bool have_changed(struct mounts *m)
{
	struct pollfd fd = { .events = POLLPRI };

	if (!m->changes)
		m->changes = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	fd.fd = m->changes;
	return m->changes < 0 || poll(&fd, 1, 0) != 0;
}

void mounts__forget(struct mounts *m)
{
	bool all;

	if (m->unique)
		return;
	all = have_changed(m);
	for (size_t i = 0; i < MOUNTS_KNOWN_MAX; i++)
		if (all || !m->known[i].ours)
			m->known[i].id = 0;
}

void mounts__free(struct mounts *m)
{
	if (m->changes > 0)
		close(m->changes);
	strbuf__free(&m->text);
	*m = (struct mounts){};
}
