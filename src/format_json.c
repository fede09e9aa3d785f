// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "format.h"
#include "text.h"

/* ,"key": in one piece, because there are a dozen in each line. */
static void add_key(struct strbuf *out, const char *key)
{
	size_t len = strlen(key);
	char *to = strbuf__reserve(out, len + 4);

	if (!to)
		return;
	memcpy(to, ",\"", 2);
	memcpy(to + 2, key, len);
	memcpy(to + 2 + len, "\":", 2);
	out->len += len + 4;
}

/* A list of which nothing stands where no argument is chosen. */
static void add_unreadable(struct strbuf *out, const struct event *ev)
{
	bool any = false;

	for (size_t i = 0; i < ev->n_args; i++) {
		if (!ev->args[i].unreadable)
			continue;
		if (!any)
			add_key(out, "unreadable");
		strbuf__addc(out, any ? ',' : '[');
		strbuf__add_u64(out, i, 1);
		any = true;
	}
	if (any)
		strbuf__addc(out, ']');
}

/* The bytes themselves, if U+FFFD stands for any of them. */
static void add_base64(struct strbuf *out, const struct event *ev)
{
	bool valid = true;

	for (size_t i = 0; i < ev->n_args && valid; i++)
		valid = text__valid_utf8(ev->args[i].text, ev->args[i].len);
	if (valid)
		return;
	add_key(out, "args_base64");
	for (size_t i = 0; i < ev->n_args; i++) {
		strbuf__adds(out, i ? ",\"" : "[\"");
		text__base64(out, ev->args[i].text, ev->args[i].len);
		strbuf__addc(out, '"');
	}
	strbuf__addc(out, ']');
}

static void add_args(struct strbuf *out, const struct event *ev)
{
	strbuf__addc(out, '[');
	for (size_t i = 0; i < ev->n_args; i++) {
		if (i)
			strbuf__addc(out, ',');
		text__json(out, ev->args[i].text, ev->args[i].len);
	}
	strbuf__addc(out, ']');
	add_base64(out, ev);
	add_unreadable(out, ev);
	if (!ev->truncated)
		return;
	strbuf__adds(out, ",\"truncated\":true");
	if (ev->argc_known) {
		add_key(out, "argc");
		strbuf__add_u64(out, ev->argc, 1);
	}
	if (ev->args_bytes_known) {
		add_key(out, "args_bytes");
		strbuf__add_u64(out, ev->args_bytes, 1);
	}
}

static void add_value(struct strbuf *out, const struct event *ev, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NONE:
		break;
	case VALUE_NULL:
		strbuf__adds(out, "null");
		break;
	case VALUE_NUMBER:
		strbuf__add_s64(out, v->number);
		break;
	case VALUE_NANOSECONDS:
		strbuf__add_s64(out, v->number / 1000);
		strbuf__addc(out, '.');
		strbuf__add_u64(out, (uint64_t)v->number % 1000, 3);
		break;
	case VALUE_TEXT:
		text__json(out, v->text, v->len);
		break;
	case VALUE_ARGS:
		add_args(out, ev);
		break;
	}
}

static bool shows(const struct column *col, unsigned int asked_for)
{
	(void)asked_for;
	return col->key;
}

static void event(struct strbuf *out, struct style *style, const struct event *ev)
{
	strbuf__adds(out, "{\"type\":\"exec\"");
	for (const struct column *col = columns; col->get; col++) {
		struct value v = { .kind = VALUE_NONE };

		if (!shows(col, style->columns))
			continue;
		col->get(&v, style, ev);
		if (v.kind == VALUE_NONE)
			continue;
		add_key(out, col->key);
		add_value(out, ev, &v);
	}
	strbuf__adds(out, "}\n");
}

static void lost(struct strbuf *out, struct style *style, const struct loss *loss)
{
	char time[RFC3339_SIZE];

	clock__rfc3339(&style->clock, loss->ktime_ns, time);
	strbuf__printf(
		out,
		"{\"type\":\"lost\",\"timestamp\":\"%s\",\"reason\":\"%s\",\"count\":%llu}\n",
		time, loss->reason, (unsigned long long)loss->count);
}

const struct formatter format_json = {
	.name = "json",
	.shows = shows,
	.event = event,
	.lost = lost,
};
