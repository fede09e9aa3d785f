// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fcntl.h>

#include "stream.h"

/* Bits of the first byte of each record. */
enum {
	IS_PIECE = 1 << 0,
	IS_RAW = 1 << 1, /* all of its head comes from the input; with a file name, the
			  * two lengths have the right sum */
	IS_CUT = 1 << 2, /* its end is missing */
	HAS_FILENAME = 1 << 3,
	FAILED = 1 << 4,
	CONTINUES = 1 << 5, /* args_before is what it should be */
	JUMPS = 1 << 6, /* args_before is anything */
	HAS_NUMBERS = 1 << 7, /* the others are not zero */
};

static void take_numbers(struct stream *s, struct exec_record *head)
{
	head->latency_ns = take_number(&s->in, 8);
	head->dirfd = (__s32)take_number(&s->in, 4);
	head->pid = (__u32)take_number(&s->in, 4);
	head->ppid = (__u32)take_number(&s->in, 4);
	head->uid = (__u32)take_number(&s->in, 4);
	head->argc = (__u32)take_number(&s->in, 4);
	head->args_total = (__u32)take_number(&s->in, 4);
	/* Never 0: an exec comes after the boot. */
	head->ktime_ns += take_number(&s->in, 8) >> 1;
	s->lost += take_number(&s->in, 1);
}

static void take_ahead(struct stream *s, struct exec_record *head, unsigned int kind)
{
	if (s->ahead[head->tid].ktime_ns != head->ktime_ns) {
		s->ahead[head->tid].ktime_ns = head->ktime_ns;
		s->ahead[head->tid].bytes = 0;
	}
	if (kind & CONTINUES)
		head->args_before = s->ahead[head->tid].bytes;
	else if (kind & JUMPS)
		head->args_before = (__u32)take_number(&s->in, 4);
}

static void take_head(struct stream *s, struct exec_record *head, unsigned int kind)
{
	unsigned int ids = (unsigned int)take_number(&s->in, 1);
	const uint8_t *comm;
	size_t got;

	*head = (struct exec_record){
		.type = kind & IS_PIECE ? RECORD_ARGS : RECORD_EXEC,
		.flags = ids >> 4,
		.latency_ns = NO_LATENCY,
		.tid = ids % STREAM_TIDS,
		.ktime_ns = 1 + (ids >> 2) % 4,
		.dirfd = AT_FDCWD,
	};
	if (kind & FAILED)
		head->retval = -(__s32)(take_number(&s->in, 2) % (ERRNO_MAX + 1));
	if (kind & HAS_NUMBERS)
		take_numbers(s, head);
	take_ahead(s, head, kind);
	/* Another CPU may have counted before. */
	head->lost = s->lost - (s->lost > head->tid ? head->tid : 0);
	comm = take(&s->in, take_number(&s->in, 1) % (COMM_SIZE + 1), &got);
	if (got)
		memcpy(head->comm, comm, got);
}

bool stream_next(struct stream *s, struct sent *sent)
{
	unsigned int kind = (unsigned int)take_number(&s->in, 1);
	const uint8_t *args, *name;
	struct exec_record head;
	size_t args_len, name_len;

	if (!s->in.left)
		return false;
	take_head(s, &head, kind);
	args = take(&s->in, take_number(&s->in, 1), &args_len);
	name = take(&s->in, kind & HAS_FILENAME ? take_number(&s->in, 1) : 0, &name_len);
	/* A C string. */
	name_len = strnlen((const char *)name, name_len);
	head.args_len = (__u32)args_len;
	head.filename_len = kind & HAS_FILENAME ? (__u32)name_len + 1 : 0;
	if (kind & IS_PIECE)
		s->ahead[head.tid].bytes += head.args_len;
	if (kind & IS_RAW) {
		const uint8_t *raw = take(&s->in, sizeof(head), &sent->size);

		if (sent->size)
			memcpy(&head, raw, sent->size);
	}
	sent->size = sizeof(head) + args_len + name_len;
	/* Its NUL. */
	sent->size += kind & HAS_FILENAME && !(kind & IS_RAW);
	if (kind & IS_RAW && kind & HAS_FILENAME) {
		head.args_len %= sent->size - sizeof(head) + 1;
		head.filename_len = (__u32)(sent->size - sizeof(head)) - head.args_len;
	}
	sent->bytes = calloc(1, sent->size);
	if (!sent->bytes)
		abort();
	memcpy(sent->bytes, &head, sizeof(head));
	if (args_len)
		memcpy(sent->bytes + sizeof(head), args, args_len);
	if (name_len)
		memcpy(sent->bytes + sizeof(head) + args_len, name, name_len);
	sent->is_piece = kind & IS_PIECE;
	sent->fits = !(kind & (IS_RAW | IS_CUT));
	if (kind & IS_CUT) {
		char *whole = sent->bytes;

		sent->size -= take_number(&s->in, 1) % (sent->size + 1);
		sent->bytes = copy_of(whole, sent->size);
		free(whole);
	}
	return true;
}
