// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "record/record.h"

/* Parse what RECORD_DETAILED adds: all `size` bytes. */
static int parse_details(struct record *rec, const char *bytes, size_t size)
{
	struct exec_details *d = &rec->details;

	if (size < sizeof(*d))
		return -EBADMSG;
	size -= sizeof(*d);
	memcpy(d, bytes + size, sizeof(*d));
	if (size != (size_t)d->exe_len + d->cwd_len + d->interpreter_len)
		return -EBADMSG;
	rec->exe = bytes;
	rec->cwd = rec->exe + d->exe_len;
	rec->interpreter = rec->cwd + d->cwd_len;
	return 0;
}

/* Parse what RECORD_ANCESTRY adds, at the end of the bytes, and subtract it from `*size`. */
static int parse_ancestry(struct record *rec, const char *bytes, size_t *size)
{
	struct exec_ancestry *a = &rec->ancestry;
	size_t ancestors;

	if (*size < sizeof(*a))
		return -EBADMSG;
	*size -= sizeof(*a);
	memcpy(a, bytes + *size, sizeof(*a));
	ancestors = a->n * sizeof(struct process_state);
	if (a->n > ANCESTRY_LEVELS_MAX || ancestors > *size)
		return -EBADMSG;
	*size -= ancestors;
	rec->ancestors = bytes + *size;
	return 0;
}

/* Parse the optional parts, which follow those of every record. */
static int parse_more(struct record *rec, const char *bytes, size_t size)
{
	int err = 0;

	if (rec->head.flags & RECORD_USAGE) {
		if (size < sizeof(rec->usage))
			return -EBADMSG;
		memcpy(&rec->usage, bytes, sizeof(rec->usage));
		bytes += sizeof(rec->usage);
		size -= sizeof(rec->usage);
	}
	if (rec->head.flags & RECORD_ANCESTRY)
		err = parse_ancestry(rec, bytes, &size);
	if (!err && rec->head.flags & RECORD_DETAILED)
		return parse_details(rec, bytes, size);
	return err || !size ? err : -EBADMSG;
}

int record__parse(const void *bytes, size_t size, struct record *rec)
{
	struct exec_record *head = &rec->head;
	uint64_t len; /* of the parts of every record; 64 bits: the sum cannot overflow */

	if (size < sizeof(*head))
		return -EBADMSG;
	memcpy(head, bytes, sizeof(*head));
	size -= sizeof(*head);
	len = (uint64_t)head->args_len + head->filename_len + head->cgroups_len;
	if (len > size || head->type < RECORD_EXEC || head->type > RECORD_ENV ||
	    head->retval > 0 || head->retval < -ERRNO_MAX)
		return -EBADMSG;

	rec->args = (const char *)bytes + sizeof(*head);
	rec->args_len = head->args_len;
	rec->env = NULL;
	rec->env_len = 0;
	rec->filename = head->filename_len ? rec->args + rec->args_len : NULL;
	rec->cgroups = rec->args + rec->args_len + head->filename_len;
	if (rec->filename && rec->filename[head->filename_len - 1])
		return -EBADMSG;
	return parse_more(rec, rec->args + len, size - len);
}

unsigned int record__type(const void *bytes, size_t size)
{
	__u16 type = 0;

	if (size >= sizeof(type))
		memcpy(&type, bytes, sizeof(type));
	return type;
}

int exit_record__parse(const void *bytes, size_t size, struct exit_record *rec)
{
	*rec = (struct exit_record){};
	if (size < EXIT_QUIET_SIZE || size > sizeof(*rec))
		return -EBADMSG;
	memcpy(rec, bytes, size);
	return size == (rec->flags & EXIT_QUIET ? EXIT_QUIET_SIZE : sizeof(*rec)) ?
		       0 :
		       -EBADMSG;
}

int fork_record__parse(const void *bytes, size_t size, struct fork_record *rec)
{
	if (size != sizeof(*rec))
		return -EBADMSG;
	memcpy(rec, bytes, sizeof(*rec));
	return 0;
}

int gone_record__parse(const void *bytes, size_t size, struct gone_record *rec)
{
	if (size != sizeof(*rec))
		return -EBADMSG;
	memcpy(rec, bytes, sizeof(*rec));
	return 0;
}
