/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Command lines too long for one record, and environments. Their pieces come first,
 * the record they belong to last; records of other CPUs may fall between. Memory is
 * bounded: PIECES_MAX of them of at most 6 MiB each, the kernel's limit, and
 * where one more begins the oldest is dropped, whose event is then marked as
 * truncated. So are, before, those that have waited for more than a second.
 */
#ifndef PIECES_H
#define PIECES_H

#include "base/strbuf.h"
#include "record/record.h"

#define PIECES_MAX 16

struct pieces {
	struct line {
		struct strbuf bytes;
		__u64 ktime_ns; /* 0: this slot is free */
		__u32 tid;
		__u16 type; /* RECORD_ARGS or RECORD_ENV */
	} lines[PIECES_MAX];
	struct strbuf joined, env; /* what the last pieces__join() handed out */
};

/* Keeps the bytes of a RECORD_ARGS or RECORD_ENV. */
void pieces__keep(struct pieces *p, const struct record *rec);

/*
 * Puts the pieces that were sent ahead in front of rec's own argument bytes, and hands
 * out those of the environment; rec then points into p until the next call. If one is
 * missing, rec holds what came before it: of arguments it is marked RECORD_TRUNCATED, of
 * an environment env_len tells.
 */
void pieces__join(struct pieces *p, struct record *rec);

void pieces__free(struct pieces *p);

#endif
