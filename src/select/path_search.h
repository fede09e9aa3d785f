/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Merges the execs of one search along PATH. execvp(3) tries a program in one directory
 * after the other, from one task and with the same arguments. One of these calls is shown,
 * with the number of the others (probes). Which one is known only at the end of the search,
 * so its failures are held until then.
 */
#ifndef PATH_SEARCH_H
#define PATH_SEARCH_H

#include "record/event.h"

/* Concurrent searches; when one more begins, the oldest ends. */
#define PATH_SEARCHES_MAX 64
/* Bytes of an event (event__size()) that is held; longer ones are not. */
#define PATH_SEARCH_EVENT_MAX 65536
/* Probes of one search, more than PATH has directories: no search is held forever. */
#define PATH_SEARCH_PROBES_MAX 256
/* Nanoseconds after which a search without a new probe ends. */
#define PATH_SEARCH_PAUSE 100000000ULL
/* Nanoseconds within which the first path may recur, because PATH has a directory twice;
 * later it begins a new search. */
#define PATH_SEARCH_REPEAT 10000000ULL

struct open_search;

struct path_search {
	/* Called for each event to show, whose probes are set. It may modify the event,
	 * which is valid during the call. */
	void (*show)(void *ctx, struct event *ev);
	void *ctx;

	/* The n open searches, the one with the oldest last event first; then free ones. */
	struct open_search *order[PATH_SEARCHES_MAX];
	size_t n;
};

/* Take the next event, with filename and time collected: show the searches that it ends,
 * then show it or hold a copy. Shows it if memory runs out. */
void path_search__event(struct path_search *ps, struct event *ev);

/* Show the searches that are over if no event came before now_ns (CLOCK_BOOTTIME). Returns
 * the milliseconds until the next may be over, or -1 if none is open. */
int path_search__idle(struct path_search *ps, uint64_t now_ns);

/* Show all that is held. */
void path_search__end(struct path_search *ps);

void path_search__free(struct path_search *ps);

/* The last event, if it was a failure. */
struct path_probe {
	uint32_t tid; /* 0: none */
	struct strbuf filename;
};

/* Take the next event that is shown. Return whether it seems to continue the search of the
 * last one, by its task and file name alone. */
bool path_probe__next(struct path_probe *last, const struct event *ev);

#endif
