// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Failing and successful events of few tasks and few names, in any order: each is shown
 * once, or counted as a probe of one that is. */
#include <errno.h>
#include <fcntl.h>

#include "fuzz.h"
#include "select/path_search.h"

static struct {
	struct path_search path_search;
	uint64_t told; /* shown, with their probes */
	uint64_t sent;
} f;

static void show(void *ctx, struct event *ev)
{
	require(ctx == &f && ev->comm == ev->head.comm);
	require(ev->probes_known && ev->probes <= PATH_SEARCH_PROBES_MAX);
	require(!ev->filename || strchr("/x", *ev->filename)); /* "" has a NUL */
	require(!ev->details || ev->details->inode == ev->head.pid);
	require(!memchr(ev->exe.bytes, 'x', ev->exe.len));
	require(ev->exe.len == ev->cwd.len && ev->exe.len == ev->cgroups.len);
	for (size_t i = 0; i < ev->n_args; i++)
		require(!memchr(ev->args[i].text, 0, ev->args[i].len));
	f.told += 1 + ev->probes;
}

static void send(struct input *in, uint64_t *now)
{
	static const int errors[] = { 0, ENOENT, EACCES, E2BIG };
	static const char *const names[] = { "/1/x", "/2/x", "x", "/1/y", "/", NULL, "" };
	static const char *const texts[] = { "x", "/1/x", "", "sh" };
	const uint64_t how = take_number(in, 2), what = take_number(in, 1);
	char path[4] = { 'a', 'b', 0, 0 };
	const struct names of_path = { path, how >> 14 & 3 };
	struct arg args[4];
	struct event ev = {
		.args = args,
		.filename = names[(how >> 4 & 7) % 7],
		.exe = of_path,
		.cwd = of_path,
		.cgroups = of_path,
	};

	*now += (how >> 12 & 3) * PATH_SEARCH_REPEAT;
	ev.head.ktime_ns = *now;
	ev.head.retval = -errors[how & 3];
	ev.head.pid = 1 + (how >> 2 & 1);
	ev.head.tid = ev.head.pid + (how >> 3 & 1);
	ev.head.dirfd = how >> 7 & 1 ? 3 : AT_FDCWD;
	ev.comm = ev.head.comm;
	ev.own_details.inode = ev.head.pid;
	ev.details = of_path.len ? &ev.own_details : NULL;
	ev.truncated = how >> 8 & 1;
	ev.n_args = how >> 10 & 3;
	for (size_t i = 0; i < ev.n_args; i++) {
		const char *text = texts[what >> 2 * i & 3];

		args[i] = (struct arg){ text, strlen(text), how >> 9 & 1 };
	}
	path_search__event(&f.path_search, &ev);
	memset(path, 'x', sizeof(path));
	f.sent++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint64_t now = take_number(&in, 8);

	memset(&f, 0, sizeof(f));
	f.path_search.show = show;
	f.path_search.ctx = &f;
	while (in.left) {
		send(&in, &now);
		require(f.told <= f.sent && f.path_search.n <= 4);
		if (take_number(&in, 1) & 1) {
			int again = path_search__idle(&f.path_search, now);

			require(again >= -1 && again <= 100);
			require((again == -1) == !f.path_search.n);
		}
		require(f.path_search.n || f.told == f.sent);
	}
	path_search__end(&f.path_search);
	require(f.told == f.sent);
	path_search__free(&f.path_search);
	return 0;
}
