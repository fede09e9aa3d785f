// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Pass a stream of records to the pipeline in each format: each event yields one line of
 * safe characters, whose values are those of the event. An input takes 3 ms:
 * short run: 5000. */
#define _GNU_SOURCE
#include <time.h>

#include "base/log.h"
#include "json.h"
#include "oracle.h"
#include "pipeline.h"
#include "stream.h"

/* The time of day of an event is its ktime_ns. */
#define NO_CLOCK                                                  \
	{                                                         \
		.second = INT64_MIN, .checked_ns = UINT64_MAX / 2 \
	}

static struct fixture {
	struct summary summary;
	struct filter filter;
	struct cgroup_filter cgroups; /* empty: undecided events pass */
	struct redactor redactor;
	struct env_choice env;
	struct output out;
	struct pipeline p;
} f;

static struct strbuf text, expected;

static void begin(struct input *in)
{
	static const char *const formats[] = { "table", "json", "kv", "json" };
	static const size_t limits[] = { SIZE_MAX, 3, 1, 0 };
	unsigned int how = (unsigned int)take_number(in, 1);
	unsigned int asked = (unsigned int)take_number(in, 1);
	struct column_list none = { .n = 0 }, more = { .n = 0 };
	char error[64];

	f = (struct fixture){
		.p = { .format = formatter__find(formats[how & 3]),
		       .format_ctx = { .quote = how & 4, .clock = NO_CLOCK },
		       .filter = &f.filter,
		       .cgroups = &f.cgroups,
		       .redactor = how & 128 ? &f.redactor : NULL,
		       .env = &f.env,
		       .max_args = limits[how >> 4 & 3],
		       .count = UINT64_MAX,
		       .out = &f.out,
		       .summary = &f.summary },
	};
	for (const struct column *col = columns; asked & 128 && col->get; col++)
		column_list__add(&more, col);
	column_list__make(&f.p.format_ctx.columns, &none, &more,
			  f.p.format->always | (asked & f.p.format->options));
	if (asked & 64)
		require(!env_choice__add(&f.env, "A,BC,x"));
	if (how & 8)
		require(!patterns__add(&f.filter.line, "a.*b", error, sizeof(error)));
	if (how & 64)
		require(!patterns__add(&f.filter.name, "^[a-z]", error, sizeof(error)));
	if (asked & 64) {
		f.p.ancestry = ancestry__new(true);
		f.p.lineage = lineage__new(ANCESTRY_LEVELS_MAX, true);
	}
	require(output__open(&f.out, 1 << 20) == 0);
	require(pipeline__begin(&f.p) == 0);
	output__flush(&f.out);
}

/* Empty the queue, as the writer does. Return how many bytes there were. */
static size_t take_queued(void)
{
	const char *bytes;
	size_t n, all = 0;

	while ((n = output__next_bytes(&f.out, &bytes))) {
		output__wrote(&f.out, bytes, n);
		all += n;
	}
	return all;
}

/* The string has these bytes, with U+FFFD in place of those that are not UTF-8. */
static void require_string(struct json j, const char *bytes, size_t len)
{
	json_string(&j, &text);
	require(j.at);
	oracle_replace(&expected, bytes, len);
	require(same_bytes(&text, expected.data, expected.len));
}

static void require_args(struct json line, const struct event *ev)
{
	struct json args = json_member(line, "args");
	struct json base64 = json_member(line, "args_base64");
	bool valid = true;

	for (size_t i = 0; i < ev->n_args; i++) {
		const struct arg *arg = &ev->args[i];

		require(json_next(&args));
		require_string(args, arg->text, arg->len);
		json_skip(&args);
		valid = valid && same_bytes(&expected, arg->text, arg->len);
		if (!base64.at)
			continue;
		require(json_next(&base64));
		json_string(&base64, &text);
		require(base64.at && oracle_unbase64(&expected, text.data, text.len));
		require(same_bytes(&expected, arg->text, arg->len));
	}
	require(!json_next(&args) && args.at);
	require(valid == !base64.at);
	require(valid || (!json_next(&base64) && base64.at));
	require(ev->truncated == !!json_member(line, "truncated").at);
}

/* Parse RFC 3339. */
static void require_time(struct json line, uint64_t ktime_ns)
{
	struct json j = json_member(line, "timestamp");
	struct tm tm = {};
	unsigned int nsec;
	char end;

	json_string(&j, &text);
	require(text.len == 30);
	require(sscanf(strbuf__cstr(&text), "%4d-%2d-%2dT%2d:%2d:%2d.%9u%c", &tm.tm_year,
		       &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec,
		       &nsec, &end) == 8 &&
		end == 'Z');
	tm.tm_year -= 1900;
	tm.tm_mon--;
	require((uint64_t)timegm(&tm) * 1000000000 + nsec == ktime_ns);
}

static void require_number(struct json line, const char *key, int64_t n)
{
	char number[32];

	snprintf(number, sizeof(number), "%lld", (long long)n);
	line = json_member(line, key);
	require(json_begins(line, number));
	line.at += strlen(number);
	require(json_begins(line, ",") || json_begins(line, "}"));
}

/* Each variable of the event, in order. */
static void require_env(struct json line, const struct event *ev)
{
	struct json j = json_member(line, "env");

	if (!j.at)
		return;
	require(ev->env_truncated == !!json_member(line, "env_truncated").at);
	if (!ev->env_known) {
		require(json_begins(j, "null"));
		return;
	}
	require(json_begins(j, ev->n_env ? "{\"" : "{}"));
	for (size_t i = 0; i < ev->n_env; i++) {
		const struct arg *var = &ev->env[i];
		size_t len = 0;

		if (var->repeats)
			continue;
		while (len < var->len && var->text[len] != '=')
			len++;
		j.at++;
		require_string(j, var->text, len);
		json_skip(&j);
		require(json_begins(j, var->next       ? ":[" :
				       len == var->len ? ":null" :
							 ":\""));
		j.at++;
		if (len < var->len && !var->next)
			require_string(j, var->text + len + 1, var->len - len - 1);
		json_skip(&j);
		require(json_begins(j, ",") || json_begins(j, "}"));
	}
}

/* An absolute path, or null. */
static void require_path(struct json line, const char *key)
{
	struct json j = json_member(line, key);

	require(!j.at || json_begins(j, "null") || json_begins(j, "\"/"));
}

/* An array of all ancestors of the event, each with its arguments or null. */
static void require_ancestors(struct json line, const struct event *ev)
{
	struct json j = json_member(line, "ancestors");

	if (!j.at || json_begins(j, "null")) {
		require(!j.at || !ev->ancestry);
		return;
	}
	for (size_t i = 0; i < ev->ancestry->n; i++) {
		const struct process_state *head = &ev->ancestors[i].state;

		require(json_next(&j));
		require_number(j, "pid", head->id.pid);
		require_string(json_member(j, "comm"), head->comm,
			       strnlen(head->comm, sizeof(head->comm)));
		require(json_begins(json_member(j, "args"),
				    ev->ancestors[i].args ? "[" : "null"));
		json_skip(&j);
	}
	require(!json_next(&j) && j.at);
	require(!ev->ancestry->more == !json_member(line, "ancestors_truncated").at);
}

static void require_event(const char *bytes, size_t len)
{
	const struct json line = { bytes, bytes + len };
	const struct event *ev = &f.p.event;

	require(json_begins(json_member(line, "type"), "\"exec\""));
	require_time(line, ev->head.ktime_ns);
	require_number(line, "pid", ev->head.pid);
	require_number(line, "ppid", ev->head.ppid);
	require_number(line, "uid", ev->head.uid);
	require_number(line, "retval", ev->head.retval);
	require(!ev->head.retval == !json_member(line, "error").at);
	require_string(json_member(line, "comm"), ev->comm, ev->comm_len);
	if (ev->filename)
		require_string(json_member(line, "filename"), ev->filename,
			       strlen(ev->filename));
	else
		require(json_begins(json_member(line, "filename"), "null"));
	require_args(line, ev);
	require_path(line, "exe");
	require_path(line, "cwd");
	require_ancestors(line, ev);
	require_env(line, ev);
}

/* The arguments end in " ..." if any are missing, and only then. */
static void require_mark(const char *bytes, size_t len)
{
	if (!f.p.event.undecided) /* or that follows */
		require(f.p.event.truncated ==
			(len >= 4 && !memcmp(bytes + len - 4, " ...", 4)));
}

/* The columns that are added to a line of kv are its last words. Return the length without
 * them. */
static size_t require_added(const char *bytes, size_t len)
{
	const unsigned int in_place = COLUMN_ALWAYS | COLUMN_UID | COLUMN_PROBES;
	const struct column_list *list = &f.p.format_ctx.columns;

	for (size_t i = list->n; i-- > 0;) {
		const struct column *col = list->list[i];
		const char *name = col->shown_by & COLUMN_END ? col->heading : col->name;
		const char *word = memrchr(bytes, ' ', len);

		if (list->list[i]->shown_by & in_place)
			continue;
		require(word && !strncasecmp(word + 1, name, strlen(name)) &&
			word[1 + strlen(name)] == '=');
		len = (size_t)(word - bytes);
	}
	return len;
}

static void require_kv(const char *bytes, size_t len)
{
	char begin[128], end[32];
	int n = snprintf(begin, sizeof(begin), "[%llu] PID=%u PPID=%u UID=%u CMD=",
			 (unsigned long long)f.summary.shown, f.p.event.head.pid,
			 f.p.event.head.ppid, f.p.event.head.uid);
	int m = snprintf(end, sizeof(end), "] RetVal=%d", f.p.event.head.retval);

	if (f.p.event.undecided)
		return;
	len = require_added(bytes, len);
	require(len >= (size_t)(n + m) && !memcmp(bytes, begin, (size_t)n));
	require(!memcmp(bytes + len - m, end, (size_t)m));
	require_mark(bytes, len - (size_t)m);
	/* The name is one word. */
	bytes = memchr(bytes + n, ' ', len - (size_t)n);
	require(bytes && !memcmp(bytes, " ARGS=[", 7));
}

/* Lines of one record: at most one event, at most one loss before it or instead. */
static void check_added(const char *added, size_t len, size_t events, uint64_t lost)
{
	size_t lines = 0;

	for (const char *end; len; len -= (size_t)(end - added), added = end) {
		end = memchr(added, '\n', len);
		require(end);
		require(oracle_is_safe(added, (size_t)(end - added)));
		lines++;
		if (f.p.format == &format_json) {
			struct json line = { added, end };
			struct json count = json_member(line, "count");

			require(json_is_object(added, (size_t)(end - added)));
			if (count.at)
				lost -= strtoull(count.at, NULL, 10);
			else
				require_event(added, (size_t)(end - added));
			lines -= !!count.at;
		} else if (f.p.format == &format_kv) {
			require_kv(added, (size_t)(end - added));
		} else {
			require_mark(added, (size_t)(end - added));
		}
		end++;
	}
	require(lines == events);
	require(f.p.format != &format_json || !lost);
}

static uint64_t all_lost(void)
{
	uint64_t n = 0;

	for (int i = 0; i < LOST_REASONS; i++)
		n += f.summary.lost[i];
	return n;
}

/* Pass one record. Return whether it was an event, shown or filtered. */
static bool record(const struct sent *sent)
{
	struct summary before = f.summary;
	uint64_t lost = all_lost(), bad = before.lost[LOST_BAD_RECORD];
	size_t len;

	require(pipeline__record(&f.p, sent->bytes, sent->size) == 0);
	len = f.out.buf.len;
	require(!f.out.buf.failed && f.summary.shown - before.shown <= 1);
	check_added(f.out.buf.data, len, f.summary.shown - before.shown,
		    all_lost() - lost);
	/* All of it is queued. */
	require(pipeline__batch_end(&f.p) == 0);
	require(pipeline__events_left(&f.p) == f.summary.shown - before.shown);
	require(take_queued() == len && !f.out.buf.len);
	require(f.summary.lost[LOST_BAD_RECORD] - bad <= 1);
	return f.summary.shown != before.shown || f.summary.filtered != before.filtered;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct stream stream = { .in = { data, size } };
	uint64_t ring_full = 0;
	struct sent sent;

	log_level = LOG_ERROR;
	fake_begin();
	begin(&stream.in);
	take_queued();
	while (stream_next(&stream, &sent)) {
		bool shown = record(&sent);
		struct exec_record head;

		if (sent.fits)
			memcpy(&head, sent.bytes, sizeof(head));
		else
			head.lost = f.p.ring_full;
		ring_full = head.lost > ring_full ? head.lost : ring_full;
		require(f.summary.lost[LOST_RING_FULL] == ring_full);
		require(!sent.fits || shown == !sent.is_fragment ||
			f.summary.lost[LOST_BAD_RECORD]);
		free(sent.bytes);
	}
	pipeline__end(&f.p, take_number(&stream.in, 2), 0);
	require(pipeline__batch_end(&f.p) == 0);
	fake_end();
	pipeline__free(&f.p);
	summary__close(&f.summary);
	filter__free(&f.filter);
	redact__free(&f.redactor);
	env_choice__free(&f.env);
	output__close(&f.out);
	return 0;
}
