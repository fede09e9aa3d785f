// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "select/path_search.h"

struct open_search {
	struct strbuf first; /* filename of the first probe */
	uint64_t last_ns; /* time of the last probe */
	struct event event; /* shown unless a later probe replaces it */
};

/* Return whether this error says that the file is missing. After these and EACCES, execvp(3)
 * tries the next directory (glibc; musl after some of them). Shells and Python do so after
 * any error. */
static bool is_missing(const struct event *ev)
{
	switch (-ev->head.retval) {
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

/* An unreadable argument equals any: the kernel need not read the arguments, and fault
 * them in, before it finds the file. */
static bool same_args(const struct arg *a, const struct arg *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!a[i].unreadable && !b[i].unreadable &&
		    !same_bytes(&a[i], b[i].text, b[i].len))
			return false;
	return true;
}

/* A successful exec of a script has its interpreters and their options, then the path of the
 * script, in place of the first argument; with flag P of binfmt_misc, before it. */
static bool same_line(const struct event *failed, const struct event *ev)
{
	size_t n = failed->n_args, more = ev->n_args - n;

	if (!ev->head.retval && (ev->truncated || failed->truncated))
		return true; /* truncated at different places */
	if (ev->n_args == n)
		return same_args(failed->args, ev->args, n);
	if (ev->head.retval || ev->n_args < n || !n)
		return false;
	if (same_bytes(&ev->args[more], ev->filename, strlen(ev->filename)))
		return same_args(failed->args + 1, ev->args + more + 1, n - 1);
	return more > 1 &&
	       same_bytes(&ev->args[more - 1], ev->filename, strlen(ev->filename)) &&
	       same_args(failed->args, ev->args + more, n);
}

/* Whether ev is of the task that searches. A success ends all other threads of the process
 * and has the tid of the leader. */
static bool same_task(const struct event *ev, const struct open_search *s)
{
	return s->event.head.pid == ev->head.pid &&
	       s->event.head.start_ns == ev->head.start_ns &&
	       (s->event.head.tid == ev->head.tid || !ev->head.retval);
}

/* In place of a directory that does not exist, or that PATH has twice, ksh tries "". */
static bool same_name(const char *a, const char *b)
{
	return !*a || !*b || !strcmp(last_component(a), last_component(b));
}

/* Whether the same file is tried once more, and not because PATH has its directory twice. */
static bool is_retry(const struct event *ev, const struct open_search *s)
{
	const int err = -s->event.head.retval;

	if (!is_missing(&s->event) && err != EACCES &&
	    !strcmp(ev->filename, s->event.filename))
		return true;
	return *ev->filename && !strcmp(ev->filename, s->first.data) &&
	       ev->head.ktime_ns >= s->last_ns + PATH_SEARCH_REPEAT;
}

static bool continues(const struct event *ev, const struct open_search *s)
{
	return ev->filename && s->event.probes < PATH_SEARCH_PROBES_MAX &&
	       same_name(s->event.filename, ev->filename) && !is_retry(ev, s) &&
	       same_line(&s->event, ev);
}

/* Move an open search after the other open ones. */
static void move_last(struct path_search *ps, struct open_search *s)
{
	size_t i = 0;

	while (ps->order[i] != s)
		i++;
	memmove(&ps->order[i], &ps->order[i + 1], (ps->n - i - 1) * sizeof(s));
	ps->order[ps->n - 1] = s;
}

static void close_search(struct path_search *ps, struct open_search *s)
{
	move_last(ps, s);
	ps->n--;
}

static void end(struct path_search *ps, struct open_search *s)
{
	close_search(ps, s);
	ps->show(ps->ctx, &s->event);
}

/* End the searches of the task that ev does not continue. Returns the one that it
 * continues, or NULL. */
static struct open_search *find(struct path_search *ps, const struct event *ev)
{
	struct open_search *found = NULL;
	size_t i = 0;

	while (i < ps->n) {
		struct open_search *s = ps->order[i];

		if (same_task(ev, s) && (found || !continues(ev, s))) {
			end(ps, s);
			continue;
		}
		if (same_task(ev, s))
			found = s;
		i++;
	}
	return found;
}

/* Open a search with ev as its first probe. Returns false if ev cannot be held. */
static bool begin(struct path_search *ps, const struct event *ev)
{
	struct open_search *s;

	if (!ev->filename || ev->head.dirfd != AT_FDCWD ||
	    event__size(ev) > PATH_SEARCH_EVENT_MAX)
		return false;
	if (ps->n == PATH_SEARCHES_MAX)
		end(ps, ps->order[0]);
	if (!ps->order[ps->n])
		ps->order[ps->n] = calloc(1, sizeof(*s));
	s = ps->order[ps->n];
	if (!s || event__copy(&s->event, ev))
		return false;
	strbuf__reset(&s->first);
	strbuf__adds(&s->first, ev->filename);
	if (!strbuf__cstr(&s->first))
		return false;
	s->last_ns = ev->head.ktime_ns;
	ps->n++;
	return true;
}

/* Show the last failure, but prefer one with a file that was found, as execvp(3) and shells
 * do: it may not be executed, for example. */
static void add_probe(struct path_search *ps, struct open_search *s, struct event *ev)
{
	ev->probes = s->event.probes + 1;
	s->last_ns = ev->head.ktime_ns;
	if ((!is_missing(&s->event) && is_missing(ev)) || !*ev->filename ||
	    event__size(ev) > PATH_SEARCH_EVENT_MAX || event__copy(&s->event, ev))
		s->event.probes = ev->probes;
	move_last(ps, s);
}

void path_search__event(struct path_search *ps, struct event *ev)
{
	struct open_search *s = find(ps, ev);

	ev->probes = 0;
	ev->probes_known = true;
	if (ev->head.retval) {
		if (s)
			add_probe(ps, s, ev);
		else if (!begin(ps, ev))
			ps->show(ps->ctx, ev);
		return;
	}
	if (s) {
		ev->probes = s->event.probes + 1;
		close_search(ps, s);
	}
	ps->show(ps->ctx, ev);
}

int path_search__idle(struct path_search *ps, uint64_t now_ns)
{
	const uint64_t ms = NSEC_PER_SEC / 1000;
	uint64_t left;

	while (ps->n && ps->order[0]->last_ns + PATH_SEARCH_PAUSE <= now_ns)
		end(ps, ps->order[0]);
	if (!ps->n)
		return -1;
	left = ps->order[0]->last_ns + PATH_SEARCH_PAUSE - now_ns;
	return (int)(((left < PATH_SEARCH_PAUSE ? left : PATH_SEARCH_PAUSE) + ms - 1) /
		     ms);
}

void path_search__end(struct path_search *ps)
{
	while (ps->n)
		end(ps, ps->order[0]);
}

void path_search__free(struct path_search *ps)
{
	for (size_t i = 0; i < PATH_SEARCHES_MAX && ps->order[i]; i++) {
		event__free(&ps->order[i]->event);
		strbuf__free(&ps->order[i]->first);
		free(ps->order[i]);
	}
}

bool path_probe__next(struct path_probe *last, const struct event *ev)
{
	const bool same_task = last->tid && last->tid == ev->head.tid;
	const char *before = same_task ? strbuf__cstr(&last->filename) : NULL;
	const bool found = before && ev->filename && strcmp(before, ev->filename) != 0 &&
			   same_name(before, ev->filename);

	last->tid = 0;
	if (!ev->head.retval || !ev->filename)
		return found;
	last->tid = ev->head.tid;
	strbuf__reset(&last->filename);
	strbuf__adds(&last->filename, ev->filename);
	return found;
}
