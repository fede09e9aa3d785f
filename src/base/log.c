// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/strbuf.h"
#include "base/text.h"

enum log_level log_level = LOG_WARN;

/* Escapes all but the bytes that stand for a line break; '\0': none does. */
static void add_escaped_lines(struct strbuf *out, const char *text, char line_break)
{
	const char *end;

	while (line_break && (end = strchr(text, line_break))) {
		text__escape(out, text, end - text, 0);
		strbuf__addc(out, '\n');
		text = end + 1;
	}
	text__escape(out, text, strlen(text), 0);
}

static void write_message(struct strbuf *text, char line_break)
{
	const char *message = strbuf__cstr(text);
	struct strbuf out = {};

	strbuf__adds(&out, "execsnoop: ");
	add_escaped_lines(&out, message ? message : "out of memory", line_break);
	if (!out.len || out.data[out.len - 1] != '\n')
		strbuf__addc(&out, '\n');
	/* Nobody is left to tell if this fails. */
	if (out.len && write(STDERR_FILENO, out.data, out.len) < 0)
		out.failed = true;
	strbuf__free(&out);
}

void log_vprint(enum log_level level, const char *fmt, va_list args)
{
	struct strbuf text = {};

	if (level > log_level)
		return;
	strbuf__vprintf(&text, fmt, args);
	write_message(&text, '\n');
	strbuf__free(&text);
}

/* A control byte that text does not hold, '\0' if it holds them all. */
static char unused_byte(const char *text)
{
	for (char c = 1; c < ' '; c++)
		if (!strchr(text, c))
			return c;
	return '\0';
}

/* Formats with another byte for the line breaks of fmt, so that those in the values
 * are told from them, and returns it. */
__attribute__((format(printf, 2, 0))) static char
mark_line_breaks(struct strbuf *text, const char *fmt, va_list args)
{
	const char *plain = strbuf__cstr(text), *marked_fmt;
	const char mark = plain ? unused_byte(plain) : '\0';
	struct strbuf marked = {};

	if (!mark)
		return mark;
	for (const char *c = fmt; *c; c++)
		strbuf__addc(&marked, *c == '\n' ? mark : *c);
	marked_fmt = strbuf__cstr(&marked);
	strbuf__reset(text);
	if (marked_fmt)
		strbuf__vprintf(text, marked_fmt, args);
	strbuf__free(&marked);
	return mark;
}

__attribute__((format(printf, 2, 0))) static void print(enum log_level level,
							const char *fmt, va_list args)
{
	struct strbuf text = {};
	va_list again;
	char line_break = '\n';

	if (level > log_level)
		return;
	va_copy(again, args);
	strbuf__vprintf(&text, fmt, args);
	/* Seldom is there any. */
	if (text.len && memchr(text.data, '\n', text.len))
		line_break = mark_line_breaks(&text, fmt, again);
	va_end(again);
	write_message(&text, line_break);
	strbuf__free(&text);
}

void log_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print(LOG_ERROR, fmt, args);
	va_end(args);
}

void log_warn(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print(LOG_WARN, fmt, args);
	va_end(args);
}

bool log_warn_nowait(const char *fmt, ...)
{
	struct pollfd fd = { .fd = STDERR_FILENO, .events = POLLOUT };
	va_list args;

	if (poll(&fd, 1, 0) != 1)
		return false;
	va_start(args, fmt);
	print(LOG_WARN, fmt, args);
	va_end(args);
	return true;
}

void log_verbose(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print(LOG_VERBOSE, fmt, args);
	va_end(args);
}
