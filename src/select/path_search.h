/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One event for a search along PATH. execvp(3) tries a program in one directory after
 * the other, by one task with the same arguments: of these calls one is shown, with
 * the number of the others. Which it will be is known only afterwards, so failures are
 * held until the search is over.
 */
#ifndef PATH_SEARCH_H
#define PATH_SEARCH_H

#include "record/event.h"

/* Searches that are held at once; when one more begins, the oldest is over. */
#define PATH_SEARCHES_MAX 64
/* A longer event (event__size()) is not held: bytes. */
#define PATH_SEARCH_EVENT_MAX 65536
/* More than PATH has directories, so that nobody is held for ever. */
#define PATH_SEARCH_PROBES_MAX 256
/* A search goes on at once, or is over: nanoseconds. */
#define PATH_SEARCH_PAUSE 100000000ULL
/* The path that it began with comes again so soon if PATH has a directory twice; later it
 * is tried again: nanoseconds. */
#define PATH_SEARCH_REPEAT 10000000ULL

struct open_search;

struct path_search {
	/* Takes what is to be shown; its probes are set. The event is valid in the call,
	 * which may change it. */
	void (*show)(void *ctx, struct event *ev);
	void *ctx;

	struct open_search
		*order[PATH_SEARCHES_MAX]; /* first the open ones, by their last event */
	size_t n; /* open ones */
};

/* The next event: shows the searches that it ends, then shows it or holds a copy. Its
 * filename and time must have been collected. Where memory runs out it is shown. */
void path_search__event(struct path_search *ps, struct event *ev);

/* Nothing more has come until now_ns (CLOCK_BOOTTIME): shows the searches that are over.
 * Returns in how many milliseconds the next one may be, or -1 if there is none. */
int path_search__idle(struct path_search *ps, uint64_t now_ns);

/* Shows all that is held. */
void path_search__end(struct path_search *ps);

void path_search__free(struct path_search *ps);

#endif
