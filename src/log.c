// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "strbuf.h"
#include "text.h"

enum log_level log_level = LOG_WARN;

static void add_escaped_lines(struct strbuf *out, const char *text)
{
	const char *end;

	while ((end = strchr(text, '\n'))) {
		text__escape(out, text, end - text, 0);
		strbuf__addc(out, '\n');
		text = end + 1;
	}
	text__escape(out, text, strlen(text), 0);
}

void log_vprint(enum log_level level, const char *fmt, va_list args)
{
	struct strbuf text = {}, out = {};
	const char *message;

	if (level > log_level)
		return;
	strbuf__vprintf(&text, fmt, args);
	message = strbuf__cstr(&text);
	strbuf__adds(&out, "execsnoop: ");
	add_escaped_lines(&out, message ? message : "out of memory");
	if (!out.len || out.data[out.len - 1] != '\n')
		strbuf__addc(&out, '\n');
	/* Nobody is left to tell if this fails. */
	if (out.len && write(STDERR_FILENO, out.data, out.len) < 0)
		level = LOG_ERROR;
	strbuf__free(&text);
	strbuf__free(&out);
}

void log_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_vprint(LOG_ERROR, fmt, args);
	va_end(args);
}

void log_warn(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_vprint(LOG_WARN, fmt, args);
	va_end(args);
}

bool log_warn_nowait(const char *fmt, ...)
{
	struct pollfd fd = { .fd = STDERR_FILENO, .events = POLLOUT };
	va_list args;

	if (poll(&fd, 1, 0) != 1)
		return false;
	va_start(args, fmt);
	log_vprint(LOG_WARN, fmt, args);
	va_end(args);
	return true;
}

void log_verbose(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_vprint(LOG_VERBOSE, fmt, args);
	va_end(args);
}
