// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/strbuf.h"
#include "base/text.h"

enum log_level log_level = LOG_WARN;

#define NO_MEMORY                                                                      \
	"out of memory: cannot start; raise 'ulimit -v', 'ulimit -d' or the cgroup's " \
	"memory.max to 64 MiB plus twice the ring buffer, or use a smaller one (-b)"

static void write_all(const char *bytes, size_t n)
{
	/* A failure cannot be reported anywhere. */
	if (write(STDERR_FILENO, bytes, n) < 0)
		return;
}

static size_t count_line_breaks(const char *text)
{
	size_t n = 0;

	while ((text = strchr(text, '\n'))) {
		text++;
		n++;
	}
	return n;
}

/* Print a message without allocating memory: cut to 1 KiB, its control and non-ASCII bytes
 * replaced. */
__attribute__((format(printf, 1, 0))) static void write_plain(const char *fmt,
							      va_list args)
{
	char text[1024] = "execsnoop: ";
	char *c = text + strlen(text);
	bool lines;

	vsnprintf(c, sizeof(text) - strlen(text) - 1, fmt, args);
	lines = count_line_breaks(text) == count_line_breaks(fmt);
	for (; *c; c++)
		if ((*c < ' ' && !(lines && *c == '\n')) || *c > '~')
			*c = '?';
	*c++ = '\n';
	write_all(text, (size_t)(c - text));
}

/* Escape `text` except, if `lines` is set, its line breaks. */
static void add_escaped(struct strbuf *out, const char *text, bool lines)
{
	const char *end;

	while (lines && (end = strchr(text, '\n'))) {
		text__escape(out, text, end - text, 0);
		strbuf__addc(out, '\n');
		text = end + 1;
	}
	text__escape(out, text, strlen(text), 0);
}

__attribute__((format(printf, 3, 0))) static void
print(enum log_level level, bool trusted, const char *fmt, va_list args)
{
	struct strbuf text = {}, out = {};
	const char *message;
	va_list again;

	if (level > log_level)
		return;
	va_copy(again, args);
	strbuf__vprintf(&text, fmt, args);
	message = strbuf__cstr(&text);
	strbuf__adds(&out, "execsnoop: ");
	/* If there are more than the format has, a value has the others. */
	if (message)
		add_escaped(&out, message,
			    trusted ||
				    count_line_breaks(message) == count_line_breaks(fmt));
	if (!out.len || out.data[out.len - 1] != '\n')
		strbuf__addc(&out, '\n');
	if (text.failed || out.failed)
		write_plain(fmt, again);
	else
		write_all(out.data, out.len);
	va_end(again);
	strbuf__free(&out);
	strbuf__free(&text);
}

void log_vprint(enum log_level level, const char *fmt, va_list args)
{
	print(level, true, fmt, args);
}

void log_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print(LOG_ERROR, false, fmt, args);
	va_end(args);
}

void log_warn(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print(LOG_WARN, false, fmt, args);
	va_end(args);
}

void log_failure(const char *doing, int err)
{
	if (err == -ENOMEM)
		log_error(NO_MEMORY);
	else
		log_error("%s: %s", doing, strerror(-err));
}

bool log_blocks(void)
{
	struct pollfd fd = { .fd = STDERR_FILENO, .events = POLLOUT };

	return poll(&fd, 1, 0) != 1;
}

bool log_warn_nowait(const char *fmt, ...)
{
	va_list args;

	if (log_blocks())
		return false;
	va_start(args, fmt);
	print(LOG_WARN, false, fmt, args);
	va_end(args);
	return true;
}

void log_verbose(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print(LOG_VERBOSE, false, fmt, args);
	va_end(args);
}
