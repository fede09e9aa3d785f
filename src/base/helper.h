/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Processes for work that may never return: reading the memory of another process,
 * resolving a path of another's choice. If one is stuck or has died, another one takes over;
 * one that was stuck is used again should it come back. They have no files of ours open.
 */
#ifndef HELPER_H
#define HELPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many may be stuck at a time; further requests then have no answer. */
#define HELPER_PROCESSES 4
#define HELPER_REQUESTS_MAX 64 /* in one batch */
#define HELPER_ANSWER_MAX 65536

/* Write the answer to a request to `answer`, at most HELPER_ANSWER_MAX bytes, and return its
 * length. Runs in a helper process, where stderr is /dev/null. */
typedef size_t (*helper_fn)(void *ctx, const void *request, size_t len, char *answer);

/* A kind of request. `ctx` is what it was at the start; each process has its own copy. */
struct helper_job {
	helper_fn answer;
	void *ctx;
};

struct helper_setup {
	const struct helper_job *jobs; /* valid until helper__free() */
	size_t n_jobs;
	uint64_t capabilities; /* to keep (1 << CAP_...), unless privileges__raised() */
	unsigned int limit_ms; /* for one answer, while the process has a CPU to run on */
};

struct helper;

/* Start the processes. Return NULL with errno set. SIGPIPE must be ignored while they are in
 * use: it is sent if one has died. */
struct helper *helper__new(const struct helper_setup *setup);

/* Replace the processes that are stuck. Only while this process may fork. */
void helper__replace_stuck(struct helper *h);

/* Add a request for jobs[job] to the batch, which is new after helper__run(). Return
 * whether it has room. */
bool helper__add(struct helper *h, size_t job, const void *request, size_t len);

/* Wait until each request of the batch has been answered, or has waited for its time
 * limit. */
void helper__run(struct helper *h);

/* Return the answer to request i of the last batch, valid until the next helper__run(), and
 * its length; or NULL if there is none. */
const char *helper__answer(const struct helper *h, size_t i, size_t *len);

/* Return how many requests had no answer. h may be NULL. */
uint64_t helper__unanswered(const struct helper *h);

/* End the processes. Those that are stuck are killed with this process. */
void helper__free(struct helper *h);

#endif
