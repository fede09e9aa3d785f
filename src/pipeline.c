// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <time.h>

#include "base/util.h"
#include "pipeline.h"

/* A buffer this full is written although the batch goes on. */
#define FLUSH_SIZE 65536

#define KIND_EVENT 'e'
#define KIND_OTHER 'o'

/* Of the line that has been added since before. Those of lines written meanwhile may
 * stand before it: it is the last ones that count. */
static void add_kind(struct pipeline *p, size_t before, char kind)
{
	if (!before)
		strbuf__reset(&p->kinds);
	if (p->out->buf.len > before)
		strbuf__addc(&p->kinds, kind);
}

int pipeline__begin(struct pipeline *p)
{
	size_t before = p->out->buf.len;

	if (p->format->begin)
		p->format->begin(&p->out->buf, &p->format_ctx);
	add_kind(p, before, KIND_OTHER);
	return p->out->buf.failed ? -ENOMEM : output__flush(p->out);
}

/* What has been added since before did not fit in: takes it back. Returns false
 * if all is well. */
static bool undo_failed(struct strbuf *buf, size_t before)
{
	if (!buf->failed)
		return false;
	buf->len = before;
	buf->failed = false;
	return true;
}

void pipeline__lose(struct pipeline *p, enum lost_reason reason, uint64_t count,
		    uint64_t ktime_ns)
{
	struct strbuf *buf = &p->out->buf;
	size_t before = buf->len;
	struct loss loss = {
		.ktime_ns = ktime_ns,
		.reason = lost_reason_name(reason),
		.count = count + p->unsaid[reason],
	};

	if (!loss.count)
		return;
	if (count)
		summary__count_lost(p->summary, reason, count);
	if (!p->format->lost)
		return;
	p->format->lost(buf, &p->format_ctx, &loss);
	p->unsaid[reason] = undo_failed(buf, before) ? loss.count : 0;
	add_kind(p, before, KIND_OTHER);
}

/* Whether there are as many as were asked for. */
static bool is_enough(const struct pipeline *p)
{
	return p->summary->shown >= p->count;
}

/* By all that is asked for in user space. The programs cannot know what a search comes
 * to, so where searches are folded they leave its error to us. */
static bool is_wanted(struct pipeline *p, const struct event *ev)
{
	bool wanted = true;

	if (p->fold_path && ev->head.retval)
		wanted = filter_values__pass(p->values, FILTER_ERRNO,
					     (uint32_t)-ev->head.retval);
	else if (p->fold_path)
		wanted = !p->only_failed;
	return wanted && filter__match(p->filter, ev);
}

/* Redact the event, once: a second attempt could not undo a partial first one. Return
 * whether it may be shown. */
static bool redact(struct pipeline *p, struct event *ev)
{
	int err = 0;

	if (ev->redacted)
		return ev->safe;
	ev->redacted = true;
	if (p->env)
		err = env__choose(p->env, ev);
	if (!err && p->redactor)
		err = redact__list(p->redactor, &p->redacted, ev->args, ev->n_args);
	if (!err && p->redactor)
		err = redact__list(p->redactor, &p->redacted_env, ev->env, ev->n_env);
	ev->safe = !err;
	return ev->safe;
}

static void show(void *pipeline, struct event *ev)
{
	struct pipeline *p = pipeline;
	struct strbuf *buf = &p->out->buf;
	size_t before = buf->len;

	if (is_enough(p))
		return;
	if (!is_wanted(p, ev)) {
		p->summary->filtered += 1 + ev->probes;
		return;
	}
	p->format_ctx.number = p->summary->shown + 1;
	/* What cannot be redacted is not shown. */
	if (redact(p, ev))
		p->format->event(buf, &p->format_ctx, ev);
	else
		buf->failed = true;
	if (undo_failed(buf, before)) {
		pipeline__lose(p, LOST_NO_MEMORY, 1 + ev->probes, ev->head.ktime_ns);
		return;
	}
	add_kind(p, before, KIND_EVENT);
	p->summary->shown++;
	p->summary->folded += ev->probes;
}

static void show_or_hold(struct pipeline *p)
{
	p->path_search.show = show;
	p->path_search.ctx = p;
	if (p->fold_path)
		path_search__event(&p->path_search, &p->event);
	else
		show(p, &p->event);
}

/* Behind what is held, which happened before. */
static void lose_here(struct pipeline *p, enum lost_reason reason, uint64_t count,
		      uint64_t ktime_ns)
{
	path_search__end(&p->path_search);
	if (!is_enough(p))
		pipeline__lose(p, reason, count, ktime_ns);
}

/* The programs count a loss before the next record is sent, and every record
 * carries the count, so here is where it happened. Records of two CPUs may
 * carry it out of order: only a higher count is news. */
static void note_ring_full(struct pipeline *p, uint64_t count, uint64_t ktime_ns)
{
	if (count <= p->ring_full)
		return;
	lose_here(p, LOST_RING_FULL, count - p->ring_full, ktime_ns);
	p->ring_full = count;
}

void pipeline__batch_begin(void *pipeline)
{
	struct pipeline *p = pipeline;

	clock__refresh(&p->format_ctx.clock);
}

/* Whether the parsed record is of a cgroup that was asked for. */
static bool is_in_cgroups(struct pipeline *p, const struct record *rec)
{
	return !(rec->head.flags & RECORD_UNDECIDED) ||
	       cgroup_filter__passes(p->cgroups, rec->cgroups, rec->head.cgroups_len);
}

/* The event is shown, if it is wanted; others may come from it in either case. */
static void take(struct pipeline *p, bool in_cgroups)
{
	if (p->ancestry)
		ancestry__resolve(p->ancestry, &p->event);
	if (in_cgroups)
		show_or_hold(p);
	else
		p->summary->filtered++;
	if (p->ancestry && redact(p, &p->event))
		ancestry__learn(p->ancestry, &p->event);
}

int pipeline__record(void *pipeline, void *bytes, size_t size)
{
	struct pipeline *p = pipeline;
	struct record rec;
	int err;

	err = record__parse(bytes, size, &rec);
	if (!err) {
		note_ring_full(p, rec.head.lost, rec.head.ktime_ns);
		if (rec.head.type != RECORD_EXEC) {
			reassembly__add(&p->reassembly, &rec);
			return 0;
		}
		reassembly__join(&p->reassembly, &rec);
		err = event__decode(&p->event, &rec, p->max_args);
	}
	if (err)
		lose_here(p, err == -ENOMEM ? LOST_NO_MEMORY : LOST_BAD_RECORD, 1,
			  clock__boot_ns(&p->format_ctx.clock));
	else
		take(p, is_in_cgroups(p, &rec));
	if (is_enough(p))
		return -ECANCELED;
	return p->out->buf.len < FLUSH_SIZE ? 0 : output__flush(p->out);
}

int pipeline__idle(void *pipeline, int *again_ms)
{
	struct pipeline *p = pipeline;

	*again_ms = -1;
	if (p->path_search.n)
		*again_ms = path_search__idle(&p->path_search,
					      clock__boot_ns(&p->format_ctx.clock));
	return is_enough(p) ? -ECANCELED : 0;
}

int pipeline__batch_end(void *pipeline)
{
	struct pipeline *p = pipeline;

	return output__flush(p->out);
}

void pipeline__end(struct pipeline *p, uint64_t ring_full, uint64_t skipped)
{
	uint64_t now = clock__boot_ns(&p->format_ctx.clock);

	path_search__end(&p->path_search);
	if (!is_enough(p))
		note_ring_full(p, ring_full, now);
	pipeline__lose(p, LOST_SKIPPED, skipped, now);
	/* What could not be said before. */
	for (int i = 0; i < LOST_REASONS; i++)
		pipeline__lose(p, (enum lost_reason)i, 0, now);
}

size_t pipeline__events_left(const struct pipeline *p)
{
	const struct strbuf *kinds = &p->kinds;
	size_t lines = output__lines_left(p->out), events = 0;

	/* Without memory for all of them, rather too few are called shown. */
	if (kinds->failed || kinds->len < lines)
		return lines < p->summary->shown ? lines : p->summary->shown;
	for (size_t i = kinds->len - lines; i < kinds->len; i++)
		events += kinds->data[i] == KIND_EVENT;
	return events;
}

void pipeline__free(struct pipeline *p)
{
	strbuf__free(&p->kinds);
	strbuf__free(&p->format_ctx.text);
	reasoner__free(&p->format_ctx.reasoner);
	event__free(&p->event);
	strbuf__free(&p->redacted);
	path_search__free(&p->path_search);
	strbuf__free(&p->redacted_env);
	reassembly__free(&p->reassembly);
}
