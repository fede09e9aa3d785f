// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Messages with any values: one write, and no line besides those of the format. */
#include "base/log.h"
#include "oracle.h"

__attribute__((format(printf, 1, 2))) static void as_library(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_vprint(LOG_WARN, fmt, args);
	va_end(args);
}

/* Count the lines; require that they have no unsafe bytes. */
static size_t count_lines(const char *bytes, size_t len)
{
	size_t lines = 0;

	for (const char *end; len; len -= (size_t)(end - bytes), bytes = end) {
		end = memchr(bytes, '\n', len);
		require(end);
		require(oracle_is_safe(bytes, (size_t)(end - bytes)));
		lines++;
		end++;
	}
	return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	unsigned int how = (unsigned int)take_number(&in, 1);
	size_t len = strnlen((const char *)in.data, in.left), lines, breaks = 0;
	char *text = text_of(in.data, len);

	for (size_t i = 0; i < len; i++)
		breaks += text[i] == '\n';
	fake_begin();
	if (how & 1)
		log_error("cannot use %s: %s\nTry %d of %s.", text, "it is", 3, text);
	else if (how & 2)
		log_warn("%s", text);
	else
		as_library("%s\n%s\n", "libbpf", text);
	fake_end();
	lines = count_lines(fake.err.data, fake.err.len);
	require(fake.writes == 1);
	require(!memcmp(fake.err.data, "execsnoop: ", 11));
	if (how & 1)
		require(lines == (breaks ? 1 : 2));
	else if (how & 2)
		require(lines == 1);
	else
		require(lines == breaks + 2);
	free(text);
	return 0;
}
