// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "select/fold.h"

struct search {
	struct strbuf first; /* the filename that it began with */
	uint64_t last_ns; /* of its last event */
	struct event event; /* the one to be shown, if no better one comes */
};

/* The errors after which execvp(3) of glibc goes on to the next directory; those of musl
 * are among them. */
static bool goes_on(const struct event *ev)
{
	switch (-ev->head.retval) {
	case EACCES:
	case ENOENT:
	case ENOTDIR:
	case ESTALE:
	case ENODEV:
	case ETIMEDOUT:
		return true;
	default:
		return false;
	}
}

static const char *last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool same_bytes(const struct arg *arg, const char *bytes, size_t len)
{
	return arg->len == len && !memcmp(arg->text, bytes, len);
}

/* What could not be read may be anything: before the file is found the kernel need not
 * have touched the arguments. */
static bool same_args(const struct arg *a, const struct arg *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!a[i].unreadable && !b[i].unreadable &&
		    !same_bytes(&a[i], b[i].text, b[i].len))
			return false;
	return true;
}

/* A script's interpreter is given the path of the script in place of its first argument,
 * and itself before it. */
static bool same_line(const struct event *failed, const struct event *ev)
{
	size_t n = failed->n_args, more = ev->n_args - n;

	if (!ev->head.retval && (ev->truncated || failed->truncated))
		return true; /* they are not cut in the same place */
	if (ev->n_args == n)
		return same_args(failed->args, ev->args, n);
	return !ev->head.retval && ev->n_args > n && n &&
	       same_bytes(&ev->args[more], ev->filename, strlen(ev->filename)) &&
	       same_args(failed->args + 1, ev->args + more + 1, n - 1);
}

/* Whether the event tells that the search has come to its end, or goes on. After a
 * success no other thread of the process is left, and the tid is that of the leader. */
static bool concerns(const struct event *ev, const struct search *s)
{
	return s->event.head.pid == ev->head.pid &&
	       (s->event.head.tid == ev->head.tid || !ev->head.retval);
}

static bool belongs(const struct event *ev, const struct search *s)
{
	return ev->filename && s->event.probes < FOLD_PROBES_MAX &&
	       !strcmp(last_component(ev->filename), last_component(s->first.data)) &&
	       (strcmp(ev->filename, s->first.data) != 0 ||
		ev->head.ktime_ns < s->last_ns + FOLD_REPEAT) &&
	       same_line(&s->event, ev);
}

/* Puts an open one behind the others. */
static void make_last(struct fold *f, struct search *s)
{
	size_t i = 0;

	while (f->order[i] != s)
		i++;
	memmove(&f->order[i], &f->order[i + 1], (f->n - i - 1) * sizeof(s));
	f->order[f->n - 1] = s;
}

static void forget(struct fold *f, struct search *s)
{
	make_last(f, s);
	f->n--;
}

static void end(struct fold *f, struct search *s)
{
	forget(f, s);
	f->show(f->ctx, &s->event);
}

/* Ends what the event ends. Returns the search that it belongs to, or NULL. */
static struct search *find(struct fold *f, const struct event *ev)
{
	struct search *found = NULL;
	size_t i = 0;

	while (i < f->n) {
		struct search *s = f->order[i];

		if (concerns(ev, s) && (found || !belongs(ev, s))) {
			end(f, s);
			continue;
		}
		if (concerns(ev, s))
			found = s;
		i++;
	}
	return found;
}

/* A search that may have begun. Returns false if it cannot be held. */
static bool begin(struct fold *f, const struct event *ev)
{
	struct search *s;

	if (!ev->filename || ev->head.dirfd != AT_FDCWD ||
	    event__size(ev) > FOLD_EVENT_MAX)
		return false;
	if (f->n == FOLD_SEARCHES)
		end(f, f->order[0]);
	if (!f->order[f->n])
		f->order[f->n] = calloc(1, sizeof(*s));
	s = f->order[f->n];
	if (!s || event__copy(&s->event, ev))
		return false;
	strbuf__reset(&s->first);
	strbuf__adds(&s->first, ev->filename);
	if (!strbuf__cstr(&s->first))
		return false;
	s->last_ns = ev->head.ktime_ns;
	f->n++;
	return true;
}

/* The last failure is shown, but none hides that a file was found which may not be
 * executed: that is the error that execvp(3) returns. */
static void go_on(struct fold *f, struct search *s, struct event *ev)
{
	ev->probes = s->event.probes + 1;
	s->last_ns = ev->head.ktime_ns;
	if ((s->event.head.retval == -EACCES && ev->head.retval != -EACCES) ||
	    event__size(ev) > FOLD_EVENT_MAX || event__copy(&s->event, ev))
		s->event.probes = ev->probes;
	make_last(f, s);
}

void fold__event(struct fold *f, struct event *ev)
{
	struct search *s = find(f, ev);

	ev->probes = 0;
	ev->probes_known = true;
	if (goes_on(ev)) {
		if (s)
			go_on(f, s, ev);
		else if (!begin(f, ev))
			f->show(f->ctx, ev);
		return;
	}
	if (s) {
		ev->probes = s->event.probes + 1;
		forget(f, s);
	}
	f->show(f->ctx, ev);
}

int fold__idle(struct fold *f, uint64_t now_ns)
{
	const uint64_t ms = NSEC_PER_SEC / 1000;
	uint64_t left;

	while (f->n && f->order[0]->last_ns + FOLD_PAUSE <= now_ns)
		end(f, f->order[0]);
	if (!f->n)
		return -1;
	left = f->order[0]->last_ns + FOLD_PAUSE - now_ns;
	return (int)(((left < FOLD_PAUSE ? left : FOLD_PAUSE) + ms - 1) / ms);
}

void fold__end(struct fold *f)
{
	while (f->n)
		end(f, f->order[0]);
}

void fold__free(struct fold *f)
{
	for (size_t i = 0; i < FOLD_SEARCHES && f->order[i]; i++) {
		event__free(&f->order[i]->event);
		strbuf__free(&f->order[i]->first);
		free(f->order[i]);
	}
}
