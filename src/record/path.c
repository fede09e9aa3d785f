// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "record/path.h"

bool path__add(struct strbuf *out, const struct names *names)
{
	const char *bytes = names->bytes;
	size_t end = names->len;

	/* The last name comes first; after the first name an empty one marks the end. */
	if (!end || bytes[end - 1] || (end > 1 && bytes[end - 2]))
		return false;
	if (names->flags & PATH_UNREACHABLE)
		strbuf__adds(out, "(unreachable)");
	if (--end == 0)
		strbuf__addc(out, '/');
	while (end) {
		size_t begin = end - 1;

		while (begin && bytes[begin - 1])
			begin--;
		strbuf__addc(out, '/');
		strbuf__add(out, bytes + begin, end - 1 - begin);
		end = begin;
	}
	if (names->flags & PATH_DELETED)
		strbuf__adds(out, " (deleted)");
	return true;
}
