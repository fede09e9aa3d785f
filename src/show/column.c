// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/capability.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/util.h"
#include "record/descriptor.h"
#include "record/path.h"
#include "select/container.h"
#include "show/column.h"
#include "show/format_context.h"

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

/* Empty ctx->text for a value to be built there. The value is unknown until set_built().
 * Returns known. */
static bool begin_text(struct value *v, struct format_context *ctx, bool known)
{
	v->kind = VALUE_NULL;
	strbuf__reset(&ctx->text);
	return known;
}

/* Set ctx->text as the value; it is unknown if memory ran out. */
static void set_built(struct value *v, struct format_context *ctx)
{
	set_text(v, ctx->text.failed ? NULL : ctx->text.data, ctx->text.len);
}

static void get_timestamp(struct value *v, struct format_context *ctx,
			  const struct column *col, const struct event *ev)
{
	clock__rfc3339(&ctx->clock, ev->head.ktime_ns, v->buf);
	set_text(v, v->buf, strlen(v->buf));
}

static void get_time(struct value *v, struct format_context *ctx,
		     const struct column *col, const struct event *ev)
{
	const char *date = clock__date(&ctx->clock, ev->head.ktime_ns);
	const bool changed = ctx->dates && *ctx->date && strcmp(ctx->date, date);
	char *to = v->buf;

	if (changed)
		to += sprintf(to, "%sT", date);
	if (ctx->dates)
		memcpy(ctx->date, date, sizeof(ctx->date));
	clock__local(&ctx->clock, ev->head.ktime_ns, to);
	set_text(v, v->buf, strlen(v->buf));
}

static void get_seconds(struct value *v, struct format_context *ctx,
			const struct column *col, const struct event *ev)
{
	uint64_t start = ctx->clock.start_ns, now = ev->head.ktime_ns;
	uint64_t ms = now > start ? (now - start) / 1000000 : 0;

	strbuf__reset(&ctx->text);
	strbuf__add_u64(&ctx->text, ms / 1000, 1);
	strbuf__addc(&ctx->text, '.');
	strbuf__add_u64(&ctx->text, ms % 1000, 3);
	set_built(v, ctx);
}

static void get_uid(struct value *v, struct format_context *ctx, const struct column *col,
		    const struct event *ev)
{
	set_number(v, ev->head.uid);
}

static void set_name(struct value *v, const struct id_names *names, uint32_t id)
{
	const char *name = id_names__find(names, id);

	set_text(v, name, name ? strlen(name) : 0);
}

static void get_user(struct value *v, struct format_context *ctx,
		     const struct column *col, const struct event *ev)
{
	set_name(v, &ctx->users, ev->head.uid);
}

static void get_group(struct value *v, struct format_context *ctx,
		      const struct column *col, const struct event *ev)
{
	v->kind = VALUE_NULL;
	if (ev->details)
		set_name(v, &ctx->groups, ev->details->gid);
}

static void get_comm(struct value *v, struct format_context *ctx,
		     const struct column *col, const struct event *ev)
{
	set_text(v, ev->comm, ev->comm_len);
}

static void get_pid(struct value *v, struct format_context *ctx, const struct column *col,
		    const struct event *ev)
{
	set_number(v, ev->head.pid);
}

static void get_ppid(struct value *v, struct format_context *ctx,
		     const struct column *col, const struct event *ev)
{
	set_number(v, ev->head.ppid);
}

static void get_retval(struct value *v, struct format_context *ctx,
		       const struct column *col, const struct event *ev)
{
	set_number(v, ev->head.retval);
	v->check = event__is_check(ev);
}

static void get_error(struct value *v, struct format_context *ctx,
		      const struct column *col, const struct event *ev)
{
	const char *name;

	if (!ev->head.retval)
		return;
	name = errno_name(-ev->head.retval);
	set_text(v, name, name ? strlen(name) : 0);
}

static void get_latency(struct value *v, struct format_context *ctx,
			const struct column *col, const struct event *ev)
{
	v->kind = ev->head.latency_ns == NO_LATENCY ? VALUE_NULL : VALUE_NANOSECONDS;
	v->number = (int64_t)ev->head.latency_ns;
}

static void get_probes(struct value *v, struct format_context *ctx,
		       const struct column *col, const struct event *ev)
{
	v->kind = ev->probes_known ? VALUE_NUMBER : VALUE_NULL;
	v->number = (int64_t)ev->probes;
}

static void get_filename(struct value *v, struct format_context *ctx,
			 const struct column *col, const struct event *ev)
{
	set_text(v, ev->filename, ev->filename ? strlen(ev->filename) : 0);
}

/* Whether the event has an end; if not, the value is not applicable. */
static bool begin_end(struct value *v, const struct event *ev)
{
	if (ev->end)
		v->kind = VALUE_NULL;
	return ev->end;
}

/* Set a number of an end, which is UINT64_MAX if it is unknown. */
static void set_known(struct value *v, enum value_kind kind, uint64_t number)
{
	v->kind = number == UINT64_MAX ? VALUE_NULL : kind;
	v->number = (int64_t)number;
}

/* As a shell would say it: "3", "SIGSEGV+core". */
static void get_status(struct value *v, struct format_context *ctx,
		       const struct column *col, const struct event *ev)
{
	const struct program_end *end = ev->end;

	if (!begin_end(v, ev))
		return;
	strbuf__reset(&ctx->text);
	if (end->replaced)
		strbuf__adds(&ctx->text, "replaced");
	else if (program_end__is_signal(end))
		strbuf__printf(&ctx->text, "%s%s",
			       signal_name(end->status & 0x7f, v->buf),
			       end->status & 0x80 ? "+core" : "");
	else
		strbuf__add_u64(&ctx->text, (uint64_t)end->status >> 8 & 0xff, 1);
	set_built(v, ctx);
}

static void get_replaced(struct value *v, struct format_context *ctx,
			 const struct column *col, const struct event *ev)
{
	if (ev->end && ev->end->replaced) {
		v->kind = VALUE_BOOL;
		v->number = 1;
	}
}

static void get_exec_seen(struct value *v, struct format_context *ctx,
			  const struct column *col, const struct event *ev)
{
	if (ev->end && !ev->end->exec_seen)
		v->kind = VALUE_BOOL;
}

static void get_exit_code(struct value *v, struct format_context *ctx,
			  const struct column *col, const struct event *ev)
{
	if (begin_end(v, ev) && !ev->end->replaced && !program_end__is_signal(ev->end))
		set_number(v, ev->end->status >> 8 & 0xff);
}

static void get_signal(struct value *v, struct format_context *ctx,
		       const struct column *col, const struct event *ev)
{
	const char *name;

	if (!begin_end(v, ev) || !program_end__is_signal(ev->end))
		return;
	name = signal_name(ev->end->status & 0x7f, v->buf);
	set_text(v, name, strlen(name));
}

static void get_core_dumped(struct value *v, struct format_context *ctx,
			    const struct column *col, const struct event *ev)
{
	if (!begin_end(v, ev) || !program_end__is_signal(ev->end))
		return;
	v->kind = VALUE_BOOL;
	v->number = ev->end->status >> 7 & 1;
}

static void get_duration(struct value *v, struct format_context *ctx,
			 const struct column *col, const struct event *ev)
{
	if (begin_end(v, ev))
		set_known(v, VALUE_DURATION, ev->end->duration_ns);
}

static void get_cpu_time(struct value *v, struct format_context *ctx,
			 const struct column *col, const struct event *ev)
{
	if (!begin_end(v, ev))
		return;
	set_known(v, VALUE_DURATION, ev->end->cpu_ns);
	v->at_least = v->kind == VALUE_DURATION && ev->end->cpu_at_least;
}

static void get_user_time(struct value *v, struct format_context *ctx,
			  const struct column *col, const struct event *ev)
{
	if (begin_end(v, ev))
		set_known(v, VALUE_DURATION, ev->end->user_ns);
}

static void get_system_time(struct value *v, struct format_context *ctx,
			    const struct column *col, const struct event *ev)
{
	if (begin_end(v, ev))
		set_known(v, VALUE_DURATION, ev->end->system_ns);
}

static void get_max_rss(struct value *v, struct format_context *ctx,
			const struct column *col, const struct event *ev)
{
	if (!begin_end(v, ev))
		return;
	set_known(v, VALUE_KILOBYTES, ev->end->max_rss_kb);
	v->at_most = ev->end->max_rss_at_most;
}

static void get_threads(struct value *v, struct format_context *ctx,
			const struct column *col, const struct event *ev)
{
	if (begin_end(v, ev))
		set_known(v, VALUE_NUMBER, ev->end->threads);
}

static void get_killed_by(struct value *v, struct format_context *ctx,
			  const struct column *col, const struct event *ev)
{
	if (begin_end(v, ev) && (ev->end->killed || ev->end->oom))
		v->kind = VALUE_SENDER;
}

static void get_read_bytes(struct value *v, struct format_context *ctx,
			   const struct column *col, const struct event *ev)
{
	if (begin_end(v, ev))
		set_known(v, VALUE_NUMBER, ev->end->read_bytes);
}

static void get_write_bytes(struct value *v, struct format_context *ctx,
			    const struct column *col, const struct event *ev)
{
	if (begin_end(v, ev))
		set_known(v, VALUE_NUMBER, ev->end->write_bytes);
}

static void get_major_faults(struct value *v, struct format_context *ctx,
			     const struct column *col, const struct event *ev)
{
	if (begin_end(v, ev))
		set_known(v, VALUE_NUMBER, ev->end->major_faults);
}

static void get_args(struct value *v, struct format_context *ctx,
		     const struct column *col, const struct event *ev)
{
	v->kind = ev->end && !ev->end->exec_seen ? VALUE_NULL : VALUE_ARGS;
}

static void get_env(struct value *v, struct format_context *ctx, const struct column *col,
		    const struct event *ev)
{
	v->kind = ev->env_known ? VALUE_ENV : VALUE_NULL;
}

/* A 32-bit number at col->offset in the details. */
static void get_detail(struct value *v, struct format_context *ctx,
		       const struct column *col, const struct event *ev)
{
	uint32_t number = DETAIL_UNKNOWN;

	if (ev->details)
		memcpy(&number, (const char *)ev->details + col->offset, sizeof(number));
	v->kind = VALUE_NULL;
	if (number != DETAIL_UNKNOWN)
		set_number(v, number);
}

static void get_tid(struct value *v, struct format_context *ctx, const struct column *col,
		    const struct event *ev)
{
	set_number(v, ev->head.tid);
}

/* The driver calls pts/3 "pts3". */
static void get_tty(struct value *v, struct format_context *ctx, const struct column *col,
		    const struct event *ev)
{
	const char *name = ev->details ? ev->details->tty : "";
	const size_t skip = strncmp(name, "pts", 3) ? 0 : 3;

	if (!begin_text(v, ctx, *name))
		return;
	strbuf__adds(&ctx->text, skip ? "pts/" : "");
	strbuf__add(&ctx->text, name + skip, strnlen(name, DETAIL_NAME_SIZE) - skip);
	set_built(v, ctx);
}

/* The enum descriptor_kind at col->offset in the details. */
static void get_descriptor(struct value *v, struct format_context *ctx,
			   const struct column *col, const struct event *ev)
{
	const char *name = NULL;

	if (ev->details)
		name = descriptor__name(((const __u8 *)ev->details)[col->offset]);
	set_text(v, name, name ? strlen(name) : 0);
}

/* Id of the process with this tgid in its pid namespace; an inode of 0 is unknown. */
static void set_id(struct value *v, const struct format_context *ctx, uint32_t pidns,
		   uint64_t start_ns, uint32_t own_pid)
{
	v->kind = VALUE_NULL;
	if (!ctx->boot.known || !pidns || !own_pid)
		return;
	cpid__format(v->buf, &ctx->boot, pidns, start_ns, own_pid);
	set_text(v, v->buf, CPID_SIZE - 1);
}

static void get_id(struct value *v, struct format_context *ctx, const struct column *col,
		   const struct event *ev)
{
	const struct exec_details *d = ev->details;

	v->kind = VALUE_NULL;
	if (d)
		set_id(v, ctx, d->pidns, ev->head.start_ns, d->own_pid);
}

static void get_parent_id(struct value *v, struct format_context *ctx,
			  const struct column *col, const struct event *ev)
{
	const struct exec_details *d = ev->details;

	v->kind = VALUE_NULL;
	if (d)
		set_id(v, ctx, d->parent_pidns, d->parent_start_ns, d->parent_own_pid);
}

/* In the form of stat(1): major:minor. */
static void get_device(struct value *v, struct format_context *ctx,
		       const struct column *col, const struct event *ev)
{
	if (!begin_text(v, ctx, ev->details && ev->details->mode))
		return;
	strbuf__add_u64(&ctx->text, ev->details->device >> 20, 1);
	strbuf__addc(&ctx->text, ':');
	strbuf__add_u64(&ctx->text, ev->details->device & 0xfffff, 1);
	set_built(v, ctx);
}

/* A string: readers of JSON may round numbers above 2^53. */
static void get_inode(struct value *v, struct format_context *ctx,
		      const struct column *col, const struct event *ev)
{
	if (!begin_text(v, ctx, ev->details && ev->details->mode))
		return;
	strbuf__add_u64(&ctx->text, ev->details->inode, 1);
	set_built(v, ctx);
}

/* The path from the root, in the first hierarchy of the record. */
static void get_cgroup(struct value *v, struct format_context *ctx,
		       const struct column *col, const struct event *ev)
{
	struct cgroup_level levels[CGROUP_LEVELS_MAX];
	struct cgroup_chain chain;

	cgroup_chain__read(&chain, levels, ev->cgroups.bytes, ev->cgroups.len);
	if (!begin_text(v, ctx, chain.whole))
		return;
	for (size_t i = chain.n - 1; i-- > 0;) {
		strbuf__addc(&ctx->text, '/');
		strbuf__adds(&ctx->text, levels[i].name);
	}
	if (chain.n == 1)
		strbuf__addc(&ctx->text, '/');
	set_built(v, ctx);
}

/* Return the first result of find that is not NULL, trying the levels of each hierarchy
 * from the cgroup up to the root. */
static const char *find_level(const struct event *ev, const char *(*find)(const char *))
{
	struct cgroup_level levels[CGROUP_LEVELS_MAX];
	const char *bytes = ev->cgroups.bytes;
	size_t left = ev->cgroups.len;

	while (left) {
		struct cgroup_chain chain;
		size_t len = cgroup_chain__read(&chain, levels, bytes, left);

		for (size_t i = 0; i < chain.n; i++)
			if (find(levels[i].name))
				return find(levels[i].name);
		bytes += len;
		left -= len;
	}
	return NULL;
}

static void get_unit(struct value *v, struct format_context *ctx,
		     const struct column *col, const struct event *ev)
{
	const char *unit = find_level(ev, cgroup_name__unit);

	set_text(v, unit, unit ? strlen(unit) : 0);
}

static void get_container(struct value *v, struct format_context *ctx,
			  const struct column *col, const struct event *ev)
{
	struct cgroup_level levels[CGROUP_LEVELS_MAX];
	const char *bytes = ev->cgroups.bytes;
	size_t left = ev->cgroups.len;
	struct cgroup_chain chain;
	struct container c;
	bool found = false;

	while (left && !found) {
		const size_t len = cgroup_chain__read(&chain, levels, bytes, left);

		found = container__find(&c, &chain);
		bytes += len;
		left -= len;
	}
	if (!begin_text(v, ctx, found))
		return;
	strbuf__adds(&ctx->text, c.name);
	set_built(v, ctx);
}

static void get_reason(struct value *v, struct format_context *ctx,
		       const struct column *col, const struct event *ev)
{
	if (!ev->head.retval)
		return;
	v->kind = ev->reason.len ? VALUE_SENTENCE : VALUE_NULL;
	v->text = ev->reason.bytes;
	v->len = ev->reason.len;
}

static void set_path(struct value *v, struct format_context *ctx,
		     const struct names *names)
{
	if (begin_text(v, ctx, true) && path__add(&ctx->text, names))
		set_built(v, ctx);
	v->deleted = v->kind == VALUE_TEXT && names->flags & PATH_DELETED;
}

static void get_interpreter(struct value *v, struct format_context *ctx,
			    const struct column *col, const struct event *ev)
{
	set_text(v, ev->interpreter.len ? ev->interpreter.bytes : NULL,
		 ev->interpreter.len);
}

static void get_exe(struct value *v, struct format_context *ctx, const struct column *col,
		    const struct event *ev)
{
	set_path(v, ctx, &ev->exe);
}

static void get_cwd(struct value *v, struct format_context *ctx, const struct column *col,
		    const struct event *ev)
{
	set_path(v, ctx, &ev->cwd);
}

static void add_word(struct strbuf *list, const char *word)
{
	if (list->len)
		strbuf__addc(list, ',');
	strbuf__adds(list, word);
}

/* An incomplete list would be wrong: without memory the value is unknown. */
static void set_list(struct value *v, struct strbuf *list)
{
	v->text = strbuf__cstr(list);
	v->len = list->len;
	v->kind = v->text ? VALUE_LIST : VALUE_NULL;
}

/* Add the words for enum file_flags, in their order. */
static void add_file_flags(struct strbuf *list, unsigned int flags,
			   const char *const words[4])
{
	for (int i = 0; i < 4; i++)
		if (flags >> i & 1)
			add_word(list, words[i]);
}

/* Without execution by the group, a set-gid bit does not change the gid: see
 * bprm_fill_uid(), fs/exec.c. */
static void get_flags(struct value *v, struct format_context *ctx,
		      const struct column *col, const struct event *ev)
{
	static const char *const of_program[] = { "deleted", "memfd", "upper",
						  "other_mount" };
	static const char *const of_script[] = { "script_deleted", "script_memfd",
						 "script_upper", "script_other_mount" };
	const struct exec_details *d = ev->details;
	struct strbuf *list = &ctx->text;

	if (!begin_text(v, ctx, d && d->mode))
		return;
	if (!d->links)
		add_word(list, "deleted");
	add_file_flags(list, d->flags & (FILE_MEMFD | FILE_UPPER), of_program);
	if (d->mode & S_ISUID)
		add_word(list, "setuid");
	if (d->mode & S_ISGID && d->mode & S_IXGRP)
		add_word(list, "setgid");
	add_file_flags(list, d->flags & FILE_OTHER_MOUNT, of_program);
	if (ev->is_script && !(d->script_flags & FILE_KNOWN))
		add_word(list, "script_unknown");
	else if (ev->is_script)
		add_file_flags(list, d->script_flags, of_script);
	set_list(v, list);
}

static void get_caps_gained(struct value *v, struct format_context *ctx,
			    const struct column *col, const struct event *ev)
{
	const struct exec_details *d = ev->details;

	if (!begin_text(v, ctx, d && d->gains_known))
		return;
	for (unsigned int cap = 0; cap < 64; cap++) {
		const char *name = capability_name(cap);

		if (!((d->caps_gained | d->permitted_gained) >> cap & 1))
			continue;
		snprintf(v->buf, sizeof(v->buf), "cap_%u", cap);
		add_word(&ctx->text, name ? name : v->buf);
		/* In the notation of setcap(8); a plain name is effective. */
		if (!(d->caps_gained >> cap & 1))
			strbuf__adds(&ctx->text, "+p");
	}
	set_list(v, &ctx->text);
}

static void get_ids_gained(struct value *v, struct format_context *ctx,
			   const struct column *col, const struct event *ev)
{
	const struct exec_details *d = ev->details;

	if (!begin_text(v, ctx, d && d->gains_known))
		return;
	if (d->ids_gained & GAINED_EUID)
		strbuf__printf(&ctx->text, "uid=%u", d->euid);
	if (d->ids_gained & GAINED_EGID) {
		snprintf(v->buf, sizeof(v->buf), "gid=%u", d->egid);
		add_word(&ctx->text, v->buf);
	}
	set_list(v, &ctx->text);
}

static void get_origin(struct value *v, struct format_context *ctx,
		       const struct column *col, const struct event *ev)
{
	v->kind = ev->ancestry && ev->origin_known ? VALUE_ORIGIN : VALUE_NULL;
}

static void get_ancestors(struct value *v, struct format_context *ctx,
			  const struct column *col, const struct event *ev)
{
	const size_t n = ev->ancestry ? ev->ancestry->n : 0;

	v->kind = ev->ancestry ? VALUE_ANCESTORS : VALUE_NULL;
	v->len = ctx->ancestors && ctx->ancestors < n ? ctx->ancestors : n;
	v->cut = ev->ancestry && (ev->ancestry->more || v->len < n);
}

static void get_parent_args(struct value *v, struct format_context *ctx,
			    const struct column *col, const struct event *ev)
{
	const struct ancestor *parent = ev->ancestors;

	v->kind = VALUE_NULL;
	if (!ev->ancestry || !ev->ancestry->n || !parent->args)
		return;
	v->kind = VALUE_STRINGS;
	v->text = parent->args;
	v->len = parent->args_len;
	v->cut = parent->args_cut;
	v->forked = parent->state.flags & PROCESS_FORKED;
}

static void get_parent_exe(struct value *v, struct format_context *ctx,
			   const struct column *col, const struct event *ev)
{
	const bool known = ev->ancestry && ev->ancestry->n;

	set_text(v, known ? ev->ancestors[0].exe : NULL, ev->ancestors[0].exe_len);
	v->deleted = v->kind == VALUE_TEXT && ev->ancestors[0].exe_deleted;
}

static void get_parent_comm(struct value *v, struct format_context *ctx,
			    const struct column *col, const struct event *ev)
{
	const char *comm = event__parent_comm(ev);

	set_text(v, comm, comm ? strnlen(comm, ANCESTRY_COMM_SIZE) : 0);
}

#define DETAIL(member) COLLECT_DETAILS, .offset = offsetof(struct exec_details, member)
#define DESCRIPTOR(n)                          \
	COLLECT_DESCRIPTORS | COLLECT_DETAILS, \
		.offset = offsetof(struct exec_details, descriptors) + (n)

const struct column columns[] = {
	{ "timestamp", "TIMESTAMP", "string", 30, COLUMN_JSON, get_timestamp,
	  COLLECT_TIME, .about = "time of the exec in UTC, RFC 3339, nanoseconds" },
	{ "time", "TIME", "string", 12, COLUMN_TIME, get_time, COLLECT_TIME,
	  .about = "local time of the exec" },
	{ "seconds", "TIME(s)", "string", 8, COLUMN_SECONDS, get_seconds, COLLECT_TIME,
	  .about = "seconds since tracing began" },
	{ "uid", "UID", "number", 6, COLUMN_UID | COLUMN_JSON, get_uid,
	  .about = "real uid" },
	{ "user", "USER", "string", 8, 0, get_user, COLLECT_USERS,
	  .about = "name of the real uid" },
	{ "gid", "GID", "number", 6, 0, get_detail, DETAIL(gid), .about = "real gid" },
	{ "group", "GROUP", "string", 8, 0, get_group, COLLECT_DETAILS | COLLECT_GROUPS,
	  .about = "name of the real gid" },
	{ "euid", "EUID", "number", 6, 0, get_detail, DETAIL(euid),
	  .about = "effective uid, after the exec" },
	{ "egid", "EGID", "number", 6, 0, get_detail, DETAIL(egid),
	  .about = "effective gid, after the exec" },
	{ "login_uid", "LUID", "number", 6, 0, get_detail, DETAIL(login_uid),
	  .about = "uid of the login, as audit records it" },
	{ "login_session", "LSES", "number", 6, 0, get_detail, DETAIL(login_session),
	  .about = "audit session id of the login" },
	{ "session", "SESS", "number", 7, 0, get_detail, DETAIL(session),
	  .about = "session id: the pid of its leader" },
	{ "tty", "TTY", "string", 8, 0, get_tty, COLLECT_DETAILS,
	  .about = "controlling terminal" },
	{ "stdin", "STDIN", "string", 6, 0, get_descriptor, DESCRIPTOR(0),
	  .about = "standard input: tty, pipe, socket, file, null, ..." },
	{ "stdout", "STDOUT", "string", 6, 0, get_descriptor, DESCRIPTOR(1),
	  .about = "standard output, likewise" },
	{ "stderr", "STDERR", "string", 6, 0, get_descriptor, DESCRIPTOR(2),
	  .about = "standard error, likewise" },
	{ "cpu", "CPU", "number", 4, 0, get_detail, DETAIL(cpu),
	  .about = "CPU on which the exec ran" },
	{ "mntns", "MNTNS", "number", 10, 0, get_detail, DETAIL(mntns),
	  .about = "mount namespace, numbered as in lsns(8)" },
	{ "pidns", "PIDNS", "number", 10, 0, get_detail, DETAIL(pidns),
	  .about = "pid namespace, numbered as in lsns(8)" },
	{ "own_pid", "NSPID", "number", 7, 0, get_detail, DETAIL(own_pid),
	  .about = "pid in its own pid namespace" },
	{ "id", "ID", "string", CPID_SIZE - 1, 0, get_id, COLLECT_DETAILS | COLLECT_IDS,
	  .about = "unique id of the process: a CPID, as OCSF has it" },
	{ "parent_id", "PARENT_ID", "string", CPID_SIZE - 1, 0, get_parent_id,
	  COLLECT_DETAILS | COLLECT_IDS, .about = "unique id of the parent process" },
	{ "cgroup", "CGROUP", "string", 20, 0, get_cgroup, COLLECT_CGROUPS,
	  .about = "path of the cgroup (version 2, if mounted)" },
	{ "unit", "UNIT", "string", 20, 0, get_unit, COLLECT_CGROUPS,
	  .about = "systemd unit" },
	{ "container", "CONTAINER", "string", 64, 0, get_container, COLLECT_CGROUPS,
	  .about = "id of the container" },
	{ "cwd", "CWD", "string", 20, 0, get_cwd, COLLECT_DETAILS | COLLECT_CWD,
	  .about = "current directory, from the root of the process" },
	{ "exe", "EXE", "string", 20, 0, get_exe, COLLECT_DETAILS | COLLECT_EXE,
	  .about = "file that runs; for a script, its interpreter" },
	{ "interpreter", "INTERP", "string", 12, 0, get_interpreter,
	  COLLECT_DETAILS | COLLECT_INTERPRETER,
	  .about = "interpreter named after #! in a script" },
	{ "device", "DEVICE", "string", 8, 0, get_device, COLLECT_DETAILS,
	  .about = "device of the program's file, major:minor" },
	{ "inode", "INODE", "string", 10, 0, get_inode, COLLECT_DETAILS,
	  .about = "inode of the program's file" },
	{ "flags", "FLAGS", "array", 10, 0, get_flags,
	  COLLECT_DETAILS | COLLECT_FILE_FLAGS | COLLECT_FILENAME,
	  .about = "unusual properties of the program's file" },
	{ "caps_gained", "CAPS_GAINED", "array", 11, 0, get_caps_gained,
	  COLLECT_DETAILS | COLLECT_CAPS | COLLECT_ENTRY,
	  .about = "capabilities gained by the exec" },
	{ "ids_gained", "IDS_GAINED", "array", 10, 0, get_ids_gained,
	  COLLECT_DETAILS | COLLECT_CAPS | COLLECT_ENTRY,
	  .about = "effective uid and gid gained by the exec" },
	{ "parent_comm", "PCOMM", "string", 16, 0, get_parent_comm, COLLECT_PARENT,
	  .about = "name of the process that forked it" },
	{ "parent_args", "PARGS", "array", 20, 0, get_parent_args,
	  COLLECT_PARENT | COLLECT_CMDLINES,
	  .about = "command line of the process that forked it" },
	{ "parent_exe", "PEXE", "string", 20, 0, get_parent_exe,
	  COLLECT_PARENT | COLLECT_CMDLINES | COLLECT_DETAILS | COLLECT_EXE |
		  COLLECT_PARENT_EXE,
	  .about = "file that the process that forked it runs" },
	{ "origin", "ORIGIN", "object", 16, 0, get_origin,
	  COLLECT_PARENT | COLLECT_CMDLINES | COLLECT_ORIGIN,
	  .about = "who really started it: the last one below init or a login" },
	{ "ancestors", "ANCESTORS", "array", 20, 0, get_ancestors,
	  COLLECT_ANCESTORS | COLLECT_CMDLINES,
	  .about = "who forked it, who forked that and so on (see --ancestors)" },
	{ "comm", "COMM", "string", 16, COLUMN_ALWAYS | COLUMN_JSON, get_comm,
	  .about = "name of the program; of the caller if the exec failed" },
	{ "pid", "PID", "number", 7, COLUMN_ALWAYS | COLUMN_JSON, get_pid,
	  .about = "pid of the process" },
	{ "tid", "TID", "number", 7, 0, get_tid,
	  .about = "thread id; differs from pid only if the exec failed" },
	{ "ppid", "PPID", "number", 7, COLUMN_ALWAYS | COLUMN_JSON, get_ppid,
	  .about = "pid of the parent" },
	{ "retval", "RET", "number", -4, COLUMN_ALWAYS | COLUMN_JSON, get_retval,
	  .about = "0, or the negative errno" },
	{ "error", "ERROR", "string", 8, COLUMN_JSON, get_error,
	  .about = "name of the errno, if the exec failed" },
	{ "reason", "REASON", "string", 8, 0, get_reason,
	  COLLECT_DETAILS | COLLECT_FILENAME | COLLECT_ENTRY | COLLECT_TIME |
		  COLLECT_CWD | COLLECT_ROOT | COLLECT_CALLER,
	  .about = "why the exec failed, as far as known afterwards",
	  .capabilities = 1ULL << CAP_SYS_PTRACE | 1ULL << CAP_DAC_READ_SEARCH },
	{ "latency_us", "LAT(us)", "number", -8, COLUMN_LATENCY | COLUMN_JSON,
	  get_latency, COLLECT_ENTRY | COLLECT_TIME,
	  .about = "duration of the call in microseconds" },
	{ "probes", "PROBES", "number", -6, COLUMN_PROBES, get_probes,
	  .about = "events of the same PATH search not shown (--fold-path)" },
	{ "status", "STATUS", "string", 8, COLUMN_END, get_status, COLLECT_EXITS,
	  .about = "how the program ended: exit code or signal (--exit)" },
	{ "exit_code", "CODE", "number", -4, COLUMN_END_JSON, get_exit_code,
	  COLLECT_EXITS, .about = "its exit code, if it exited (--exit)" },
	{ "signal", "SIGNAL", "string", 8, COLUMN_END_JSON, get_signal, COLLECT_EXITS,
	  .about = "the signal that ended it (--exit)" },
	{ "core_dumped", "CORE", "boolean", 5, COLUMN_END_JSON, get_core_dumped,
	  COLLECT_EXITS, .about = "whether that dumped core (--exit)" },
	{ "replaced", "REPLACED", "boolean", 8, COLUMN_END_JSON, get_replaced,
	  COLLECT_EXITS, .about = "ended by the next exec of its process (--exit)" },
	{ "exec_seen", "SEEN", "boolean", 5, COLUMN_END_JSON, get_exec_seen,
	  COLLECT_EXITS, .about = "false if its begin was not traced (--exit)" },
	{ "duration_us", "TIME", "number", -8, COLUMN_END | COLUMN_END_JSON, get_duration,
	  COLLECT_EXITS, .about = "time from its exec to its end (--exit)" },
	{ "cpu_us", "CPU", "number", -8, COLUMN_END | COLUMN_END_JSON, get_cpu_time,
	  COLLECT_EXITS, .about = "CPU time of it alone, all threads (--exit)" },
	{ "user_us", "USER", "number", -8, COLUMN_END_JSON, get_user_time, COLLECT_EXITS,
	  .about = "the part in user mode, if long enough to tell (--exit)" },
	{ "system_us", "SYSTEM", "number", -8, COLUMN_END_JSON, get_system_time,
	  COLLECT_EXITS, .about = "the part in the kernel, likewise (--exit)" },
	{ "max_rss_kb", "MEM", "number", -7, COLUMN_END | COLUMN_END_JSON, get_max_rss,
	  COLLECT_EXITS, .about = "most memory it had resident, KiB (--exit)" },
	{ "killed_by", "KILLED_BY", "object", 16, COLUMN_END_JSON, get_killed_by,
	  COLLECT_EXITS | COLLECT_SENDERS,
	  .about = "who sent the signal that ended it (--exit)" },
	{ "threads", "THREADS", "number", -7, COLUMN_END_JSON, get_threads,
	  COLLECT_EXITS | COLLECT_THREADS,
	  .about = "threads that it started, with the first (--exit)" },
	{ "read_bytes", "READ", "number", -8, COLUMN_END_JSON, get_read_bytes,
	  COLLECT_EXITS, .about = "bytes read from storage (--exit)" },
	{ "write_bytes", "WRITTEN", "number", -8, COLUMN_END_JSON, get_write_bytes,
	  COLLECT_EXITS, .about = "bytes written to storage (--exit)" },
	{ "major_faults", "FAULTS", "number", -6, COLUMN_END_JSON, get_major_faults,
	  COLLECT_EXITS, .about = "page faults that read storage (--exit)" },
	{ "filename", "FILENAME", "string", 20, COLUMN_JSON, get_filename,
	  COLLECT_FILENAME, .about = "path passed to the call" },
	{ "env", "ENV", "object", 20, 0, get_env, COLLECT_DETAILS | COLLECT_ENV,
	  .about = "environment, or the variables chosen by --env" },
	{ "args", "ARGS", "array", 0, COLUMN_ALWAYS | COLUMN_JSON, get_args,
	  COLLECT_FILENAME, .about = "command line" },
	{},
};

_Static_assert(ARRAY_SIZE(columns) <= COLUMNS_MAX, "a list can hold all columns");

const struct column *column__find(const char *name)
{
	for (const struct column *col = columns; col->get; col++)
		if (!strcmp(col->name, name))
			return col;
	return NULL;
}
