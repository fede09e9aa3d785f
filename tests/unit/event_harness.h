/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Make events, and run programs on the output. */
#ifndef EVENT_HARNESS_H
#define EVENT_HARNESS_H

#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "show/format_context.h"

/* 2023-11-14T22:13:20.123456789Z by a clock without offset. */
#define SAMPLE_TIME 1700000000123456789ULL
#define SAMPLE_HEAD                                                                  \
	{                                                                            \
		.type = RECORD_EXEC, .ktime_ns = SAMPLE_TIME, .latency_ns = 1234567, \
		.pid = 12345, .tid = 12345, .ppid = 12340, .uid = 1000,              \
		.dirfd = AT_FDCWD, .comm = "ls",                                     \
	}
#define SAMPLE_CONTEXT                                         \
	{                                                      \
		.clock = { .second = INT64_MIN }, .number = 1, \
	}

/* Select the columns shown without -O. asked: enum column_bits. */
static inline void show_columns(struct format_context *ctx, unsigned int asked)
{
	static const struct column_list none;

	column_list__make(&ctx->columns, &none, &none, asked);
}

/* Encode a record and decode it to ev, whose pointers are valid until the next call. */
static inline void make_event(struct event *ev, struct exec_record head, const char *args,
			      size_t args_len, const char *filename, size_t max_args)
{
	static struct strbuf bytes;
	struct record rec;

	make_record(&bytes, head, args, args_len, filename);
	assert_int_equal(record__parse(bytes.data, bytes.len, &rec), 0);
	assert_int_equal(event__decode(ev, &rec), 0);
	event__limit_args(ev, max_args);
}

/* Run a shell command with `input` as stdin; store what it prints in `output`. Return its
 * wait status. */
static inline int run(const char *command, const struct strbuf *input,
		      struct strbuf *output)
{
	char line[1024], chunk[4096];
	int fd = memfd_create("input", 0);
	FILE *child;
	size_t n;

	assert_int_equal(write(fd, input->data, input->len), input->len);
	snprintf(line, sizeof(line), "%s </dev/fd/%d", command, fd);
	child = popen(line, "re");
	assert_non_null(child);
	strbuf__reset(output);
	while ((n = fread(chunk, 1, sizeof(chunk), child)))
		strbuf__add(output, chunk, n);
	close(fd);
	return pclose(child);
}

#endif
