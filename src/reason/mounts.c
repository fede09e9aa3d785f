// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/util.h"
#include "reason/mounts.h"

/* Of what is longer the end is not looked at. */
#define MOUNTS_SIZE_MAX (1 << 20)
#define MOUNTS_CHUNK 16384

static bool is_local_type(const char *type, size_t len, bool overlay)
{
	static const char *const types[] = {
		"bcachefs", "btrfs",  "devtmpfs", "erofs",    "exfat",	 "ext2",
		"ext3",	    "ext4",   "f2fs",	  "hfsplus",  "iso9660", "jfs",
		"ntfs3",    "nilfs2", "ramfs",	  "reiserfs", "rootfs",	 "squashfs",
		"tmpfs",    "udf",    "vfat",	  "xfs",      "zfs",
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (strlen(types[i]) == len && !memcmp(types[i], type, len))
			return true;
	return overlay && len == strlen("overlay") && !memcmp(type, "overlay", len);
}

/* A line is: id, parent's id, major:minor, ... " - ", type, ... Blanks in names are
 * escaped. The device is compared too: after chroot(2) a process is not told of the
 * mount that its root lies on, but that file system may be mounted elsewhere. */
static bool line_says(const char *line, size_t len, const struct statx *st, bool overlay)
{
	const char *type = memmem(line, len, " - ", 3);
	unsigned long major, minor;
	unsigned long long id;
	char *end;

	if (!type)
		return false;
	id = strtoull(line, &end, 10);
	strtoull(end, &end, 10);
	major = strtoul(end, &end, 10);
	if (*end != ':')
		return false;
	minor = strtoul(end + 1, &end, 10);
	if (!(st->stx_mask & STATX_MNT_ID && id == st->stx_mnt_id) &&
	    (major != st->stx_dev_major || minor != st->stx_dev_minor))
		return false;
	type += 3;
	return is_local_type(type, strcspn(type, " \n"), overlay);
}

bool mounts__say_local(const char *text, const struct statx *st, bool overlay)
{
	bool local = false;

	while (*text && !local) {
		const size_t len = strcspn(text, "\n");

		local = line_says(text, len, st, overlay);
		text += len + (text[len] == '\n');
	}
	return local;
}

/* Reads the file into m->text. Returns whether that says so. */
static bool file_says(struct mounts *m, int dir, const char *path, const struct statx *st,
		      bool overlay)
{
	const int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : 1;
	const char *text;

	strbuf__reset(&m->text);
	while (n > 0 && m->text.len < MOUNTS_SIZE_MAX) {
		char *to = strbuf__reserve(&m->text, MOUNTS_CHUNK);

		n = to ? read(fd, to, MOUNTS_CHUNK) : 0;
		if (n > 0)
			m->text.len += (size_t)n;
	}
	if (fd >= 0)
		close(fd);
	text = strbuf__cstr(&m->text);
	return text && mounts__say_local(text, st, overlay);
}

static bool is_known(const struct mounts *m, uint64_t id, bool overlay)
{
	for (size_t i = 0; i < MOUNTS_KNOWN_MAX; i++)
		if (id && m->known[i].id == id && m->known[i].overlay <= overlay)
			return true;
	return false;
}

static bool has_id(const struct statx *st)
{
	return st->stx_mask & (STATX_MNT_ID | STATX_MNT_ID_UNIQUE);
}

bool mounts__know(const struct mounts *m, const struct statx *st)
{
	return has_id(st) && is_known(m, st->stx_mnt_id, false);
}

bool mounts__are_local(struct mounts *m, int task, int fd, const struct statx *st,
		       bool overlay)
{
	struct statx listed = *st;

	if (has_id(st) && is_known(m, st->stx_mnt_id, overlay))
		return true;
	m->unique = st->stx_mask & STATX_MNT_ID_UNIQUE;
	if (m->unique &&
	    statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_MNT_ID, &listed))
		return false;
	if ((task < 0 || !file_says(m, task, "mountinfo", &listed, overlay)) &&
	    !file_says(m, AT_FDCWD, "/proc/self/mountinfo", &listed, overlay))
		return false;
	/* The text is that of the file that said so. */
	if (has_id(st))
		m->known[m->turn++ % MOUNTS_KNOWN_MAX] = (struct known_mount){
			st->stx_mnt_id,
			!mounts__say_local(strbuf__cstr(&m->text), &listed, false),
		};
	return true;
}

void mounts__forget(struct mounts *m)
{
	if (!m->unique)
		memset(m->known, 0, sizeof(m->known));
}

void mounts__free(struct mounts *m)
{
	strbuf__free(&m->text);
	*m = (struct mounts){};
}
