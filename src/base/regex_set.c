// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Bracket expressions: [a-z_], [^[:space:]]. */
#include <ctype.h>
#include <string.h>

#include "base/regex_program.h"
#include "base/util.h"

static const char missing[] = "missing ']' after '['";
static const char bad_range[] =
	"a range such as a-z takes single characters, the lower first";

static const struct {
	const char *name;
	int (*has)(int c); /* for ASCII: no locale counts */
} classes[] = {
	{ "alnum", isalnum }, { "alpha", isalpha }, { "blank", isblank },
	{ "cntrl", iscntrl }, { "digit", isdigit }, { "graph", isgraph },
	{ "lower", islower }, { "print", isprint }, { "punct", ispunct },
	{ "space", isspace }, { "upper", isupper }, { "xdigit", isxdigit },
};

/* Add the class of this name, such as [:digit:]. */
static const char *add_class(struct regex_set *set, const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		if (strlen(classes[i].name) != len || memcmp(classes[i].name, name, len))
			continue;
		for (int c = 0; c < 128; c++)
			if (classes[i].has(c))
				regex_set__add(set, (unsigned char)c);
		return NULL;
	}
	return "unknown class in '[:...:]'; there are alnum, alpha, blank, cntrl, digit, graph, lower, print, punct, space, upper and xdigit";
}

/* One character, or a class, which has no place in a range. */
struct element {
	unsigned char byte;
	bool is_class; /* or [=a=]; it is in the set already */
};

/* Take [:name:], [=a=] or [.a.] at *at. */
static const char *take_named(struct regex_set *set, const char **at, struct element *e)
{
	const char kind = (*at)[1], *name = *at + 2, *end = name;

	while (*end && !(end[0] == kind && end[1] == ']' && end > name))
		end++;
	if (!*end)
		return missing;
	*at = end + 2;
	e->is_class = kind != '.';
	if (kind == ':')
		return add_class(set, name, (size_t)(end - name));
	if (end != name + 1)
		return "'[.' and '[=' take one character";
	e->byte = (unsigned char)*name;
	if (kind == '=')
		regex_set__add(set, e->byte);
	return NULL;
}

static const char *take_element(struct regex_set *set, const char **at, struct element *e)
{
	*e = (struct element){};
	if (!**at)
		return missing;
	if (**at == '[' && (*at)[1] && strchr(":=.", (*at)[1]))
		return take_named(set, at, e);
	e->byte = (unsigned char)*(*at)++;
	return NULL;
}

/* Take a character, a class, or a range. */
static const char *take(struct regex_set *set, const char **at, bool first)
{
	struct element low, high;
	const char *wrong;

	/* Elsewhere a '-' would be read in different ways. */
	if (**at == '-' && !first && (*at)[1] != ']')
		return bad_range;
	wrong = take_element(set, at, &low);
	high = low;
	if (!wrong && **at == '-' && (*at)[1] != ']') {
		(*at)++;
		wrong = take_element(set, at, &high);
		if (!wrong && (low.is_class || high.is_class || low.byte > high.byte))
			wrong = bad_range;
	}
	if (wrong || low.is_class)
		return wrong;
	for (unsigned int c = low.byte; c <= high.byte; c++)
		regex_set__add(set, (unsigned char)c);
	return NULL;
}

const char *regex_set__parse(struct regex_set *set, const char *text, const char **end)
{
	const bool negated = *text == '^';
	const char *at = text + negated, *begin = at, *wrong = NULL;

	*set = (struct regex_set){};
	while (!wrong && (at == begin || *at != ']'))
		wrong = take(set, &at, at == begin);
	for (size_t i = 0; i < sizeof(set->bits) && negated; i++)
		set->bits[i] = (uint8_t)~set->bits[i];
	*end = wrong ? at : at + 1;
	return wrong;
}
