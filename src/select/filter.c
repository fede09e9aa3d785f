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

static int add_pattern(struct patterns *p, const char *regex, bool negated, char *error,
		       size_t size)
{
	struct pattern *list;
	int err;

	/* An empty pattern matches, and negated rejects, every event. */
	if (!*regex) {
		snprintf(error, size, "an empty one matches everything");
		return -EINVAL;
	}
	if (*regex == '*') { /* regcomp(3) takes it for itself */
		snprintf(
			error, size,
			"'*' repeats nothing at the beginning; shell patterns are no regular expressions");
		return -EINVAL;
	}
	list = array__grow(p->list, p->n, sizeof(*list));
	if (!list)
		return -ENOMEM;
	p->list = list;
	err = regex__compile(&list[p->n].regex, regex, error, size);
	if (err)
		return err;
	list[p->n++].negated = negated;
	p->n_positive += !negated;
	return 0;
}

int patterns__add(struct patterns *p, const char *text, char *error, size_t size)
{
	const bool negated = *text == '!';

	if (negated && !text[1]) {
		snprintf(error, size, "missing pattern after '!'");
		return -EINVAL;
	}
	return add_pattern(p, text + negated, negated, error, size);
}

int patterns__exclude(struct patterns *p, const char *regex, char *error, size_t size)
{
	return add_pattern(p, regex, true, error, size);
}

/* How much of a text is known. */
enum extent {
	TEXT_WHOLE,
	TEXT_PART, /* bytes are missing, at least at the end */
	TEXT_NONE, /* the event cannot have one */
};

/* What patterns say of the texts of an event. */
struct verdict {
	bool wanted; /* a pattern that is not negated matches one of them */
	bool unwanted; /* a negated one does */
	bool partial; /* bytes are missing that may make a difference */
};

/* Add what `p` says of a text, which is wanted if memory runs out, and partly unknown if the
 * steps do. */
static void judge(struct verdict *v, const struct patterns *p, const struct strbuf *buf,
		  enum extent extent, uint64_t *steps)
{
	const struct regex_text text = { .bytes = buf->data,
					 .len = buf->len,
					 .cut = extent == TEXT_PART };

	for (size_t i = 0; i < p->n && !buf->failed && !v->unwanted; i++) {
		int found;

		if (v->wanted && !p->list[i].negated)
			continue;
		found = regex__find(p->list[i].regex, &text, 0, NULL, steps);
		if (found < 0)
			v->partial = true;
		else if (p->list[i].negated)
			v->unwanted = found;
		else
			v->wanted = found;
	}
	v->wanted = v->wanted || buf->failed;
	v->partial = v->partial || (extent == TEXT_PART && !buf->failed);
}

/* comm, and the last component of the path that was tried: comm has at most 15 bytes of it,
 * and after a failure it is the caller's. */
static enum extent add_name(struct strbuf *text, const struct event *ev, size_t i)
{
	const char *slash = ev->filename ? strrchr(ev->filename, '/') : NULL;

	if (!i) {
		strbuf__add(text, ev->comm, ev->comm_len);
		return TEXT_WHOLE;
	}
	if (!ev->filename)
		return TEXT_PART;
	strbuf__adds(text, slash ? slash + 1 : ev->filename);
	return TEXT_WHOLE;
}

static enum extent add_line(struct strbuf *text, const struct event *ev, size_t i)
{
	bool whole = !ev->truncated;

	for (size_t j = 0; j < ev->n_args; j++) {
		if (j)
			strbuf__addc(text, ' ');
		strbuf__add(text, ev->args[j].text, ev->args[j].len);
		whole = whole && !ev->args[j].unreadable;
	}
	return whole ? TEXT_WHOLE : TEXT_PART;
}

/* A failed exec runs no file. */
static enum extent add_exe(struct strbuf *text, const struct event *ev, size_t i)
{
	if (ev->head.retval)
		return TEXT_NONE;
	return path__add(text, &ev->exe) ? TEXT_WHOLE : TEXT_PART;
}

static enum extent add_parent(struct strbuf *text, const struct event *ev, size_t i)
{
	const char *name = event__parent_comm(ev);

	if (name)
		strbuf__add(text, name, strnlen(name, ANCESTRY_COMM_SIZE));
	else if (ev->ancestry && ev->ancestry->more)
		return TEXT_PART;
	return ev->ancestry ? TEXT_WHOLE : TEXT_NONE;
}

/* The comm of an ancestor. Those above the last one that was sent are unknown. */
static enum extent add_ancestor(struct strbuf *text, const struct event *ev, size_t i)
{
	const size_t n = ev->ancestry ? ev->ancestry->n : 0;

	if (i < n) {
		const char *comm = ev->ancestors[i].state.comm;

		strbuf__add(text, comm, strnlen(comm, ANCESTRY_COMM_SIZE));
		return TEXT_WHOLE;
	}
	return i == n && (!ev->ancestry || ev->ancestry->more) ? TEXT_PART : TEXT_NONE;
}

static enum extent add_cwd(struct strbuf *text, const struct event *ev, size_t i)
{
	return path__add(text, &ev->cwd) ? TEXT_WHOLE : TEXT_PART;
}

/* Append text i of the event. */
typedef enum extent add_text(struct strbuf *text, const struct event *ev, size_t i);

/* The texts that patterns match. */
static const struct matched {
	enum subject subject;
	size_t patterns; /* offset in struct filter */
	size_t n; /* texts of an event, at most */
	add_text *add;
	unsigned int needs; /* enum collect */
} subjects[] = {
	{ SUBJECT_NAME, offsetof(struct filter, name), 2, add_name, COLLECT_FILENAME },
	{ SUBJECT_LINE, offsetof(struct filter, line), 1, add_line },
	{ SUBJECT_PARENT, offsetof(struct filter, parent), 1, add_parent,
	  COLLECT_PARENT },
	{ SUBJECT_BELOW, offsetof(struct filter, below), ANCESTRY_LEVELS_MAX + 1,
	  add_ancestor, COLLECT_ANCESTORS },
	{ SUBJECT_EXE, offsetof(struct filter, exe), 1, add_exe,
	  COLLECT_DETAILS | COLLECT_EXE },
	{ SUBJECT_CWD, offsetof(struct filter, cwd), 1, add_cwd,
	  COLLECT_DETAILS | COLLECT_CWD },
};

static const struct patterns *patterns_for(const struct filter *f,
					   const struct matched *subject)
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

/* Sets ev->undecided if the texts pass only because bytes are missing. */
static bool passes(struct filter *f, const struct matched *subject, struct event *ev)
{
	const struct patterns *p = patterns_for(f, subject);
	struct verdict v = {};

	if (!p->n)
		return true;
	for (size_t i = 0; i < subject->n && !v.unwanted; i++) {
		enum extent extent;

		strbuf__reset(&f->text);
		extent = subject->add(&f->text, ev, i);
		if (extent != TEXT_NONE)
			judge(&v, p, &f->text, extent, &f->steps);
	}
	if (v.unwanted)
		return false;
	if (v.partial && (!v.wanted || p->n_positive < p->n)) {
		ev->undecided |= 1U << subject->subject;
		return true;
	}
	return v.wanted || !p->n_positive;
}

bool filter__match(struct filter *f, struct event *ev)
{
	bool match = true;

	f->steps = REGEX_STEPS;
	for (size_t i = 0; i < ARRAY_SIZE(subjects) && match; i++)
		match = passes(f, &subjects[i], ev);
	return match;
}

static void patterns_free(const struct patterns *p)
{
	for (size_t i = 0; i < p->n; i++)
		regex__free(p->list[i].regex);
	free(p->list);
}

void filter__free(struct filter *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(subjects); i++)
		patterns_free(patterns_for(f, &subjects[i]));
	strbuf__free(&f->text);
	*f = (struct filter){};
}
