// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/regex.h"
#include "base/util.h"
#include "record/collect.h"
#include "record/path.h"
#include "select/filter.h"

int patterns__add(struct patterns *p, const char *text, char *error, size_t size)
{
	const bool negated = *text == '!';
	const char *regex = text + negated;
	struct pattern *list;
	int err;

	/* An empty pattern matches, and negated rejects, every event. */
	if (negated && !*regex) {
		snprintf(error, size, "missing pattern after '!'");
		return -EINVAL;
	}
	list = array__grow(p->list, p->n, sizeof(*list));
	if (!list)
		return -ENOMEM;
	p->list = list;
	err = regex__compile(&list[p->n].regex, regex, REG_NOSUB, error, size);
	if (err)
		return err;
	list[p->n++].negated = negated;
	p->n_positive += !negated;
	return 0;
}

/* True if memory runs out. */
static bool passes(const struct patterns *p, struct strbuf *text)
{
	const char *s = strbuf__cstr(text);
	bool matched = !p->n_positive;

	for (size_t i = 0; i < p->n && !text->failed; i++) {
		int err;

		if (matched && !p->list[i].negated)
			continue;
		err = regexec(&p->list[i].regex, s, 0, NULL, 0);
		if (!err && p->list[i].negated)
			return false;
		matched = matched || (err != REG_NOMATCH && !p->list[i].negated);
	}
	return matched || text->failed;
}

static bool add_name(struct strbuf *text, const struct event *ev)
{
	strbuf__add(text, ev->comm, ev->comm_len);
	return true;
}

static bool add_line(struct strbuf *text, const struct event *ev)
{
	for (size_t i = 0; i < ev->n_args; i++) {
		if (i)
			strbuf__addc(text, ' ');
		strbuf__add(text, ev->args[i].text, ev->args[i].len);
	}
	return true;
}

static bool add_exe(struct strbuf *text, const struct event *ev)
{
	return path__add(text, &ev->exe);
}

static bool add_parent(struct strbuf *text, const struct event *ev)
{
	const char *name = ev->details ? ev->details->parent_comm : "";

	strbuf__add(text, name, strnlen(name, DETAIL_NAME_SIZE));
	return ev->details;
}

static bool add_cwd(struct strbuf *text, const struct event *ev)
{
	return path__add(text, &ev->cwd);
}

/* The texts that patterns match. */
static const struct subject {
	size_t patterns; /* offset in struct filter */
	bool (*add)(struct strbuf *text, const struct event *ev); /* false: unknown */
	unsigned int needs; /* enum collect */
} subjects[] = {
	{ offsetof(struct filter, name), add_name },
	{ offsetof(struct filter, line), add_line },
	{ offsetof(struct filter, parent), add_parent, COLLECT_DETAILS },
	{ offsetof(struct filter, exe), add_exe, COLLECT_DETAILS | COLLECT_EXE },
	{ offsetof(struct filter, cwd), add_cwd, COLLECT_DETAILS | COLLECT_CWD },
};

static const struct patterns *patterns_for(const struct filter *f,
					   const struct subject *subject)
{
	return (const void *)((const char *)f + subject->patterns);
}

unsigned int filter__needs(const struct filter *f)
{
	unsigned int needs = 0;

	for (size_t i = 0; i < ARRAY_SIZE(subjects); i++)
		if (patterns_for(f, &subjects[i])->n)
			needs |= subjects[i].needs;
	return needs;
}

bool filter__match(struct filter *f, const struct event *ev)
{
	bool match = true;

	for (size_t i = 0; i < ARRAY_SIZE(subjects) && match; i++) {
		const struct patterns *p = patterns_for(f, &subjects[i]);

		if (!p->n)
			continue;
		strbuf__reset(&f->text);
		if (subjects[i].add(&f->text, ev))
			match = passes(p, &f->text);
		else
			match = !p->n_positive;
	}
	return match;
}

static void patterns_free(const struct patterns *p)
{
	for (size_t i = 0; i < p->n; i++)
		regfree(&p->list[i].regex);
	free(p->list);
}

void filter__free(struct filter *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(subjects); i++)
		patterns_free(patterns_for(f, &subjects[i]));
	strbuf__free(&f->text);
	*f = (struct filter){};
}
