/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Secrets in SQL and in calls: PASSWORD 'V', IDENTIFIED BY 'V', SET PASSWORD FOR u = 'V',
 * PRAGMA key = 'V', db.auth("u", "V"). */
#ifndef SQL_H
#define SQL_H

#include <stdbool.h>
#include <stddef.h>

#include "redact/scan.h"

/* All zero before a text. */
struct sql {
	bool statement; /* a word was seen that begins a statement with a password */
	bool identified, pragma; /* these words were seen */
};

/* Take the next word of a text; `is_secret`: its value is one by its name. Return whether a
 * value that is a secret follows. */
bool sql__find(struct sql *sql, const char *text, size_t len, struct span word,
	       bool is_secret, struct span *value);

#endif
