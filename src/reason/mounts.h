/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which file systems can be looked into without waiting for anybody. */
#ifndef MOUNTS_H
#define MOUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"

struct statx; /* of sys/stat.h with _GNU_SOURCE */

/* From Linux 6.8 on a mount has an id that no other ever gets (commit 98d2b43081972);
 * mountinfo has the older one, which is given again. Asked for both, statx(2) gives the
 * former. */
#ifndef STATX_MNT_ID_UNIQUE
#define STATX_MNT_ID_UNIQUE 0x4000U
#endif

/* What has to be asked for. */
#define MOUNTS_STATX (STATX_MNT_ID | STATX_MNT_ID_UNIQUE)

#define MOUNTS_KNOWN_MAX 8

struct mounts {
	struct strbuf text; /* lines of mountinfo, proc(5) */
	/* Mounts that were found to do, the id 0 for none. */
	struct known_mount {
		uint64_t id;
		bool overlay; /* only because one of those may do */
	} known[MOUNTS_KNOWN_MAX];
	unsigned int turn; /* the one that is given up next */
	bool unique; /* these ids are */
};

/* Before another process is looked at: what may not be the same mount by then. */
void mounts__forget(struct mounts *m);

/*
 * Whether a file lies on a mount whose file system answers by itself: no network, no
 * process (FUSE), no automounter, and no /proc, which answers each caller otherwise.
 * overlay: whether one of those may count too. task: a folder of /proc/PID, whose
 * mounts are looked at, then our own; negative: only ours are. fd: of the file, lest its
 * mount be taken for another; st: of it, with MOUNTS_STATX.
 */
bool mounts__are_local(struct mounts *m, int task, int fd, const struct statx *st,
		       bool overlay);

/* Whether that was found before, and not only because the file is on an overlay. */
bool mounts__know(const struct mounts *m, const struct statx *st);

/* Whether a text of mountinfo has a line that says so of the file. */
bool mounts__say_local(const char *text, const struct statx *st, bool overlay);

void mounts__free(struct mounts *m);

#endif
