/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the fuzz targets share. A target is one file, fuzz_NAME.c, that defines
 * LLVMFuzzerTestOneInput(); the Makefile finds it, and its seeds in corpus/NAME.
 * Besides not crashing, a target must hold what is required of it, which is said
 * without the code that is asked (oracle.h, json.h).
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the run, so that the input is kept as a crash. */
#define require(condition)                                                      \
	do {                                                                    \
		if (!(condition)) {                                             \
			fake.on = false;                                        \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, \
				__LINE__, #condition);                          \
			abort();                                                \
		}                                                               \
	} while (0)

/* --- the bytes of one run, taken from the front; behind the end come zeros --- */

struct input {
	const uint8_t *data;
	size_t left;
};

/* Up to n bytes: how many stands in *got. */
static inline const uint8_t *take(struct input *in, size_t n, size_t *got)
{
	const uint8_t *bytes = in->data;

	*got = n < in->left ? n : in->left;
	in->data += *got;
	in->left -= *got;
	return bytes;
}

static inline uint64_t take_number(struct input *in, size_t bytes)
{
	uint64_t n = 0;
	size_t got;
	const uint8_t *from = take(in, bytes, &got);

	if (got)
		memcpy(&n, from, got);
	return n;
}

/* A copy that ends where its memory ends, so that the sanitizer sees one byte more
 * being read. The caller frees it. */
static inline char *copy_of(const void *bytes, size_t len)
{
	char *copy = malloc(len ? len : 1);

	if (!copy)
		abort();
	if (len)
		memcpy(copy, bytes, len);
	return copy;
}

/* The same as a C string, without a NUL of its own. */
static inline char *text_of(const void *bytes, size_t len)
{
	char *text = malloc(len + 1);

	if (!text)
		abort();
	memcpy(text, bytes, len);
	text[len] = '\0';
	return text;
}

/* --- the system, as far as a target answers in its place (fake.c) --- */

#define FAKE_FD 100000 /* no real one is so high */

struct fake {
	bool on; /* else all goes to the system */
	struct strbuf err; /* what was written to standard error */
	struct strbuf out; /* what was written to FAKE_FD */
	size_t writes; /* to standard error */
	/* Any file that is opened, unless this is NULL: */
	const uint8_t *content;
	size_t len, pos, chunk; /* chunk: the most that one read gives */
	int open_errno; /* 0: it can be opened */
	int read_errno; /* behind its last byte; 0: there it ends */
	int opened; /* not closed yet */
};

extern struct fake fake;

/* All zero, but for the memory it holds; then on. */
void fake_begin(void);
void fake_end(void);

#endif
