// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>

#include "base/text.h"
#include "show/env.h"
#include "show/format.h"

/* Append ,"key": with one reservation of memory: each line has a dozen of them. */
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

/* Append a list of the arguments whose bool at offset `flag` in struct arg is set. No key if
 * there are none. */
static void add_indexes(struct strbuf *out, const struct event *ev, const char *key,
			size_t flag)
{
	bool any = false;

	for (size_t i = 0; i < ev->n_args; i++) {
		if (!*(const bool *)((const char *)&ev->args[i] + flag))
			continue;
		if (!any)
			add_key(out, key);
		strbuf__addc(out, any ? ',' : '[');
		strbuf__add_u64(out, i, 1);
		any = true;
	}
	if (any)
		strbuf__addc(out, ']');
}

/* Append the exact bytes, if text__json() replaced any by U+FFFD. */
static void add_base64(struct strbuf *out, const char *key, const struct arg *list,
		       size_t n)
{
	bool valid = true;

	for (size_t i = 0; i < n && valid; i++)
		valid = text__valid_utf8(list[i].text, list[i].len);
	if (valid)
		return;
	add_key(out, key);
	for (size_t i = 0; i < n; i++) {
		strbuf__adds(out, i ? ",\"" : "[\"");
		text__base64(out, list[i].text, list[i].len);
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
	add_base64(out, "args_base64", ev->args, ev->n_args);
	add_indexes(out, ev, "unreadable", offsetof(struct arg, unreadable));
	add_indexes(out, ev, "redacted", offsetof(struct arg, redacted));
	add_indexes(out, ev, "redacted_whole", offsetof(struct arg, redacted_whole));
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

/* VALUE_LIST: "a,b" becomes ["a","b"]. */
static void add_list(struct strbuf *out, const struct value *v)
{
	const char *word = v->text, *end = v->text + v->len;

	strbuf__addc(out, '[');
	while (word < end) {
		const char *comma = memchr(word, ',', (size_t)(end - word));
		const char *word_end = comma ? comma : end;

		text__json(out, word, (size_t)(word_end - word));
		if (comma)
			strbuf__addc(out, ',');
		word = word_end + 1;
	}
	strbuf__addc(out, ']');
}

/* The layout of VALUE_STRINGS. */
static void add_strings(struct strbuf *out, const char *bytes, size_t len)
{
	const char *end = bytes + len;

	strbuf__addc(out, '[');
	for (const char *p = bytes, *nul; p < end; p = nul + 1) {
		nul = memchr(p, 0, (size_t)(end - p));
		nul = nul ? nul : end;
		if (p > bytes)
			strbuf__addc(out, ',');
		text__json(out, p, (size_t)(nul - p));
	}
	strbuf__addc(out, ']');
}

static void add_sender(struct strbuf *out, const struct event *ev)
{
	const struct signal_sender *sender = &ev->end->sender;

	if (ev->end->oom) {
		strbuf__adds(out, "{\"oom\":true}");
		return;
	}
	strbuf__adds(out, "{\"pid\":");
	strbuf__add_u64(out, sender->id.pid, 1);
	add_key(out, "comm");
	text__json(out, sender->comm, strnlen(sender->comm, sizeof(sender->comm)));
	add_key(out, "args");
	if (ev->sender_args.bytes)
		add_strings(out, ev->sender_args.bytes, ev->sender_args.len);
	else
		strbuf__adds(out, "null");
	if (ev->sender_args_cut)
		strbuf__adds(out, ",\"truncated\":true");
	strbuf__addc(out, '}');
}

/* Append an object up to the value of args. */
static void begin_ancestor(struct strbuf *out, const struct ancestor *a)
{
	strbuf__adds(out, "{\"pid\":");
	strbuf__add_u64(out, a->state.id.pid, 1);
	add_key(out, "comm");
	text__json(out, a->state.comm, strnlen(a->state.comm, ANCESTRY_COMM_SIZE));
	add_key(out, "args");
}

/* Append the path of an ancestor's program. */
static void add_exe(struct strbuf *out, const struct ancestor *a)
{
	add_key(out, "exe");
	if (a->exe)
		text__json(out, a->exe, a->exe_len);
	else
		strbuf__adds(out, "null");
	if (a->exe && a->exe_deleted)
		strbuf__adds(out, ",\"exe_deleted\":true");
}

static void add_ancestor(struct strbuf *out, const struct ancestor *a, bool exe)
{
	begin_ancestor(out, a);
	if (a->args)
		add_strings(out, a->args, a->args_len);
	else
		strbuf__adds(out, "null");
	if (a->args && a->args_cut)
		strbuf__adds(out, ",\"truncated\":true");
	if (a->args && a->state.flags & PROCESS_FORKED)
		strbuf__adds(out, ",\"forked\":true");
	if (exe)
		add_exe(out, a);
	strbuf__addc(out, '}');
}

/* The arguments of the process itself are those of the event. */
static void add_origin(struct strbuf *out, const struct event *ev)
{
	if (!ev->origin_is_new) {
		add_ancestor(out, &ev->origin, ev->exes_known);
		return;
	}
	begin_ancestor(out, &ev->origin);
	add_args(out, ev);
	strbuf__addc(out, '}');
}

static void add_ancestors(struct strbuf *out, const struct event *ev, size_t n)
{
	strbuf__addc(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			strbuf__addc(out, ',');
		add_ancestor(out, &ev->ancestors[i], ev->exes_known);
	}
	strbuf__addc(out, ']');
}

/* Append the names of the redacted variables. No key if there are none. */
static void add_redacted_names(struct strbuf *out, const struct event *ev)
{
	bool any = false;

	for (size_t i = 0; i < ev->n_env; i++) {
		if (!ev->env[i].redacted)
			continue;
		if (!any)
			add_key(out, "env_redacted");
		strbuf__addc(out, any ? ',' : '[');
		text__json(out, ev->env[i].text, env__name_len(&ev->env[i]));
		any = true;
	}
	if (any)
		strbuf__addc(out, ']');
}

/* Append the names of the variables that the parent has with other values, and of those
 * that only the parent has. */
static void add_differences(struct strbuf *out, const struct event *ev)
{
	const struct names *removed = &ev->env_removed;
	const char *comma = "";

	add_key(out, "env_changed");
	strbuf__addc(out, '[');
	for (size_t i = 0; i < ev->n_env; i++) {
		if (ev->env[i].change != ENV_CHANGED || ev->env[i].repeats)
			continue;
		strbuf__adds(out, comma);
		text__json(out, ev->env[i].text, env__name_len(&ev->env[i]));
		comma = ",";
	}
	strbuf__addc(out, ']');
	add_key(out, "env_removed");
	if (removed->bytes)
		add_strings(out, removed->bytes, removed->len);
	else
		strbuf__adds(out, "null");
}

static void add_variable_value(struct strbuf *out, const struct arg *var)
{
	const size_t len = env__name_len(var);

	if (len < var->len)
		text__json(out, var->text + len + 1, var->len - len - 1);
	else
		strbuf__adds(out, "null");
}

/* Append the value of a variable, or an array of all that have its name. */
static void add_values(struct strbuf *out, const struct event *ev, const struct arg *var)
{
	const bool several = var->next;

	if (several)
		strbuf__addc(out, '[');
	add_variable_value(out, var);
	while (var->next) {
		var = &ev->env[var->next];
		strbuf__addc(out, ',');
		add_variable_value(out, var);
	}
	if (several)
		strbuf__addc(out, ']');
}

static void add_env(struct strbuf *out, const struct event *ev)
{
	strbuf__addc(out, '{');
	for (size_t i = 0; i < ev->n_env; i++) {
		const struct arg *var = &ev->env[i];

		if (var->repeats)
			continue;
		if (i)
			strbuf__addc(out, ',');
		text__json(out, var->text, env__name_len(var));
		strbuf__addc(out, ':');
		add_values(out, ev, var);
	}
	strbuf__addc(out, '}');
	add_base64(out, "env_base64", ev->env, ev->n_env);
	add_redacted_names(out, ev);
	if (ev->env_compared)
		add_differences(out, ev);
	if (ev->env_truncated)
		strbuf__adds(out, ",\"env_truncated\":true");
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
	case VALUE_KILOBYTES:
		strbuf__add_s64(out, v->number);
		break;
	case VALUE_BOOL:
		strbuf__adds(out, v->number ? "true" : "false");
		break;
	case VALUE_DURATION:
	case VALUE_NANOSECONDS:
		strbuf__add_s64(out, v->number / 1000);
		strbuf__addc(out, '.');
		strbuf__add_u64(out, (uint64_t)v->number % 1000, 3);
		break;
	case VALUE_TEXT:
		text__json(out, v->text, v->len);
		break;
	case VALUE_LIST:
		add_list(out, v);
		break;
	case VALUE_SENTENCE:
		text__json(out, v->text, v->len);
		strbuf__adds(out, ",\"reason_checked\":\"after\"");
		break;
	case VALUE_STRINGS:
		add_strings(out, v->text, v->len);
		break;
	case VALUE_SENDER:
		add_sender(out, ev);
		break;
	case VALUE_ORIGIN:
		add_origin(out, ev);
		break;
	case VALUE_ANCESTORS:
		add_ancestors(out, ev, v->len);
		break;
	case VALUE_ARGS:
		add_args(out, ev);
		break;
	case VALUE_ENV:
		add_env(out, ev);
		break;
	}
}

/* Append the filters that could not be decided. No key if there are none. */
static void add_undecided(struct strbuf *out, struct strbuf *list, const struct event *ev)
{
	struct value v;

	if (!ev->undecided)
		return;
	strbuf__reset(list);
	format_undecided(list, ev, "");
	v.text = strbuf__cstr(list);
	v.len = list->len;
	out->failed |= !v.text;
	add_key(out, "undecided");
	if (v.text)
		add_list(out, &v);
}

static const char *type_of(const struct event *ev)
{
	if (ev->end)
		return "exit";
	return event__is_check(ev) ? "check" : "exec";
}

/* Append ,"cpu_at_least":true for the column cpu_us: without the unit. */
static void add_mark(struct strbuf *out, const char *name, const char *mark)
{
	strbuf__printf(out, ",\"%.*s_%s\":true", (int)(strrchr(name, '_') - name), name,
		       mark);
}

static void event(struct strbuf *out, struct format_context *ctx, const struct event *ev)
{
	strbuf__printf(out, "{\"type\":\"%s\"", type_of(ev));
	for (size_t i = 0; i < ctx->columns.n; i++) {
		const struct column *col = ctx->columns.list[i];
		struct value v = { .kind = VALUE_NONE };

		col->get(&v, ctx, col, ev);
		if (v.kind == VALUE_NONE)
			continue;
		add_key(out, col->name);
		add_value(out, ev, &v);
		if (v.cut)
			strbuf__printf(out, ",\"%s_truncated\":true", col->name);
		if (v.at_least)
			add_mark(out, col->name, "at_least");
		if (v.at_most)
			add_mark(out, col->name, "at_most");
		if (v.forked)
			strbuf__printf(out, ",\"%s_forked\":true", col->name);
		if (v.deleted)
			strbuf__printf(out, ",\"%s_deleted\":true", col->name);
	}
	add_undecided(out, &ctx->text, ev);
	strbuf__adds(out, "}\n");
}

#define LOST_BEGIN "{\"type\":\"lost\""

static void lost(struct strbuf *out, struct format_context *ctx, const struct loss *loss)
{
	char time[RFC3339_SIZE];

	clock__rfc3339(&ctx->clock, loss->ktime_ns, time);
	strbuf__printf(out,
		       LOST_BEGIN
		       ",\"timestamp\":\"%s\",\"reason\":\"%s\",\"count\":%llu}\n",
		       time, loss->reason, (unsigned long long)loss->count);
}

const struct formatter format_json = {
	.name = "json",
	.always = COLUMN_JSON,
	.options = COLUMN_PROBES | COLUMN_END_JSON,
	.event = event,
	.lost = lost,
	.lost_begin = LOST_BEGIN,
};
