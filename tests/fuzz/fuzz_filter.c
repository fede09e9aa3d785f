// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The filters on any event: a word that stands for itself is found where it is. The last
 * new code is reached by run 533 of the short run: 5000. */
#define _GNU_SOURCE
#include <errno.h>

#include "oracle.h"
#include "select/filter.h"

/* A pattern that matches just these bytes, or is there to reject them. */
static const char *as_pattern(const char *bytes, size_t len, bool negated)
{
	static struct strbuf pattern;

	strbuf__reset(&pattern);
	if (negated)
		strbuf__addc(&pattern, '!');
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '!') {
			strbuf__adds(&pattern, "[!]");
			continue;
		}
		if (strchr("\\^$.[]|()*+?{}", bytes[i]))
			strbuf__addc(&pattern, '\\');
		strbuf__addc(&pattern, bytes[i]);
	}
	return strbuf__cstr(&pattern);
}

static bool match(struct patterns *p, struct filter *f, struct event *ev,
		  const char *word, size_t len)
{
	char error[128];
	bool matched, rejected;

	require(!patterns__add(p, as_pattern(word, len, false), error, sizeof(error)));
	matched = filter__match(f, ev);
	require(filter__match(f, ev) == matched);
	/* With both none can pass. */
	require(!patterns__add(p, as_pattern(word, len, true), error, sizeof(error)));
	require(!filter__match(f, ev));
	filter__free(f);
	patterns__add(p, as_pattern(word, len, true), error, sizeof(error));
	rejected = !filter__match(f, ev);
	require(rejected == matched); /* so what is not known passes */
	filter__free(f);
	return matched;
}

/* Of the arguments, as the kernel tells it: the last name first. */
static void make_path(struct strbuf *path, struct strbuf *names, const struct event *ev)
{
	strbuf__reset(path);
	strbuf__reset(names);
	for (size_t i = 0; i < ev->n_args; i++) {
		const struct arg *arg = &ev->args[i],
				 *back = &ev->args[ev->n_args - 1 - i];

		if (arg->len) {
			strbuf__addc(path, '/');
			strbuf__add(path, arg->text, arg->len);
		}
		strbuf__add(names, back->text, back->len);
		strbuf__add(names, "", back->len > 0);
	}
	if (!path->len)
		strbuf__addc(path, '/');
	strbuf__addc(names, '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct strbuf line, path, names;
	struct input in = { data, size };
	struct filter f = {};
	struct arg args[8] = {};
	struct event ev = { .args = args, .filename = "" };
	char word[9] = "";
	size_t len, got;
	const uint8_t *bytes = take(&in, 1 + take_number(&in, 1) % 8, &got);

	len = strnlen((const char *)bytes, got);
	if (!len)
		return 0;
	memcpy(word, bytes, len);
	ev.comm = (const char *)take(&in, take_number(&in, 1) % 17, &ev.comm_len);
	ev.comm_len = strnlen(ev.comm, ev.comm_len);
	strbuf__reset(&line);
	while (in.left && ev.n_args < 8) {
		struct arg *arg = &args[ev.n_args];

		arg->text = (const char *)take(&in, take_number(&in, 1), &arg->len);
		arg->len = strnlen(arg->text, arg->len);
		strbuf__add(&line, " ", ev.n_args++ > 0);
		strbuf__add(&line, arg->text, arg->len);
	}
	require(match(&f.name, &f, &ev, word, len) ==
		!!memmem(ev.comm, ev.comm_len, word, len));
	require(match(&f.line, &f, &ev, word, len) ==
		(line.len && memmem(line.data, line.len, word, len)));
	/* Not known, then known. */
	require(!match(&f.parent, &f, &ev, word, len));
	memcpy(ev.ancestors[0].state.comm, ev.comm, ev.comm_len);
	ev.own_ancestry.n = 1;
	ev.ancestry = &ev.own_ancestry;
	require(match(&f.parent, &f, &ev, word, len) ==
		!!memmem(ev.comm, ev.comm_len, word, len));
	ev.head.retval = -1;
	require(!match(&f.exe, &f, &ev, word, len));
	ev.head.retval = 0;
	require(!ev.undecided);
	make_path(&path, &names, &ev);
	ev.exe = (struct names){ names.data, names.len, 0 };
	require(match(&f.exe, &f, &ev, word, len) ==
		!!memmem(path.data, path.len, word, len));
	return 0;
}
