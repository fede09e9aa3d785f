/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * POSIX extended regular expressions on bytes, with GNU's \w \W \s \S \b \B \< \> \` \'.
 * Without back-references, so that the time is linear in the text: each step moves all
 * states of a pattern past one byte. regexec(3) takes quadratic time for [a-z]+@[a-z]+.
 */
#ifndef BASE_REGEX_H
#define BASE_REGEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Steps for the patterns of one event, some 100 ms. What exceeds them is undecided. */
#define REGEX_STEPS (32ULL << 20)

/* Instructions of one pattern, about one for each character that is not repeated. */
#define REGEX_SIZE_MAX 8192

struct regex;

struct regex_text {
	const char *bytes;
	size_t len;
	bool cut; /* bytes are missing after these: no assertion about the end holds */
};

struct regex_match {
	size_t begin, end;
	/* Of the first group in parentheses; SIZE_MAX if it took no part. */
	size_t group_begin, group_end;
};

/*
 * Compile a pattern. Return 0, -ENOMEM, or -EINVAL with the reason in `error` of `size`
 * bytes. The caller frees *regex with regex__free().
 */
int regex__compile(struct regex **regex, const char *pattern, char *error, size_t size);

/*
 * Find the leftmost match that begins at `from` or later, and of these the longest; with
 * `match` NULL, any. Subtract the steps taken from *steps. Return 1, 0 if there is none, or
 * -ETIME if *steps are not enough. Allocates no memory.
 */
int regex__find(struct regex *regex, const struct regex_text *text, size_t from,
		struct regex_match *match, uint64_t *steps);

void regex__free(struct regex *regex);

#endif
