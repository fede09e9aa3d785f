// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Records parsed, joined and decoded: what comes out is what was sent. */
#include <errno.h>
#include <fcntl.h>

#include "event.h"
#include "oracle.h"
#include "pieces.h"
#include "stream.h"

/* What was sent ahead, by tid. */
struct model {
	__u64 ktime_ns;
	struct strbuf bytes;
};

static struct event ev;

static void check_parsed(const struct sent *sent, const struct record *rec)
{
	struct exec_record head;

	require(sent->size >= sizeof(head));
	memcpy(&head, sent->bytes, sizeof(head));
	require(!memcmp(&head, &rec->head, sizeof(head)));
	require(head.retval <= 0 && head.retval >= -ERRNO_MAX);
	require(sizeof(head) + (uint64_t)head.args_len + head.filename_len == sent->size);
	require(rec->args == sent->bytes + sizeof(head));
	require(rec->args_len == head.args_len);
	require(!rec->filename == !head.filename_len);
	require(!rec->filename || rec->filename[head.filename_len - 1] == '\0');
}

static void keep(struct pieces *p, struct model *m, const struct record *rec)
{
	pieces__keep(p, rec);
	if (m->ktime_ns != rec->head.ktime_ns)
		strbuf__reset(&m->bytes);
	m->ktime_ns = rec->head.ktime_ns;
	if (m->bytes.len == rec->head.args_before)
		strbuf__add(&m->bytes, rec->args, rec->args_len);
}

static void join(struct pieces *p, struct model *m, struct record *rec)
{
	static struct strbuf whole;
	bool complete;

	strbuf__reset(&whole);
	if (rec->head.args_before && m->ktime_ns == rec->head.ktime_ns) {
		strbuf__add(&whole, m->bytes.data, m->bytes.len);
		m->ktime_ns = 0;
	}
	complete = whole.len == rec->head.args_before;
	if (complete)
		strbuf__add(&whole, rec->args, rec->args_len);
	pieces__join(p, rec);
	require(rec->args && same_bytes(&whole, rec->args, rec->args_len));
	require(complete || rec->head.flags & RECORD_TRUNCATED);
}

/* Goes through the block byte by byte. Returns the number of arguments, or -1 where
 * a tag is none. */
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
	int err = event__decode(&ev, rec, max_args), n = 1;

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
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct model models[STREAM_TIDS];
	struct stream stream = { .in = { data, size } };
	size_t max_args = take_number(&stream.in, 1);
	struct pieces pieces = {};
	struct sent sent;

	for (int i = 0; i < STREAM_TIDS; i++)
		models[i].ktime_ns = 0;
	while (stream_next(&stream, &sent)) {
		struct record rec;
		int err = record__parse(sent.bytes, sent.size, &rec);

		require(err == 0 || err == -EBADMSG);
		require(err == 0 || !sent.fits);
		if (!err)
			check_parsed(&sent, &rec);
		if (!err && !sent.fits) {
			decode(&rec, max_args);
		} else if (!err && rec.head.type == RECORD_ARGS) {
			keep(&pieces, &models[rec.head.tid], &rec);
		} else if (!err) {
			join(&pieces, &models[rec.head.tid], &rec);
			decode(&rec, max_args);
		}
		free(sent.bytes);
	}
	pieces__free(&pieces);
	return 0;
}
