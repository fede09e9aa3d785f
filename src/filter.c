// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"

/* The C library takes them, though POSIX's EREs have none, and then a line of 2 KB can
 * be made that keeps it busy for ever. */
static bool has_back_reference(const char *regex)
{
	while ((regex = strchr(regex, '\\')) && regex[1])
		if (regex[1] >= '1' && regex[1] <= '9')
			return true;
		else
			regex += 2;
	return false;
}

int patterns__add(struct patterns *p, const char *regex, char *error, size_t size)
{
	regex_t *list;
	int err;

	if (has_back_reference(regex)) {
		snprintf(error, size, "it has no back-references");
		return -EINVAL;
	}
	list = reallocarray(p->list, p->n + 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	p->list = list;
	err = regcomp(&list[p->n], regex, REG_EXTENDED | REG_NOSUB);
	if (err) {
		regerror(err, &list[p->n], error, size);
		return -EINVAL;
	}
	p->n++;
	return 0;
}

static bool match(const struct patterns *p, struct strbuf *text)
{
	const char *s = strbuf__cstr(text);

	for (size_t i = 0; i < p->n; i++)
		if (text->failed || regexec(&p->list[i], s, 0, NULL, 0) != REG_NOMATCH)
			return true;
	return false;
}

static bool match_name(struct filter *f, const struct event *ev)
{
	strbuf__reset(&f->text);
	strbuf__add(&f->text, ev->comm, ev->comm_len);
	return match(&f->name, &f->text);
}

static bool match_line(struct filter *f, const struct event *ev)
{
	strbuf__reset(&f->text);
	for (size_t i = 0; i < ev->n_args; i++) {
		if (i)
			strbuf__addc(&f->text, ' ');
		strbuf__add(&f->text, ev->args[i].text, ev->args[i].len);
	}
	return match(&f->line, &f->text);
}

bool filter__match(struct filter *f, const struct event *ev)
{
	return (!f->name.n || match_name(f, ev)) && (!f->line.n || match_line(f, ev));
}

static void patterns_free(struct patterns *p)
{
	for (size_t i = 0; i < p->n; i++)
		regfree(&p->list[i]);
	free(p->list);
}

void filter__free(struct filter *f)
{
	patterns_free(&f->name);
	patterns_free(&f->line);
	strbuf__free(&f->text);
	*f = (struct filter){};
}
