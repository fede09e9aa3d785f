/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which file systems answer without waiting for anybody. */
#ifndef MOUNTS_H
#define MOUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"

struct statx; /* of sys/stat.h with _GNU_SOURCE */

/* Since Linux 6.8 (commit 98d2b43081972) a mount has an id that is never reused besides
 * the older one that mountinfo lists. Asked for both, statx(2) returns the unique id. */
#ifndef STATX_MNT_ID_UNIQUE
#define STATX_MNT_ID_UNIQUE 0x4000U
#endif

/* Fields of struct statx that the functions below need, for its mask. */
#define MOUNTS_STATX (STATX_MNT_ID | STATX_MNT_ID_UNIQUE)

#define MOUNTS_KNOWN_MAX 64

/* A file system is local if it answers by itself: no network, no process (FUSE), no
 * automounter, and not /proc, whose answers depend on the caller. */
enum mount_kind {
	MOUNT_OTHER,
	MOUNT_OVERLAY, /* as local as its layers */
	MOUNT_LOCAL,
};

struct mounts {
	struct strbuf text; /* of a mountinfo file */
	/* Mounts that mountinfo has been read for; id 0: unused. */
	struct known_mount {
		uint64_t id;
		enum mount_kind kind;
		bool ours; /* in our mount namespace */
	} known[MOUNTS_KNOWN_MAX];
	unsigned int turn; /* counts the known mounts: the oldest is replaced */
	bool unique; /* the known ids are never reused */
	int changes; /* our mountinfo, which reports changes to poll(2); 0: not open */
};

/* Return the id, as in mountinfo, of the mount whose top is the directory `path` from `dirfd`,
 * or `dirfd` itself if `path` is ""; DETAIL_UNKNOWN if it is no top, or on failure. */
uint32_t mounts__id(int dirfd, const char *path);

/* Forget the mounts whose ids may have been reused: unless ids are unique, those of other
 * namespaces, and all if our mounts have changed. Call it before another process is
 * examined. */
void mounts__forget(struct mounts *m);

/*
 * Return whether a file is on a local mount, or if `overlay` is set on an overlay. `task`
 * is a folder /proc/PID whose mountinfo is read before our own, or negative. `fd` is the
 * file, held open so that the id of its mount stays; `st` is its status with MOUNTS_STATX.
 */
bool mounts__are_local(struct mounts *m, int task, int fd, const struct statx *st,
		       bool overlay);

/* Return whether the file is on a mount that is already known to be local. */
bool mounts__know(const struct mounts *m, const struct statx *st);

/*
 * Return the kind of the mount that a file with status `st` is on, as the mountinfo `text`
 * says, which is changed. The device is compared too: after chroot(2) a process does not
 * see the mount that its root is on, but may see the same file system mounted elsewhere.
 */
enum mount_kind mounts__find(char *text, const struct statx *st);

void mounts__free(struct mounts *m);

#endif
