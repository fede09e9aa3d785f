/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages on stderr; nothing else writes there. */
#ifndef LOG_H
#define LOG_H

#include <stdarg.h>
#include <stdbool.h>

enum log_level {
	LOG_ERROR,
	LOG_WARN, /* also what every run prints, such as the summary */
	LOG_VERBOSE, /* -v */
	LOG_DEBUG, /* -vv */
};

/* The highest level that is printed; main() sets it once, LOG_WARN until then. */
extern enum log_level log_level;

/*
 * Each prints one message in one write: "execsnoop: ", the text, a line end. Bytes that
 * could steer a terminal are escaped, so untrusted text may be passed with %s. Line breaks
 * in `fmt` stay, but if a value has one too, it could forge a line: all are escaped.
 */
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Whether writing to stderr would block. */
bool log_blocks(void);
/* Prints nothing and returns false if writing to stderr would block. */
bool log_warn_nowait(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/*
 * Print "`doing`: " and the text of `err`, a negative errno. Lack of memory has one message
 * wherever it strikes, without `doing`.
 */
void log_failure(const char *doing, int err);
void log_verbose(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* For messages of a library, whose values are trusted: their line breaks stay. */
void log_vprint(enum log_level level, const char *fmt, va_list args)
	__attribute__((format(printf, 2, 0)));

#endif
