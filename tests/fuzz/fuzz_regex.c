// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A pattern, a NUL, and a text: regexec(3) finds the same. */
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/regex.h"
#include "oracle.h"

/* regcomp(3) copies what an interval or a '+' repeats, also where they are nested, and
 * regexec(3) finds assertions to hold at a line break or in a repetition where they do not. */
static bool is_comparable(const char *pattern)
{
	static const char escapes[] = "bB<>`'";
	size_t n_plus = 0;

	for (const char *c = pattern; (c = strchr(c, '\\')) && c[1]; c += 2)
		if (strchr(escapes, c[1]))
			return false;
	for (const char *c = pattern; (c = strchr(c, '+')); c++)
		n_plus++;
	return n_plus < 8 && !strpbrk(pattern, "{^$");
}

static bool is_our_limit(const char *error)
{
	return strstr(error, "nested groups") || strstr(error, "back-references");
}

static void compare(struct regex *regex, const regex_t *oracle, const char *bytes,
		    size_t len)
{
	const struct regex_text text = { .bytes = bytes, .len = len };
	uint64_t steps = REGEX_STEPS;
	regmatch_t expected;
	struct regex_match m;
	const bool found = !regexec(oracle, bytes, 1, &expected, 0);

	require(regex__find(regex, &text, 0, NULL, &steps) == found);
	require(regex__find(regex, &text, 0, &m, &steps) == found);
	require(!found ||
		(m.begin == (size_t)expected.rm_so && m.end == (size_t)expected.rm_eo));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *pattern = malloc(size + 1), *text, error[200] = "";
	struct regex *regex = NULL;
	regex_t oracle;
	int err;

	memcpy(pattern, data, size);
	pattern[size] = '\0';
	text = pattern + strlen(pattern);
	text += text < pattern + size;
	err = regex__compile(&regex, pattern, error, sizeof(error));
	require(!err == !*error);
	if (is_comparable(pattern)) {
		const bool bad = regcomp(&oracle, pattern, REG_EXTENDED);

		require(bad == (err != 0) || is_our_limit(error));
		if (!bad && !err)
			compare(regex, &oracle, text, strlen(text));
		if (!bad)
			regfree(&oracle);
	} else if (!err) {
		const struct regex_text any = { .bytes = text, .len = strlen(text) };
		uint64_t steps = REGEX_STEPS;
		struct regex_match m;

		require(regex__find(regex, &any, 0, &m, &steps) >= 0);
	}
	if (!err)
		regex__free(regex);
	free(pattern);
	return 0;
}
