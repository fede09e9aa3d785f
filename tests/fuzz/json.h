/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A strict reader of JSON (RFC 8259), for what a target has written. */
#ifndef JSON_H
#define JSON_H

#include "fuzz.h"

/* Where it reads; at is moved behind what was read, and is NULL after an error. */
struct json {
	const char *at, *end;
};

/* Reads one value of any kind. */
void json_skip(struct json *j);

/* Replaces out by the bytes of the string read. */
void json_string(struct json *j, struct strbuf *out);

/* The value of the member of that name of the object read; at is NULL if there is
 * none. */
struct json json_member(struct json object, const char *name);

/* Steps into the array, then from element to element: false behind the last. */
bool json_next(struct json *j);

/* Whether the bytes are one object whose names are all different. */
bool json_is_object(const char *bytes, size_t len);

/* Whether the value begins with this text. */
bool json_begins(struct json j, const char *text);

#endif
