// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fcntl.h>

#include "stream.h"

/* Bits of the first byte of each record. */
enum {
	IS_FRAGMENT = 1 << 0,
	IS_RAW = 1 << 1, /* the whole head is from the input; with HAS_FILENAME the
			  * lengths have the right sum */
	IS_CUT = 1 << 2, /* the end is missing */
	HAS_FILENAME = 1 << 3,
	FAILED = 1 << 4, /* for a fragment: it is of the environment */
	CONTINUES = 1 << 5, /* args_before is right */
	JUMPS = 1 << 6, /* args_before is from the input */
	HAS_NUMBERS = 1 << 7, /* other numbers are from the input, not 0 */
};

static void take_numbers(struct stream *s, struct exec_record *head)
{
	head->latency_ns = take_number(&s->in, 8);
	head->dirfd = (__s32)take_number(&s->in, 4);
	head->pid = (__u32)take_number(&s->in, 4);
	head->ppid = (__u32)take_number(&s->in, 4);
	head->uid = (__u32)take_number(&s->in, 4);
	head->argc = (__u32)take_number(&s->in, 4);
	head->args_total = (__u32)take_number(&s->in, 4);
	/* Never 0: an exec comes after the boot. */
	head->ktime_ns += take_number(&s->in, 8) >> 1;
	s->lost += take_number(&s->in, 1);
}

static __u32 take_ahead(struct stream *s, struct ahead *ahead, __u64 ktime_ns,
			unsigned int kind)
{
	if (ahead->ktime_ns != ktime_ns) {
		ahead->ktime_ns = ktime_ns;
		ahead->bytes = 0;
	}
	if (kind & CONTINUES)
		return ahead->bytes;
	return kind & JUMPS ? (__u32)take_number(&s->in, 4) : 0;
}

/* Take the details of a record with an environment, or none. */
static void take_details(struct stream *s, struct exec_record *head, unsigned int kind,
			 struct strbuf *details)
{
	const unsigned int how = (unsigned int)take_number(&s->in, 1);
	struct exec_details d = { .env_flags = how >> 4 };

	strbuf__reset(details);
	if (!(how & 1))
		return;
	d.env_len = take_ahead(s, &s->env[head->tid], head->ktime_ns, kind);
	head->flags |= RECORD_DETAILED;
	strbuf__add(details, &d, sizeof(d));
}

static struct ahead *ahead_of(struct stream *s, const struct exec_record *head)
{
	return head->type == RECORD_ENV ? &s->env[head->tid] : &s->args[head->tid];
}

static void take_head(struct stream *s, struct exec_record *head, unsigned int kind)
{
	unsigned int ids = (unsigned int)take_number(&s->in, 1);
	const uint8_t *comm;
	size_t got;

	*head = (struct exec_record){
		.type = !(kind & IS_FRAGMENT) ? RECORD_EXEC :
			kind & FAILED	      ? RECORD_ENV :
						RECORD_ARGS,
		.flags = ids >> 4,
		.latency_ns = NO_LATENCY,
		.tid = ids % STREAM_TIDS,
		.ktime_ns = 1 + (ids >> 2) % 4,
		.dirfd = AT_FDCWD,
	};
	if (kind & FAILED && !(kind & IS_FRAGMENT))
		head->retval = -(__s32)(take_number(&s->in, 2) % (ERRNO_MAX + 1));
	if (kind & HAS_NUMBERS)
		take_numbers(s, head);
	head->args_before = take_ahead(s, ahead_of(s, head), head->ktime_ns, kind);
	/* Another CPU may have counted before. */
	head->lost = s->lost - (s->lost > head->tid ? head->tid : 0);
	comm = take(&s->in, take_number(&s->in, 1) % (COMM_SIZE + 1), &got);
	if (got)
		memcpy(head->comm, comm, got);
}

/* Make the number of ancestors fit into the `rest` bytes before the ancestry. Return how many
 * bytes are left. */
static size_t share_ancestry(char *bytes, size_t rest)
{
	struct exec_ancestry a;

	memcpy(&a, bytes + rest, sizeof(a));
	a.n %= ANCESTRY_LEVELS_MAX + 1;
	while (a.n * sizeof(struct process_state) > rest)
		a.n--;
	memcpy(bytes + rest, &a, sizeof(a));
	return rest - a.n * sizeof(struct process_state);
}

/* Divide the `rest` bytes after the head among the parts of the record. The lengths in
 * details and ancestry are made to fit if there is room for them. */
static void share(struct exec_record *head, char *bytes, size_t rest)
{
	struct exec_details details;
	size_t paths = 0;

	if (head->flags & RECORD_ANCESTRY && rest >= sizeof(struct exec_ancestry))
		rest = share_ancestry(bytes, rest - sizeof(struct exec_ancestry));
	if (head->flags & RECORD_DETAILED && rest >= sizeof(details)) {
		rest -= sizeof(details);
		memcpy(&details, bytes + rest, sizeof(details));
		paths = details.inode % (rest + 1);
		details.exe_len = (__u16)(details.exe_len % (paths + 1));
		details.cwd_len = (__u16)(paths - details.exe_len);
		memcpy(bytes + rest, &details, sizeof(details));
		rest -= paths;
	}
	head->args_len %= rest + 1;
	rest -= head->args_len;
	head->cgroups_len %= rest + 1;
	head->filename_len = (__u16)(rest - head->cgroups_len);
}

bool stream_next(struct stream *s, struct sent *sent)
{
	unsigned int kind = (unsigned int)take_number(&s->in, 1);
	static struct strbuf details;
	const uint8_t *args, *name;
	struct exec_record head;
	size_t args_len, name_len;

	if (!s->in.left)
		return false;
	take_head(s, &head, kind);
	strbuf__reset(&details);
	if (kind & HAS_NUMBERS && !(kind & (IS_FRAGMENT | IS_RAW)))
		take_details(s, &head, kind, &details);
	args = take(&s->in, take_number(&s->in, 1), &args_len);
	name = take(&s->in, kind & HAS_FILENAME ? take_number(&s->in, 1) : 0, &name_len);
	/* A C string. */
	name_len = strnlen((const char *)name, name_len);
	head.args_len = (__u32)args_len;
	head.filename_len = kind & HAS_FILENAME ? (__u16)(name_len + 1) : 0;
	if (kind & IS_FRAGMENT)
		ahead_of(s, &head)->bytes += head.args_len;
	if (kind & IS_RAW) {
		const uint8_t *raw = take(&s->in, sizeof(head), &sent->size);

		if (sent->size)
			memcpy(&head, raw, sent->size);
	}
	sent->size = sizeof(head) + args_len + name_len;
	/* Its NUL. */
	sent->size += kind & HAS_FILENAME && !(kind & IS_RAW);
	sent->size += details.len;
	sent->bytes = calloc(1, sent->size);
	if (!sent->bytes)
		abort();
	if (args_len)
		memcpy(sent->bytes + sizeof(head), args, args_len);
	if (name_len)
		memcpy(sent->bytes + sizeof(head) + args_len, name, name_len);
	if (kind & IS_RAW && kind & HAS_FILENAME)
		share(&head, sent->bytes + sizeof(head), sent->size - sizeof(head));
	memcpy(sent->bytes, &head, sizeof(head));
	if (details.len)
		memcpy(sent->bytes + sent->size - details.len, details.data, details.len);
	sent->is_fragment = kind & IS_FRAGMENT;
	sent->fits = !(kind & (IS_RAW | IS_CUT));
	if (kind & IS_CUT) {
		char *whole = sent->bytes;

		sent->size -= take_number(&s->in, 1) % (sent->size + 1);
		sent->bytes = copy_of(whole, sent->size);
		free(whole);
	}
	return true;
}
