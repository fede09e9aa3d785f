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
	regex_t *list = array__grow(r->list, r->n, sizeof(*list));
	int err;

	if (!list)
		return -ENOMEM;
	r->list = list;
	err = regex__compile(&list[r->n], regex, 0, error, size);
	if (err)
		return err;
	if (!regexec(&list[r->n], "", 0, NULL, 0)) {
		regfree(&list[r->n]);
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

/* Mark all matches in `text` of `len` bytes and a NUL. Return 0 or -ENOMEM. */
static int match(struct redactor *r, const regex_t *regex, const char *text, size_t len)
{
	const size_t groups = regex->re_nsub ? 2 : 1;
	int err = 0;

	for (size_t pos = 0; pos < len && !err;) {
		regmatch_t found[2] = { { (regoff_t)pos, (regoff_t)len }, { -1, -1 } };
		const regmatch_t *hit = found;

		/* REG_STARTEND resumes at `pos` but sees the text before it. */
		err = regexec(regex, text, groups, found, REG_STARTEND);
		if (err)
			continue;
		if (found[1].rm_so >= 0)
			hit = &found[1];
		mark(r, (struct span){ (size_t)hit->rm_so, (size_t)hit->rm_eo }, len);
		pos = (size_t)found->rm_eo + (found->rm_so == found->rm_eo);
	}
	return err && err != REG_NOMATCH ? -ENOMEM : 0;
}

static int match_patterns(struct redactor *r, const struct arg *arg)
{
	const char *text;
	int err = 0;

	if (!r->n)
		return 0;
	strbuf__reset(&r->text);
	strbuf__add(&r->text, arg->text, arg->len);
	text = strbuf__cstr(&r->text);
	if (!text)
		return -ENOMEM;
	for (size_t i = 0; i < r->n && !err; i++)
		err = match(r, &r->list[i], text, arg->len);
	return err;
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

struct scan {
	struct commands commands;
	struct secrets secrets;
};

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
	if (match_patterns(r, arg) || r->secret.failed)
		return -ENOMEM;
	if (!r->secret.len)
		return 0;
	replace(r, out, arg);
	arg->redacted = true;
	arg->len = out->len - before;
	return out->failed ? -ENOMEM : 0;
}

int redact__list(struct redactor *r, struct strbuf *out, struct arg *args, size_t n)
{
	struct scan scan = {};
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

void redact__free(struct redactor *r)
{
	for (size_t i = 0; i < r->n; i++)
		regfree(&r->list[i]);
	free(r->list);
	strbuf__free(&r->secret);
	strbuf__free(&r->text);
	*r = (struct redactor){};
}
