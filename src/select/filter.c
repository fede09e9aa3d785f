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
	const bool unwanted = *text == '!';
	const char *regex = text + unwanted;
	struct pattern *list;
	int err;

	/* It would match, so reject, every event. */
	if (unwanted && !*regex) {
		snprintf(error, size, "none stands behind the !");
		return -EINVAL;
	}
	list = array__grow(p->list, p->n, sizeof(*list));
	if (!list)
		return -ENOMEM;
	p->list = list;
	err = regex__compile(&list[p->n].regex, regex, REG_NOSUB, error, size);
	if (err)
		return err;
	list[p->n++].unwanted = unwanted;
	p->n_wanted += !unwanted;
	return 0;
}

/* Where memory runs out, the text passes. */
static bool passes(const struct patterns *p, struct strbuf *text)
{
	const char *s = strbuf__cstr(text);
	bool wanted = !p->n_wanted;

	for (size_t i = 0; i < p->n && !text->failed; i++) {
		int err;

		if (wanted && !p->list[i].unwanted)
			continue;
		err = regexec(&p->list[i].regex, s, 0, NULL, 0);
		if (!err && p->list[i].unwanted)
			return false;
		wanted = wanted || (err != REG_NOMATCH && !p->list[i].unwanted);
	}
	return wanted || text->failed;
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

/* What there are patterns for. */
static const struct subject {
	size_t patterns; /* offset in struct filter */
	bool (*add)(struct strbuf *text, const struct event *ev); /* false: not known */
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
			match = !p->n_wanted;
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
