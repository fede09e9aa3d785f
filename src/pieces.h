/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Command lines too long for one record. Their pieces come first, the record
 * they belong to last; records of other CPUs may fall between. Memory is
 * bounded: PIECES_MAX command lines of at most 6 MiB each, the kernel's limit, and
 * where one more begins the oldest is dropped, whose event is then marked as
 * truncated. So are, before, those that have waited for more than a second.
 */
#ifndef PIECES_H
#define PIECES_H

#include "record.h"
#include "strbuf.h"

#define PIECES_MAX 16

struct pieces {
	struct line {
		struct strbuf bytes;
		__u64 ktime_ns; /* 0: this slot is free */
		__u32 tid;
	} lines[PIECES_MAX];
	struct strbuf joined; /* what the last pieces__join() handed out */
};

/* Keeps the bytes of a RECORD_ARGS. */
void pieces__keep(struct pieces *p, const struct record *rec);

/*
 * Puts the pieces that were sent ahead in front of rec's own argument bytes;
 * rec then points into p until the next call. If one is missing, rec holds what
 * came before it and is marked RECORD_TRUNCATED.
 */
void pieces__join(struct pieces *p, struct record *rec);

void pieces__free(struct pieces *p);

#endif
