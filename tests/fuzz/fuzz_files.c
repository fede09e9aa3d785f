// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Files in /proc and tracefs and of the user with any content: the result, and that the
 * files are closed. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <unistd.h>

#include "base/util.h"
#include "kernel/object.h"
#include "kernel/tracefs.h"
#include "oracle.h"

/* Return the value of "[0-9]+[KMG]?" without limit, or -1 for other text. */
static __int128 number(const char *text, bool units)
{
	__int128 n = 0, most = (__int128)1 << 80;
	const char *unit, *p = text;

	for (; *p >= '0' && *p <= '9'; p++)
		n = n < most ? n * 10 + (*p - '0') : most;
	if (p == text)
		return -1;
	if (*p && units) {
		unit = strchr("KkMmGg", *p++);
		if (!unit)
			return -1;
		n <<= 10 * ((unit - "KkMmGg") / 2 + 1);
	}
	return *p ? -1 : n;
}

static void numbers(const char *text, uint64_t max)
{
	uint64_t value = 0;
	__int128 n = number(text, false);
	int err = parse_u64(text, max, &value);

	require(err == (n < 0 ? -EINVAL : n > max ? -ERANGE : 0));
	require(err || value == (uint64_t)n);
	err = parse_size(text, max, &value);
	n = number(text, true);
	require(!err == (n >= 0 && n <= max));
	require(!err || err == -EINVAL || err == -ERANGE);
	require(err || value == (uint64_t)n);
}

static void event_id(void)
{
	char text[32] = "";
	size_t n = fake.len < sizeof(text) - 1 ? fake.len : sizeof(text) - 1;
	int id = tracefs__event_id(FAKE_FD, "sched/sched_process_exec");
	__int128 expected;

	n = n < fake.chunk ? n : fake.chunk;
	if (fake.open_errno) {
		require(id == -fake.open_errno);
		return;
	}
	if (!fake.len && fake.read_errno) {
		require(id == -fake.read_errno);
		return;
	}
	if (n)
		memcpy(text, fake.content, n);
	text[strcspn(text, "\n")] = '\0';
	expected = number(text, false);
	require(id == (expected < 0	  ? -EINVAL :
		       expected > INT_MAX ? -ERANGE :
					    (int)expected));
}

static void object(void)
{
	struct strbuf bytes = {};
	int err = object__read(&bytes, "any");

	if (fake.open_errno || fake.read_errno)
		require(err == -(fake.open_errno ? fake.open_errno : fake.read_errno));
	else
		require(err == (fake.len ? 0 : -ENODATA));
	if (!err)
		require(same_bytes(&bytes, (const char *)fake.content, fake.len));
	strbuf__free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int errors[] = { 0, 0, 0, EACCES, ENOENT, ENOTDIR, EIO, EISDIR };
	struct input in = { data, size };
	unsigned int how = (unsigned int)take_number(&in, 1);
	unsigned int fails = (unsigned int)take_number(&in, 1);
	size_t len = strnlen((const char *)in.data, in.left);
	char *path = text_of(in.data, len), *content;

	take(&in, len + 1, &len);
	content = copy_of(in.data, in.left);
	fake_begin();
	fake.content = (const uint8_t *)content;
	fake.len = in.left;
	fake.open_errno = errors[fails & 7];
	fake.read_errno = errors[fails >> 3 & 7];
	fake.chunk = how & 4 ? 1 + (how >> 3) : SIZE_MAX;
	switch (how & 3) {
	case 1:
		event_id();
		break;
	case 2:
		object();
		break;
	default:
		numbers(path, how & 4 ? UINT32_MAX >> (how >> 3) : UINT64_MAX);
	}
	require(!fake.opened);
	fake_end();
	free(content);
	free(path);
	return 0;
}
