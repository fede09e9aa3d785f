// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Any list of arguments with a secret at any place: the secret is replaced, the rest is
 * unchanged. */
#define _GNU_SOURCE
#include "fuzz.h"
#include "redact/redact.h"

#define ARGS 8
#define SECRET "hunter2HUNTER2"
#define PLANT "--password=" SECRET

/* Return whether `out` is `in` with runs of one byte or more replaced by REDACTED, which
 * `in` does not contain. */
static bool is_redacted_from(const struct arg *out, const char *in, size_t len)
{
	const char *from = out->text, *end = from + out->len, *at = in, *mark;

	while ((mark = memmem(from, (size_t)(end - from), REDACTED, strlen(REDACTED)))) {
		const size_t n = (size_t)(mark - from);
		const char *found = n ? memmem(at, len - (size_t)(at - in), from, n) : at;

		/* The first part is a beginning of `in`. */
		if (!found || (from == out->text && found != in))
			return false;
		at = found + n + 1; /* one byte or more is replaced */
		if (at > in + len)
			return false;
		from = mark + strlen(REDACTED);
	}
	/* The last part is an end of it. */
	len -= (size_t)(at - in);
	return (size_t)(end - from) <= len &&
	       !memcmp(at + len - (end - from), from, (size_t)(end - from));
}

/* Allocate arguments from the input, one of them with PLANT before, between or after its
 * bytes. */
static size_t make_args(struct input *in, struct arg args[ARGS])
{
	size_t planted = take_number(in, 1), at = take_number(in, 1), n = 0;

	planted %= ARGS;
	while (n < ARGS && (in->left || n <= planted)) {
		struct strbuf text = {};
		size_t len, got;
		const char *bytes = (const char *)take(in, take_number(in, 1), &got);

		len = strnlen(bytes, got);
		if (n == planted) {
			at = at < len ? at : len;
			strbuf__add(&text, bytes, at);
			strbuf__adds(&text, at ? " " PLANT " " : PLANT " ");
			bytes += at;
			len -= at;
		}
		strbuf__add(&text, bytes, len);
		args[n++] = (struct arg){ copy_of(text.data, text.len), text.len };
		strbuf__free(&text);
	}
	return n;
}

/* Return a redactor with patterns of the user, compiled once, which takes the most time. */
static struct redactor *with_patterns(void)
{
	static const char *const patterns[] = { "a+b", "x(y|z)", "^[^ ]+", "(.)$|q" };
	static struct redactor r;
	char error[64];

	while (r.n < 4)
		require(!redact__add(&r, patterns[r.n], error, sizeof(error)));
	return &r;
}

static void check(const struct arg *before, const struct arg *after)
{
	require(!memmem(after->text, after->len, SECRET, strlen(SECRET)));
	if (!after->redacted) {
		require(after->text == before->text && after->len == before->len);
		return;
	}
	require(memmem(after->text, after->len, REDACTED, strlen(REDACTED)));
	if (!memmem(before->text, before->len, REDACTED, strlen(REDACTED)))
		require(is_redacted_from(after, before->text, before->len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct redactor built_in;
	static struct strbuf buf;
	struct input in = { data, size };
	struct redactor *r = take_number(&in, 1) & 1 ? with_patterns() : &built_in;
	struct arg before[ARGS], after[ARGS];
	size_t n;

	/* The fuzzer finds out the secret from the comparisons. */
	if (memmem(data, size, SECRET, strlen(SECRET)))
		return 0;
	n = make_args(&in, before);
	memcpy(after, before, sizeof(after));
	require(!redact__list(r, &buf, after, n));
	for (size_t i = 0; i < n; i++) {
		check(&before[i], &after[i]);
		free((char *)before[i].text);
	}
	return 0;
}
