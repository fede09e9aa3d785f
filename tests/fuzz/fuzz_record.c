// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Records parsed, joined and decoded: the events have what was sent. */
#include <errno.h>
#include <fcntl.h>

#include "oracle.h"
#include "record/event.h"
#include "record/reassembly.h"
#include "stream.h"

/* The fragments that were sent, by tid. */
struct model {
	__u64 ktime_ns;
	struct strbuf bytes;
};

static struct models {
	struct model args[STREAM_TIDS], env[STREAM_TIDS];
} models;

static struct event ev;

/* Return the size of the details, the last of the first `all` bytes. */
static size_t details_size(const struct sent *sent, const struct exec_record *head,
			   size_t all)
{
	struct exec_details details;
	size_t size = sizeof(*head) + sizeof(details);

	if (!(head->flags & RECORD_DETAILED))
		return 0;
	require(all >= size);
	memcpy(&details, sent->bytes + all - sizeof(details), sizeof(details));
	size = (size_t)details.exe_len + details.cwd_len + details.interpreter_len +
	       sizeof(details);
	require(all >= sizeof(*head) + size);
	return size;
}

/* Return the size of the ancestry, at the end of the record. */
static size_t ancestry_size(const struct sent *sent, const struct exec_record *head)
{
	struct exec_ancestry a;
	size_t size = sizeof(*head) + sizeof(a);

	if (!(head->flags & RECORD_ANCESTRY))
		return 0;
	require(sent->size >= size);
	memcpy(&a, sent->bytes + sent->size - sizeof(a), sizeof(a));
	require(a.n <= ANCESTRY_LEVELS_MAX);
	size += a.n * sizeof(struct process_state);
	require(sent->size >= size);
	return size - sizeof(*head);
}

static void check_parsed(const struct sent *sent, const struct record *rec)
{
	struct exec_record head;
	const char *end;
	size_t size;

	require(sent->size >= sizeof(head));
	memcpy(&head, sent->bytes, sizeof(head));
	require(!memcmp(&head, &rec->head, sizeof(head)));
	require(head.retval <= 0 && head.retval >= -ERRNO_MAX);
	size = sent->size - ancestry_size(sent, &head);
	if (head.flags & RECORD_ANCESTRY)
		require(rec->ancestors == sent->bytes + size);
	end = sent->bytes + size - details_size(sent, &head, size);
	require(sizeof(head) + (uint64_t)head.args_len + head.filename_len +
			head.cgroups_len ==
		(size_t)(end - sent->bytes));
	require(rec->cgroups + head.cgroups_len == end);
	if (head.flags & RECORD_DETAILED)
		require(rec->exe == end && rec->cwd == end + rec->details.exe_len &&
			rec->interpreter == rec->cwd + rec->details.cwd_len);
	require(rec->args == sent->bytes + sizeof(head));
	require(rec->args_len == head.args_len);
	require(!rec->filename == !head.filename_len);
	require(!rec->filename || rec->filename[head.filename_len - 1] == '\0');
}

/* Fragments older than a second are dropped when others begin. */
static void drop_orphans(struct model of[STREAM_TIDS], __u64 now_ns)
{
	for (int i = 0; i < STREAM_TIDS; i++)
		if (of[i].ktime_ns && of[i].ktime_ns + 1000000000 < now_ns)
			of[i].ktime_ns = 0;
}

static void add(struct reassembly *r, const struct record *rec)
{
	const bool env = rec->head.type == RECORD_ENV;
	struct model *m = &(env ? models.env : models.args)[rec->head.tid];

	reassembly__add(r, rec);
	if (m->ktime_ns != rec->head.ktime_ns) {
		drop_orphans(models.args, rec->head.ktime_ns);
		drop_orphans(models.env, rec->head.ktime_ns);
		strbuf__reset(&m->bytes);
	}
	m->ktime_ns = rec->head.ktime_ns;
	if (m->bytes.len == rec->head.args_before)
		strbuf__add(&m->bytes, rec->args, rec->args_len);
}

/* Replace `out` by the fragments that the model has of the record. */
static void take_model(struct strbuf *out, struct model *m, const struct record *rec)
{
	strbuf__reset(out);
	if (m->ktime_ns != rec->head.ktime_ns)
		return;
	strbuf__add(out, m->bytes.data, m->bytes.len);
	m->ktime_ns = 0;
}

static void join(struct reassembly *r, struct record *rec)
{
	static struct strbuf whole, env;
	bool complete;

	strbuf__reset(&whole);
	strbuf__reset(&env);
	if (rec->head.args_before)
		take_model(&whole, &models.args[rec->head.tid], rec);
	if (rec->head.flags & RECORD_DETAILED && rec->details.env_len)
		take_model(&env, &models.env[rec->head.tid], rec);
	complete = whole.len == rec->head.args_before;
	if (complete)
		strbuf__add(&whole, rec->args, rec->args_len);
	reassembly__join(r, rec);
	require(rec->args && same_bytes(&whole, rec->args, rec->args_len));
	require(complete || rec->head.flags & RECORD_TRUNCATED);
	require(same_bytes(&env, rec->env, rec->env_len));
}

/* Go through the block byte by byte. Return the number of arguments, or -1 if a tag is
 * invalid. */
static int count_args(const struct record *rec, size_t max_args)
{
	bool tagged = rec->head.flags & RECORD_TAGGED;
	size_t begin = 0, n = 0;

	for (size_t i = 0; i < rec->args_len; i++) {
		const struct arg *arg = &ev.args[n];
		bool unreadable = false;

		if (rec->args[i] && i + 1 < rec->args_len)
			continue;
		if (!rec->args[i] && tagged) {
			if (i + 1 == rec->args_len || rec->args[i + 1] < ARG_OK ||
			    rec->args[i + 1] > ARG_UNREADABLE)
				return -1;
			unreadable = rec->args[i + 1] == ARG_UNREADABLE;
		}
		if (n < max_args && n < ev.n_args) {
			size_t len = i - begin + !!rec->args[i];

			require(arg->unreadable == unreadable);
			require(arg->len == (unreadable ? 0 : len));
			require(!arg->len || !memcmp(arg->text, rec->args + begin, len));
		}
		n++;
		if (!rec->args[i] && tagged)
			i++;
		begin = i + 1;
	}
	return (int)n;
}

/* Check that the event has all complete variables. Return -1 if a tag is invalid, else
 * whether any variable is missing. */
static int check_env(const struct record *rec)
{
	const bool tagged = rec->details.env_flags & RECORD_TAGGED;
	const char *env = rec->env, *end = env + rec->env_len, *nul;
	size_t n = 0;
	int cut = 0;

	for (; env < end; env = nul + 1) {
		bool whole = true;

		nul = env + strnlen(env, (size_t)(end - env));
		if (nul < end && tagged) {
			if (nul + 1 == end || nul[1] < ARG_OK || nul[1] > ARG_UNREADABLE)
				return -1;
			whole = nul[1] == ARG_OK;
		}
		if (nul == end || !whole) {
			cut = 1;
		} else {
			require(n < ev.n_env && ev.env[n].text == env);
			require(ev.env[n++].len == (size_t)(nul - env));
		}
		nul += nul < end && tagged;
	}
	require(n == ev.n_env);
	return cut;
}

/* Return as check_env() does; 0 if the environment was not read. */
static int decode_env(const struct record *rec)
{
	const bool detailed = rec->head.flags & RECORD_DETAILED;
	int cut = 0;

	if (!detailed || rec->details.env_flags & RECORD_UNREADABLE) {
		require(!ev.env_known && !ev.n_env && !ev.env_truncated);
		return 0;
	}
	if (rec->env_len)
		cut = check_env(rec);
	require(ev.env_known);
	require(cut < 0 ||
		ev.env_truncated == (cut || rec->details.env_flags & RECORD_TRUNCATED ||
				     rec->env_len != rec->details.env_len));
	return cut;
}

static void check_filename(const struct record *rec)
{
	char expected[64 + 256];

	if (!rec->filename || rec->filename[0] == '/' || rec->head.dirfd == AT_FDCWD) {
		require(ev.filename == rec->filename);
		return;
	}
	snprintf(expected, sizeof(expected), "/dev/fd/%d%s%s", rec->head.dirfd,
		 *rec->filename ? "/" : "", rec->filename);
	require(!strcmp(ev.filename, expected));
}

static void decode(const struct record *rec, size_t max_args)
{
	int err = event__decode(&ev, rec), n = 1;

	if (!err)
		event__limit_args(&ev, max_args);

	if (decode_env(rec) < 0) {
		require(err == -EBADMSG);
		return;
	}
	if (rec->head.flags & RECORD_UNREADABLE)
		require(ev.n_args == (max_args > 0) && ev.truncated);
	else
		n = count_args(rec, max_args);
	require(err == (n < 0 ? -EBADMSG : 0));
	if (err)
		return;
	require(ev.n_args == ((size_t)n < max_args ? (size_t)n : max_args));
	require(ev.truncated ==
		((rec->head.flags & (RECORD_TRUNCATED | RECORD_UNREADABLE)) ||
		 (size_t)n > max_args));
	if (rec->head.flags & RECORD_TOTALS)
		require(ev.argc == rec->head.argc &&
			ev.args_bytes == rec->head.args_total);
	else
		require(ev.argc == (size_t)n);
	require(ev.comm_len <= COMM_SIZE);
	require(ev.comm_len == COMM_SIZE || !ev.comm[ev.comm_len]);
	check_filename(rec);
	require(!ev.details == !(rec->head.flags & RECORD_DETAILED));
	if (ev.details)
		require(ev.exe.bytes == rec->exe && ev.exe.len == rec->details.exe_len &&
			ev.cwd.bytes == rec->cwd && ev.cwd.len == rec->details.cwd_len);
	else
		require(!ev.exe.len && !ev.cwd.len);
	require(!ev.ancestry == !(rec->head.flags & RECORD_ANCESTRY));
	for (size_t i = 0; ev.ancestry && i < ev.ancestry->n; i++)
		require(!memcmp(&ev.ancestors[i].state,
				rec->ancestors + i * sizeof(struct process_state),
				sizeof(struct process_state)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct stream stream = { .in = { data, size } };
	size_t max_args = take_number(&stream.in, 1);
	struct reassembly reassembly = {};
	struct sent sent;

	for (int i = 0; i < STREAM_TIDS; i++)
		models.args[i].ktime_ns = models.env[i].ktime_ns = 0;
	while (stream_next(&stream, &sent)) {
		struct record rec;
		int err = record__parse(sent.bytes, sent.size, &rec);

		require(err == 0 || err == -EBADMSG);
		require(err == 0 || !sent.fits);
		if (!err)
			check_parsed(&sent, &rec);
		if (!err && !sent.fits) {
			decode(&rec, max_args);
		} else if (!err && rec.head.type != RECORD_EXEC) {
			add(&reassembly, &rec);
		} else if (!err) {
			join(&reassembly, &rec);
			decode(&rec, max_args);
		}
		free(sent.bytes);
	}
	reassembly__free(&reassembly);
	return 0;
}
