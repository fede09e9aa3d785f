// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdio.h>
#include <string.h>

#include "column.h"
#include "util.h"

static void set_number(struct value *v, int64_t number)
{
	v->kind = VALUE_NUMBER;
	v->number = number;
}

static void set_text(struct value *v, const char *text, size_t len)
{
	v->kind = text ? VALUE_TEXT : VALUE_NULL;
	v->text = text;
	v->len = len;
}

static void get_timestamp(struct value *v, struct style *style, const struct event *ev)
{
	clock__rfc3339(&style->clock, ev->head.ktime_ns, v->buf);
	set_text(v, v->buf, strlen(v->buf));
}

static void get_time(struct value *v, struct style *style, const struct event *ev)
{
	clock__local(&style->clock, ev->head.ktime_ns, v->buf);
	set_text(v, v->buf, strlen(v->buf));
}

static void get_seconds(struct value *v, struct style *style, const struct event *ev)
{
	uint64_t start = style->clock.start_ns, now = ev->head.ktime_ns;
	uint64_t ms = now > start ? (now - start) / 1000000 : 0;
	int len = snprintf(v->buf, sizeof(v->buf), "%llu.%03u",
			   (unsigned long long)ms / 1000, (unsigned int)(ms % 1000));

	set_text(v, v->buf, (size_t)len);
}

static void get_uid(struct value *v, struct style *style, const struct event *ev)
{
	(void)style;
	set_number(v, ev->head.uid);
}

static void get_comm(struct value *v, struct style *style, const struct event *ev)
{
	(void)style;
	set_text(v, ev->comm, ev->comm_len);
}

static void get_pid(struct value *v, struct style *style, const struct event *ev)
{
	(void)style;
	set_number(v, ev->head.pid);
}

static void get_ppid(struct value *v, struct style *style, const struct event *ev)
{
	(void)style;
	set_number(v, ev->head.ppid);
}

static void get_retval(struct value *v, struct style *style, const struct event *ev)
{
	(void)style;
	set_number(v, ev->head.retval);
}

static void get_error(struct value *v, struct style *style, const struct event *ev)
{
	const char *name;

	(void)style;
	if (!ev->head.retval)
		return;
	name = errno_name(-ev->head.retval);
	set_text(v, name, name ? strlen(name) : 0);
}

static void get_latency(struct value *v, struct style *style, const struct event *ev)
{
	(void)style;
	v->kind = ev->head.latency_ns == NO_LATENCY ? VALUE_NULL : VALUE_NANOSECONDS;
	v->number = (int64_t)ev->head.latency_ns;
}

static void get_filename(struct value *v, struct style *style, const struct event *ev)
{
	(void)style;
	set_text(v, ev->filename, ev->filename ? strlen(ev->filename) : 0);
}

static void get_args(struct value *v, struct style *style, const struct event *ev)
{
	(void)style;
	(void)ev;
	v->kind = VALUE_ARGS;
}

const struct column columns[] = {
	{ "timestamp", NULL, 0, 0, get_timestamp, COLLECT_TIME },
	{ NULL, "TIME", 12, COLUMN_TIME, get_time, COLLECT_TIME },
	{ NULL, "TIME(s)", 8, COLUMN_SECONDS, get_seconds, COLLECT_TIME },
	{ "uid", "UID", 6, COLUMN_UID, get_uid },
	{ "comm", "COMM", 16, COLUMN_ALWAYS, get_comm },
	{ "pid", "PID", 7, COLUMN_ALWAYS, get_pid },
	{ "ppid", "PPID", 7, COLUMN_ALWAYS, get_ppid },
	{ "retval", "RET", -4, COLUMN_ALWAYS, get_retval },
	{ "error", NULL, 0, 0, get_error },
	{ "latency_us", "LAT(us)", -8, COLUMN_LATENCY, get_latency,
	  COLLECT_ENTRY | COLLECT_TIME },
	{ "filename", NULL, 0, 0, get_filename, COLLECT_FILENAME },
	{ "args", "ARGS", 0, COLUMN_ALWAYS, get_args },
	{},
};
