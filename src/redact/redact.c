// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/regex.h"
#include "redact/command_list.h"
#include "redact/redact.h"
#include "redact/secret.h"

int redact__add(struct redactor *r, const char *regex, char *error, size_t size)
{
	struct regex **list = array__grow(r->list, r->n, sizeof(struct regex *));
	const struct regex_text empty = {};
	uint64_t steps = REGEX_STEPS;
	int err;

	if (!list)
		return -ENOMEM;
	r->list = list;
	err = regex__compile(&list[r->n], regex, error, size);
	if (err)
		return err;
	if (regex__find(list[r->n], &empty, 0, NULL, &steps)) {
		regex__free(list[r->n]);
		snprintf(error, size, "matches the empty string");
		return -EINVAL;
	}
	r->n++;
	return 0;
}

/* Mark the bytes of a span, which may be empty, in a text of `len` bytes. */
static void mark(struct redactor *r, struct span span, size_t len)
{
	if (span.begin == span.end)
		return;
	if (!r->secret.len)
		strbuf__fill(&r->secret, 0, len);
	if (!r->secret.failed)
		memset(r->secret.data + span.begin, 1, span.end - span.begin);
}

struct scan {
	struct commands commands;
	struct secrets secrets;
	uint64_t steps; /* left for the user's patterns */
	bool is_env;
};

/* Mark all matches of a pattern. Return as regex__find() does. */
static int match(struct redactor *r, struct regex *regex, const struct regex_text *text,
		 uint64_t *steps)
{
	struct regex_match m = {};
	int found = 1;

	for (size_t pos = 0; pos < text->len && found > 0;
	     pos = m.end + (m.begin == m.end)) {
		found = regex__find(regex, text, pos, &m, steps);
		if (found <= 0)
			break;
		if (m.group_end != SIZE_MAX)
			mark(r, (struct span){ m.group_begin, m.group_end }, text->len);
		else
			mark(r, (struct span){ m.begin, m.end }, text->len);
	}
	return found;
}

/* Return where the value of a variable begins: after its name and '='. */
static size_t value_begin(const struct arg *var)
{
	const char *equals = var->len ? memchr(var->text, '=', var->len) : NULL;

	return equals ? (size_t)(equals + 1 - var->text) : var->len;
}

/* Mark what the user's patterns match; if that takes too long, all of the argument, or of
 * the variable's value. */
static void match_patterns(struct redactor *r, struct scan *scan, struct arg *arg)
{
	const struct regex_text text = { .bytes = arg->text, .len = arg->len };
	const size_t begin = scan->is_env ? value_begin(arg) : 0;

	for (size_t i = 0; i < r->n && !arg->redacted_whole; i++)
		arg->redacted_whole = match(r, r->list[i], &text, &scan->steps) < 0;
	if (arg->redacted_whole)
		mark(r, (struct span){ begin, arg->len }, arg->len);
}

/* Append the text with REDACTED for each run of secret bytes. */
static void replace(const struct redactor *r, struct strbuf *out, const struct arg *arg)
{
	const char *secret = r->secret.data;

	for (size_t pos = 0, end; pos < arg->len; pos = end) {
		const char *other =
			memchr(secret + pos, secret[pos] ? 0 : 1, arg->len - pos);

		end = other ? (size_t)(other - secret) : arg->len;
		if (secret[pos])
			strbuf__adds(out, REDACTED);
		else
			strbuf__add(out, arg->text + pos, end - pos);
	}
}

/* Mark the secrets that the built-in patterns find. */
static void match_built_in(struct redactor *r, struct scan *scan, const struct arg *arg)
{
	struct span span;

	commands__begin(&scan->commands, arg->text, arg->len);
	while (commands__next(&scan->commands, &span))
		mark(r, span, arg->len);
	secrets__begin(&scan->secrets, arg->text, arg->len);
	scan->secrets.known = scan->commands.known;
	scan->secrets.n_known = scan->commands.n_known;
	while (secrets__next(&scan->secrets, &span))
		mark(r, span, arg->len);
}

/* Append the redacted text to `out` if the argument has secrets. arg->text is set later, as
 * `out` may still move. Return 0 or -ENOMEM. */
static int redact(struct redactor *r, struct scan *scan, struct strbuf *out,
		  struct arg *arg)
{
	const size_t before = out->len;

	strbuf__reset(&r->secret);
	match_built_in(r, scan, arg);
	match_patterns(r, scan, arg);
	if (r->secret.failed)
		return -ENOMEM;
	if (!r->secret.len)
		return 0;
	replace(r, out, arg);
	arg->redacted = true;
	arg->len = out->len - before;
	return out->failed ? -ENOMEM : 0;
}

static int redact_all(struct redactor *r, struct strbuf *out, struct arg *args, size_t n,
		      bool is_env)
{
	struct scan scan = { .steps = REGEX_STEPS, .is_env = is_env };
	const char *text;
	int err = 0;

	strbuf__reset(out);
	for (size_t i = 0; i < n && !err; i++)
		err = redact(r, &scan, out, &args[i]);
	if (err)
		return err;
	text = out->data;
	for (size_t i = 0; i < n; i++) {
		if (!args[i].redacted)
			continue;
		args[i].text = text;
		text += args[i].len;
	}
	return 0;
}

int redact__list(struct redactor *r, struct strbuf *out, struct arg *args, size_t n)
{
	return redact_all(r, out, args, n, false);
}

int redact__env(struct redactor *r, struct strbuf *out, struct arg *vars, size_t n)
{
	return redact_all(r, out, vars, n, true);
}

void redact__free(struct redactor *r)
{
	for (size_t i = 0; i < r->n; i++)
		regex__free(r->list[i]);
	free(r->list);
	strbuf__free(&r->secret);
	*r = (struct redactor){};
}
