// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/regex.h"

/* glibc accepts back-references, which POSIX EREs do not have. Matching them can
 * take exponential time: regexec(3) does not finish on a line of 2 KB. */
static bool has_back_reference(const char *regex)
{
	while ((regex = strchr(regex, '\\')) && regex[1])
		if (regex[1] >= '1' && regex[1] <= '9')
			return true;
		else
			regex += 2;
	return false;
}

int regex__compile(regex_t *regex, const char *text, int flags, char *error, size_t size)
{
	int err;

	if (has_back_reference(text)) {
		snprintf(error, size, "it has no back-references");
		return -EINVAL;
	}
	err = regcomp(regex, text, REG_EXTENDED | flags);
	if (err)
		regerror(err, regex, error, size);
	return err ? -EINVAL : 0;
}
