/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records made of any bytes. Most are consistent, so that the code after the checks of
 * lengths is reached too. */
#ifndef STREAM_H
#define STREAM_H

#include "fuzz.h"
#include "record/record.h"

#define STREAM_TIDS 4

struct stream {
	struct input in;
	__u64 lost; /* the highest count so far; that of a record may be lower */
	struct ahead { /* by tid: fragments that the BPF programs would have sent */
		__u64 ktime_ns;
		__u32 bytes;
	} args[STREAM_TIDS], env[STREAM_TIDS];
};

struct sent {
	char *bytes; /* of the record, to be freed */
	size_t size;
	bool fits; /* its lengths are right, its ids are the stream's */
	bool is_fragment; /* if it fits: RECORD_ARGS or RECORD_ENV */
};

/* Return false if there are no more. */
bool stream_next(struct stream *s, struct sent *sent);

#endif
