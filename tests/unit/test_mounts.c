// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which file systems are local. */
#include "harness.h"

#include <linux/magic.h>
#include <string.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "base/util.h"
#include "reason/mounts.h"

static const char lines[] =
	"21 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n"
	"22 21 0:20 / /a\\040-\\040b rw shared:3 master:2 - tmpfs none rw\n"
	"23 21 0:21 / /home rw - fuse.sshfs me@host:/ - ext4 rw\n"
	"24 21 0:22 / /net rw - nfs4 host:/ rw\n"
	"25 21 0:23 / /proc rw - proc proc rw\n"
	"26 21 0:24 / /over rw - overlay overlay rw,lowerdir=/x\n"
	"27 21 0:25 / /auto rw - autofs none rw\n"
	"28 21 0:26 /sub /btrfs rw - btrfs /dev/vdb rw\n"
	"29 21 0:28 / /like rw - ext4x none rw\n"
	"30 21 0:29 / /bad rw ext4 none rw\n"
	"31 21 0:30 / /last rw - xfs /dev/vdc rw";

static void test_kinds(void **state)
{
	static const struct {
		unsigned int id, major, minor;
		enum mount_kind kind;
	} cases[] = {
		{ 21, 254, 0, MOUNT_LOCAL },  { 0, 254, 0, MOUNT_LOCAL },
		{ 99, 254, 0, MOUNT_LOCAL }, /* mounted elsewhere */
		{ 22, 0, 20, MOUNT_LOCAL },   { 23, 0, 21, MOUNT_OTHER },
		{ 24, 0, 22, MOUNT_OTHER },   { 25, 0, 23, MOUNT_OTHER },
		{ 26, 0, 24, MOUNT_OVERLAY }, { 27, 0, 25, MOUNT_OTHER },
		{ 28, 0, 27, MOUNT_LOCAL }, /* a subvolume has a device of its own */
		{ 29, 0, 28, MOUNT_OTHER },   { 30, 0, 29, MOUNT_OTHER },
		{ 31, 0, 30, MOUNT_LOCAL },   { 2, 0, 2, MOUNT_OTHER },
		{ 26, 0, 20, MOUNT_LOCAL }, /* the best of two */
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct statx st = { .stx_mask = cases[i].id ? STATX_MNT_ID : 0,
					  .stx_mnt_id = cases[i].id,
					  .stx_dev_major = cases[i].major,
					  .stx_dev_minor = cases[i].minor };
		char text[sizeof(lines)];

		memcpy(text, lines, sizeof(lines));
		assert_int_equal(mounts__find(text, &st), cases[i].kind);
	}
}

#define ANY_ID (STATX_MNT_ID | STATX_MNT_ID_UNIQUE)

static void test_own(void **state)
{
	struct mounts m = {};
	struct statx st;
	const int self = open("/proc/self", O_PATH | O_CLOEXEC);

	assert_int_equal(statx(self, "", AT_EMPTY_PATH, ANY_ID, &st), 0);
	assert_false(mounts__are_local(&m, self, self, &st, true));
	assert_true(m.text.len > 0);
	/* That is known now. */
	strbuf__reset(&m.text);
	assert_false(mounts__are_local(&m, self, self, &st, true));
	assert_int_equal(m.text.len, 0);
	mounts__free(&m);
	close(self);
}

/* For a known mount mountinfo is not read again, not even for another process. */
static void test_known(void **state)
{
	struct mounts m = {};
	struct statx st;
	struct statfs fs;
	bool plain;
	const int self = open("/proc/self", O_PATH | O_CLOEXEC);
	const int here = open(".", O_PATH | O_CLOEXEC);

	assert_int_equal(statx(here, "", AT_EMPTY_PATH, ANY_ID, &st), 0);
	if (!mounts__are_local(&m, self, here, &st, true))
		skip();
	strbuf__reset(&m.text);
	assert_true(mounts__are_local(&m, self, here, &st, true));
	assert_int_equal(m.text.len, 0);
	mounts__forget(&m);
	assert_true(mounts__are_local(&m, self, here, &st, true));
	assert_int_equal(m.text.len, 0);
	/* An overlay is local for some callers only. */
	assert_int_equal(fstatfs(here, &fs), 0);
	plain = fs.f_type != OVERLAYFS_SUPER_MAGIC;
	assert_int_equal(mounts__know(&m, &st), plain);
	strbuf__reset(&m.text);
	assert_int_equal(mounts__are_local(&m, self, here, &st, false), plain);
	assert_int_equal(m.text.len, 0);
	mounts__free(&m);
	close(here);
	close(self);
}

static bool forgets(struct mounts *m)
{
	m->unique = false;
	m->known[0] = (struct known_mount){ 1, MOUNT_LOCAL, true };
	m->known[1] = (struct known_mount){ 2, MOUNT_LOCAL, false };
	mounts__forget(m);
	assert_int_equal(m->known[1].id, 0);
	return !m->known[0].id;
}

/* Where ids may be reused, our mounts are known until any of them changes. */
static void test_changes(void **state)
{
	struct mounts m = {};

	if (unshare(CLONE_NEWNS))
		skip();
	assert_int_equal(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
	assert_false(forgets(&m));
	assert_false(forgets(&m));
	assert_int_equal(mount("none", "/tmp", "tmpfs", 0, NULL), 0);
	assert_true(forgets(&m));
	assert_false(forgets(&m));
	mounts__free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_own),
	};

	return cmocka_run_group_tests_name("mounts", tests, NULL, NULL);
}
