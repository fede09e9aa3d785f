/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The only writer to stderr. */
#ifndef LOG_H
#define LOG_H

#include <stdarg.h>
#include <stdbool.h>

enum log_level {
	LOG_ERROR,
	LOG_WARN, /* and the lines that every run prints */
	LOG_VERBOSE, /* -v */
	LOG_DEBUG, /* -v twice */
};

/* What is printed; set once by main(), LOG_WARN until then. */
extern enum log_level log_level;

/*
 * Each prints one message in one write: "execsnoop: ", the text, a line end.
 * Line breaks in fmt stay; those in the values, which would forge lines, are escaped
 * like every other byte that could steer a terminal, so text from outside may be
 * passed with %s.
 */
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Says nothing and returns false if stderr would keep us waiting. */
bool log_warn_nowait(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_verbose(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* For what a library says: here the line breaks in the values stay too. */
void log_vprint(enum log_level level, const char *fmt, va_list args)
	__attribute__((format(printf, 2, 0)));

#endif
