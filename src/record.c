// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <string.h>

#include "record.h"

int record__parse(const void *bytes, size_t size, struct record *rec)
{
	struct exec_record *head = &rec->head;

	if (size < sizeof(*head))
		return -EBADMSG;
	memcpy(head, bytes, sizeof(*head));
	size -= sizeof(*head);
	if (head->type != RECORD_EXEC && head->type != RECORD_ARGS)
		return -EBADMSG;
	if (head->args_len > size || head->filename_len != size - head->args_len)
		return -EBADMSG;
	if (head->retval > 0 || head->retval < -ERRNO_MAX)
		return -EBADMSG;

	rec->args = (const char *)bytes + sizeof(*head);
	rec->args_len = head->args_len;
	rec->filename = NULL;
	if (!head->filename_len)
		return 0;
	rec->filename = rec->args + rec->args_len;
	return rec->filename[head->filename_len - 1] ? -EBADMSG : 0;
}
