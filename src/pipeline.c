// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/log.h"
#include "base/util.h"
#include "pipeline.h"
#include "record/collect.h"

/* Queue the buffer within a batch when it holds this many bytes. */
#define FLUSH_SIZE 65536
/* Interval at which memory of the queue is given back. */
#define GIVE_BACK_MS 20
/* Interval at which to look whether an output that is behind has taken all lines. */
#define BEHIND_MS 1000
/* A terminal of fewer rows would show little else than headers. */
#define HEADER_ROWS_MIN 5

static int open_ancestry(struct pipeline *p, unsigned int collect)
{
	if (!(collect & (COLLECT_ANCESTORS | COLLECT_PARENT | COLLECT_PARENT_ENV)))
		return 0;
	p->lineage = lineage__new(collect & COLLECT_ANCESTORS ? p->levels : 1,
				  collect & COLLECT_ORIGIN);
	if (!p->lineage)
		return -errno;
	if (!(collect & COLLECT_CMDLINES))
		return 0;
	p->ancestry = ancestry__new(collect & COLLECT_PARENT_EXE);
	return p->ancestry ? 0 : -errno;
}

int pipeline__open(struct pipeline *p, unsigned int collect)
{
	int err = summary__open(p->summary);

	/* 0 if there is none. */
	p->format_ctx.utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (!err && collect & COLLECT_USERS)
		err = id_names__read_users(&p->format_ctx.users);
	if (!err && collect & COLLECT_GROUPS)
		err = id_names__read_groups(&p->format_ctx.groups);
	if (collect & COLLECT_IDS)
		cpid__read_boot_id(&p->format_ctx.boot);
	if (!err)
		err = open_ancestry(p, collect);
	if (!err && collect & COLLECT_PARENT_ENV) {
		p->environs = environs__new();
		err = p->environs ? 0 : -errno;
	}
	if (!err && collect & COLLECT_EXITS) {
		p->programs = programs__new();
		err = p->programs ? 0 : -errno;
	}
	if (err)
		log_failure(
			"cannot store names of users and groups, command lines or environments",
			err);
	return err;
}

int pipeline__begin(struct pipeline *p)
{
	if (p->format->begin)
		p->format->begin(&p->out->buf, &p->format_ctx);
	if (p->out->buf.failed) {
		log_failure("cannot format the header", -ENOMEM);
		return -ENOMEM;
	}
	snprintf(p->header, sizeof(p->header), "%.*s", (int)p->out->buf.len,
		 p->out->buf.len ? p->out->buf.data : "");
	p->header_end = p->out->queued + p->out->buf.len;
	return 0;
}

/* What a line changes, besides counts. */
struct mark {
	size_t len; /* of the buffer */
	size_t lines;
	char date[DATE_SIZE];
};

static struct mark mark(const struct pipeline *p)
{
	struct mark m = { .len = p->out->buf.len, .lines = p->format_ctx.lines };

	memcpy(m.date, p->format_ctx.date, sizeof(m.date));
	return m;
}

static void undo(struct pipeline *p, const struct mark *before)
{
	p->out->buf.len = before->len;
	p->out->buf.failed = false;
	p->format_ctx.lines = before->lines;
	memcpy(p->format_ctx.date, before->date, sizeof(before->date));
}

/* Undo everything appended since `before` if the buffer ran out of memory. Return whether it
 * had. */
static bool undo_failed(struct pipeline *p, const struct mark *before)
{
	if (!p->out->buf.failed)
		return false;
	undo(p, before);
	return true;
}

/* The same if the buffer does not fit in the queue of the output. */
static bool undo_overfull(struct pipeline *p, const struct mark *before)
{
	if (output__fits(p->out, p->ending))
		return false;
	undo(p, before);
	return true;
}

/* Append a line for the losses of this reason that are not yet in the stream, if any. */
static void add_loss(struct pipeline *p, enum lost_reason reason, uint64_t ktime_ns)
{
	const struct mark before = mark(p);
	struct loss loss = {
		.ktime_ns = ktime_ns,
		.reason = lost_reason_name(reason),
		.count = p->unwritten[reason],
	};

	if (!loss.count || !p->format->lost)
		return;
	p->format->lost(&p->out->buf, &p->format_ctx, &loss);
	if (!undo_failed(p, &before) && !undo_overfull(p, &before))
		p->unwritten[reason] = 0;
}

void pipeline__count_lost(struct pipeline *p, enum lost_reason reason, uint64_t count,
			  uint64_t ktime_ns)
{
	if (count)
		summary__count_lost(p->summary, reason, count);
	p->unwritten[reason] += count;
	/* While the backlog is full, one line for all at its end. */
	if (reason != LOST_BACKLOG_FULL || p->ending)
		add_loss(p, reason, ktime_ns);
}

static bool count_reached(const struct pipeline *p)
{
	return p->summary->shown >= p->count;
}

/* Whether the event passes the filters of user space. With fold_path they include those of
 * the result, because BPF programs do not know the result of a search. */
static bool passes_filters(struct pipeline *p, struct event *ev)
{
	bool passes = true;

	if (p->fold_path && ev->head.retval)
		passes = filter_values__pass(p->values, FILTER_ERRNO,
					     (uint32_t)-ev->head.retval);
	else if (p->fold_path)
		passes = !p->only_failed;
	return passes && filter__match(p->filter, ev);
}

/* Apply --env and --redact to the event, once: a second attempt could not undo a partial
 * first one. Return whether the event may be shown. */
static bool redact(struct pipeline *p, struct event *ev)
{
	int err = 0;

	if (ev->redacted)
		return ev->safe;
	ev->redacted = true;
	if (p->env)
		err = env__choose(p->env, ev);
	if (!err && p->redactor)
		err = redact__list(p->redactor, &p->redacted_args, ev->args, ev->n_args);
	if (!err && p->redactor)
		err = redact__env(p->redactor, &p->redacted_env, ev->env, ev->n_env);
	ev->safe = !err;
	return ev->safe;
}

/* Append the line of the event. Return the reason for which it is lost instead, or
 * LOST_REASONS. */
static enum lost_reason add_event(struct pipeline *p, struct event *ev)
{
	struct strbuf *buf = &p->out->buf;
	const struct mark before = mark(p);
	uint64_t losses[LOST_REASONS];

	memcpy(losses, p->unwritten, sizeof(losses));
	for (int i = 0; i < LOST_REASONS; i++)
		add_loss(p, (enum lost_reason)i, ev->head.ktime_ns);
	p->format_ctx.number = p->summary->shown + 1;
	/* What cannot be redacted is not shown. */
	if (redact(p, ev))
		p->format->event(buf, &p->format_ctx, ev);
	else
		buf->failed = true;
	if (undo_failed(p, &before)) {
		memcpy(p->unwritten, losses, sizeof(losses));
		return LOST_NO_MEMORY;
	}
	if (undo_overfull(p, &before)) {
		memcpy(p->unwritten, losses, sizeof(losses));
		return LOST_BACKLOG_FULL;
	}
	return LOST_REASONS;
}

/* Begin each screen of a terminal with the header, if there is one. */
static void repeat_header(struct pipeline *p)
{
	struct format_context *ctx = &p->format_ctx;
	const struct mark before = mark(p);

	if (!p->format->begin || ctx->terminal.rows < HEADER_ROWS_MIN ||
	    ctx->lines + 1 < ctx->terminal.rows)
		return;
	p->format->begin(&p->out->buf, ctx);
	if (!undo_failed(p, &before))
		undo_overfull(p, &before);
}

static size_t count_redacted_whole(const struct arg *args, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += args[i].redacted_whole;
	return count;
}

/* Append the line of an event, or count it as lost. */
static void format(void *pipeline, struct event *ev)
{
	struct pipeline *p = pipeline;
	enum lost_reason reason;

	if (count_reached(p))
		return;
	event__limit_args(ev, p->max_args);
	repeat_header(p);
	reason = add_event(p, ev);
	if (reason != LOST_REASONS) {
		pipeline__count_lost(p, reason, 1 + ev->probes, ev->head.ktime_ns);
		return;
	}
	p->summary->shown++;
	p->summary->undecided += ev->undecided != 0;
	if (p->redactor)
		p->summary->redacted_whole += count_redacted_whole(ev->args, ev->n_args) +
					      count_redacted_whole(ev->env, ev->n_env);
	p->summary->folded += ev->probes;
	if (!p->fold_path && !ev->end &&
	    !event__is_check(ev)) /* a check is never folded */
		p->summary->foldable += path_probe__next(&p->last_probe, ev);
}

static void show_passed(struct pipeline *p, struct event *ev)
{
	p->reasons.show = format;
	p->reasons.ctx = p;
	if (!count_reached(p))
		reason_queue__event(&p->reasons, ev);
}

static void show(void *pipeline, struct event *ev)
{
	struct pipeline *p = pipeline;

	if (count_reached(p))
		return;
	if (!passes_filters(p, ev)) {
		p->summary->filtered += 1 + ev->probes;
		return;
	}
	ev->passed = true;
	if (!p->hide_starts || !ev->usage)
		show_passed(p, ev);
}

/* Show all events that wait for others. */
static void show_held(struct pipeline *p)
{
	path_search__end(&p->path_search);
	reason_queue__release(&p->reasons);
}

static void show_or_fold(struct pipeline *p)
{
	p->path_search.show = show;
	p->path_search.ctx = p;
	if (p->fold_path && !event__is_check(&p->event))
		path_search__event(&p->path_search, &p->event);
	else
		show(p, &p->event);
}

/* Count lost events after showing those that are held, which happened before the loss. */
static void count_lost_in_order(struct pipeline *p, enum lost_reason reason,
				uint64_t count, uint64_t ktime_ns)
{
	show_held(p);
	if (!count_reached(p))
		pipeline__count_lost(p, reason, count, ktime_ns);
}

/* BPF programs count a loss before they send the next record, which carries the count: the
 * loss happened between the last record and this one. Records of different CPUs may carry
 * counts out of order, so ignore a lower one. */
static void update_ring_full(struct pipeline *p, uint64_t count, uint64_t ktime_ns)
{
	if (count <= p->ring_full)
		return;
	count_lost_in_order(p, LOST_RING_FULL, count - p->ring_full, ktime_ns);
	p->ring_full = count;
}

void pipeline__batch_begin(void *pipeline)
{
	struct pipeline *p = pipeline;

	clock__refresh(&p->format_ctx.clock);
	terminal__measure(&p->format_ctx.terminal);
}

/* Whether p->event, decoded from the record, passes the filters by cgroup. */
static bool is_in_cgroups(struct pipeline *p, const struct record *rec)
{
	unsigned int undecided = 0;
	bool passes = true;

	if (rec->head.flags & RECORD_UNDECIDED)
		passes = cgroup_filter__passes(p->cgroups, rec->cgroups,
					       rec->head.cgroups_len, &undecided);
	p->event.undecided |= undecided << SUBJECT_CGROUP;
	return passes;
}

/* Count the event if it is of a kind that is not shown. BPF programs count others of these
 * kinds. Return whether it is. */
static bool hide(struct pipeline *p, bool in_cgroups)
{
	const bool check = event__is_check(&p->event);

	if (check ? !p->hide_checks : !p->hide_failed || !p->event.head.retval)
		return false;
	if (check)
		p->summary->hidden_checks += in_cgroups;
	else
		p->summary->hidden += in_cgroups;
	return true;
}

/* Show the end of a program whose exec has passed the filters; NULL: none. */
static void show_end(struct pipeline *p, struct event *ev)
{
	if (!ev)
		return;
	/* A filter that lacks its value has not passed: that would be every old program. */
	if (!ev->end->exec_seen && (!filter__match(p->filter, ev) || ev->undecided)) {
		p->summary->filtered++;
		return;
	}
	if (!end_filter__pass(p->end_filter, ev->end)) {
		p->summary->filtered++;
		return;
	}
	show_passed(p, ev);
}

/* Remember the program that has begun, redacted: it may become the sender of a signal. */
static void remember(struct pipeline *p)
{
	const bool safe = p->event.passed && redact(p, &p->event);

	programs__begin(p->programs, &p->event, safe);
}

/* Show the event if the filters pass it. Store its command line in any case: it may be the
 * ancestor of a later event. */
static void process_event(struct pipeline *p, bool in_cgroups)
{
	if (hide(p, in_cgroups))
		return;
	if (p->programs && p->event.usage)
		show_end(p, programs__replaced(p->programs, &p->event));
	if (p->lineage)
		lineage__resolve(p->lineage, &p->event);
	if (p->ancestry)
		ancestry__resolve(p->ancestry, &p->event);
	if (p->environs)
		environs__event(p->environs, &p->event, p->env);
	if (in_cgroups)
		show_or_fold(p);
	else
		p->summary->filtered++;
	if (p->programs && p->event.usage)
		remember(p);
	event__limit_args(&p->event, p->max_args);
	/* A failed exec makes no ancestor. */
	if (p->ancestry && !p->event.head.retval && redact(p, &p->event))
		ancestry__store_event(p->ancestry, &p->event);
}

/* Process a record about an exec. Returns 0 or a negative errno. */
static int exec_record(struct pipeline *p, const void *bytes, size_t size)
{
	struct record rec;
	int err = record__parse(bytes, size, &rec);

	if (err)
		return err;
	update_ring_full(p, rec.head.lost, rec.head.ktime_ns);
	if (rec.head.type != RECORD_EXEC) {
		reassembly__add(&p->reassembly, &rec);
		return 0;
	}
	reassembly__join(&p->reassembly, &rec);
	err = event__decode(&p->event, &rec);
	if (!err)
		process_event(p, is_in_cgroups(p, &rec));
	return err;
}

/* The same for RECORD_EXIT. */
static int exit_record(struct pipeline *p, const void *bytes, size_t size)
{
	struct exit_record rec;
	int err = exit_record__parse(bytes, size, &rec);

	if (!err && !p->programs)
		err = -EBADMSG;
	if (err)
		return err;
	update_ring_full(p, rec.lost, rec.ktime_ns);
	show_end(p, programs__end(p->programs, &rec));
	return 0;
}

static int fork_record(struct pipeline *p, const void *bytes, size_t size)
{
	struct fork_record rec;
	int err = fork_record__parse(bytes, size, &rec);

	if (!err && p->lineage)
		lineage__fork(p->lineage, &rec);
	return err;
}

static int gone_record(struct pipeline *p, const void *bytes, size_t size)
{
	struct gone_record rec;
	int err = gone_record__parse(bytes, size, &rec);

	if (!err && p->lineage)
		lineage__gone(p->lineage, &rec);
	return err;
}

int pipeline__record(void *pipeline, void *bytes, size_t size)
{
	struct pipeline *p = pipeline;
	int err;

	switch (record__type(bytes, size)) {
	case RECORD_EXIT:
		err = exit_record(p, bytes, size);
		break;
	case RECORD_FORK:
		err = fork_record(p, bytes, size);
		break;
	case RECORD_GONE:
		err = gone_record(p, bytes, size);
		break;
	default:
		err = exec_record(p, bytes, size);
	}
	if (err)
		count_lost_in_order(p, err == -ENOMEM ? LOST_NO_MEMORY : LOST_BAD_RECORD,
				    1, clock__boot_ns(&p->format_ctx.clock));
	if (count_reached(p))
		return -ECANCELED;
	if (p->out->buf.len >= FLUSH_SIZE)
		output__flush(p->out);
	return 0;
}

/* Return memory of the queue, unless it holds lines. Returns the milliseconds until the next
 * try, or -1 if nothing is left. */
static int give_back(struct pipeline *p)
{
	if (!output__give_back(p->out))
		return -1;
	return output__is_written(p->out) ? GIVE_BACK_MS : BEHIND_MS;
}

int pipeline__idle(void *pipeline, int *again_ms)
{
	struct pipeline *p = pipeline;

	*again_ms = give_back(p);
	if (p->path_search.n) {
		const int ms = path_search__idle(&p->path_search,
						 clock__boot_ns(&p->format_ctx.clock));

		if (ms >= 0 && (*again_ms < 0 || ms < *again_ms))
			*again_ms = ms;
	}
	return count_reached(p) ? -ECANCELED : 0;
}

int pipeline__batch_end(void *pipeline)
{
	struct pipeline *p = pipeline;
	const bool held = p->reasons.n;

	reason_queue__release(&p->reasons);
	output__flush(p->out);
	return held && count_reached(p) ? -ECANCELED : 0;
}

void pipeline__end(struct pipeline *p, uint64_t ring_full, uint64_t skipped)
{
	uint64_t now = clock__boot_ns(&p->format_ctx.clock);

	show_held(p);
	p->ending = true;
	if (!count_reached(p))
		update_ring_full(p, ring_full, now);
	pipeline__count_lost(p, LOST_SKIPPED, skipped, now);
	/* Retry the lines that found no memory, or no room. */
	for (int i = 0; i < LOST_REASONS; i++)
		add_loss(p, (enum lost_reason)i, now);
}

uint64_t pipeline__events_left(const struct pipeline *p)
{
	const char *lost = p->format->lost_begin;
	/* Elsewhere only an event looks like the header: `-O comm` of "COMM". */
	const bool repeats = p->format_ctx.terminal.rows;
	uint64_t end = 0, events = 0;
	char begin[LINE_BEGIN_SIZE];

	while (output__next_line(p->out, &end, begin, sizeof(begin)))
		events += end > p->header_end &&
			  !(repeats && !strcmp(begin, p->header)) &&
			  !(lost && !strncmp(begin, lost, strlen(lost)));
	return events;
}

void pipeline__free(struct pipeline *p)
{
	id_names__free(&p->format_ctx.users);
	id_names__free(&p->format_ctx.groups);
	terminal__close(&p->format_ctx.terminal);
	if (p->format_ctx.utf8)
		freelocale(p->format_ctx.utf8);
	strbuf__free(&p->format_ctx.text);
	lineage__free(p->lineage);
	ancestry__free(p->ancestry);
	environs__free(p->environs);
	programs__free(p->programs);
	reason_queue__free(&p->reasons);
	event__free(&p->event);
	strbuf__free(&p->redacted_args);
	path_search__free(&p->path_search);
	strbuf__free(&p->last_probe.filename);
	strbuf__free(&p->redacted_env);
	reassembly__free(&p->reassembly);
}
