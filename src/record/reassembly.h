/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Command lines too long for one record, and environments. Their pieces come first,
 * the record they belong to last; records of other CPUs may fall between. Memory is
 * bounded: REASSEMBLY_SLOTS of them of at most 6 MiB each, the kernel's limit, and
 * where one more begins the oldest is dropped, whose event is then marked as
 * truncated. So are, before, those that have waited for more than a second.
 */
#ifndef REASSEMBLY_H
#define REASSEMBLY_H

#include "base/strbuf.h"
#include "record/record.h"

#define REASSEMBLY_SLOTS 16

struct reassembly {
	struct line {
		struct strbuf bytes;
		__u64 ktime_ns; /* 0: this slot is free */
		__u32 tid;
		__u16 type; /* RECORD_ARGS or RECORD_ENV */
	} lines[REASSEMBLY_SLOTS];
	struct strbuf joined, env; /* what the last reassembly__join() handed out */
};

/* Keeps the bytes of a RECORD_ARGS or RECORD_ENV. */
void reassembly__add(struct reassembly *p, const struct record *rec);

/*
 * Puts the pieces that were sent ahead in front of rec's own argument bytes, and hands
 * out those of the environment; rec then points into p until the next call. If one is
 * missing, rec holds what came before it: of arguments it is marked RECORD_TRUNCATED, of
 * an environment env_len tells.
 */
void reassembly__join(struct reassembly *p, struct record *rec);

void reassembly__free(struct reassembly *p);

#endif
