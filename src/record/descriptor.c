// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/util.h"
#include "execsnoop.h"
#include "record/descriptor.h"

const char *descriptor__name(unsigned int kind)
{
	static const char *const names[DESCRIPTOR_KINDS] = {
		[DESCRIPTOR_CLOSED] = "closed", [DESCRIPTOR_TTY] = "tty",
		[DESCRIPTOR_PIPE] = "pipe",	[DESCRIPTOR_SOCKET] = "socket",
		[DESCRIPTOR_FILE] = "file",	[DESCRIPTOR_DIR] = "dir",
		[DESCRIPTOR_NULL] = "null",	[DESCRIPTOR_DEVICE] = "device",
		[DESCRIPTOR_OTHER] = "other",
	};

	return kind < ARRAY_SIZE(names) ? names[kind] : NULL;
}
