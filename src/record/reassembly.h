/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Command lines too long for one record, and environments. Their fragments come first, the
 * record they belong to last, with records of other CPUs in between. Memory is bounded by
 * REASSEMBLY_SLOTS of at most 6 MiB each, the kernel's limit. When one more begins, those
 * older than a second are dropped, and the oldest if all slots are in use; their events are
 * then marked as truncated.
 */
#ifndef REASSEMBLY_H
#define REASSEMBLY_H

#include "base/strbuf.h"
#include "record/record.h"

#define REASSEMBLY_SLOTS 16

struct reassembly {
	struct partial {
		struct strbuf bytes;
		__u64 ktime_ns; /* of the record; 0: unused */
		__u32 tid;
		__u16 type; /* RECORD_ARGS or RECORD_ENV */
	} partial[REASSEMBLY_SLOTS];
	struct strbuf joined, env; /* the bytes that reassembly__join() returned last */
};

/* Store the bytes of a RECORD_ARGS or RECORD_ENV. */
void reassembly__add(struct reassembly *r, const struct record *rec);

/*
 * Prepend the stored fragments to the argument bytes of `rec`, and set its environment;
 * `rec` then points into `r` until the next call. If a fragment is missing, the bytes before
 * it are used: arguments are marked RECORD_TRUNCATED, of an environment rec->env_len is less
 * than details.env_len.
 */
void reassembly__join(struct reassembly *r, struct record *rec);

void reassembly__free(struct reassembly *r);

#endif
