// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Any command line is accepted, or rejected with one message that is safe to print. */
#include <errno.h>
#include <unistd.h>

#include "cli/options.h"
#include "execsnoop.h"
#include "oracle.h"

#define WORDS 24
#define TRY "Try 'execsnoop --help'.\n"

/* The input, split at NULs; each word has an allocation of its own. */
static int make_words(char *words[WORDS + 2], const uint8_t *data, size_t size)
{
	int n = 0;

	words[n++] = copy_of("execsnoop", 10);
	while (size && n <= WORDS) {
		size_t len = strnlen((const char *)data, size);

		words[n++] = text_of(data, len);
		len += len < size;
		data += len;
		size -= len;
	}
	words[n] = NULL;
	return n;
}

static void check_value(const struct options *opts, const struct filter_value *v)
{
	static const uint32_t least[FILTER_KINDS] = {
		[FILTER_TREE] = 1,   [FILTER_ERRNO] = 1, [FILTER_MNTNS] = 1,
		[FILTER_PIDNS] = 1,  [FILTER_STDIN] = 1, [FILTER_STDOUT] = 1,
		[FILTER_STDERR] = 1,
	};
	static const uint32_t most[FILTER_KINDS] = {
		[FILTER_UID] = UINT32_MAX - 1,
		[FILTER_GID] = UINT32_MAX - 1,
		[FILTER_PPID] = TREE_PIDS,
		[FILTER_TREE] = TREE_PIDS,
		[FILTER_ERRNO] = ERRNO_MAX,
		[FILTER_MNTNS] = UINT32_MAX,
		[FILTER_PIDNS] = UINT32_MAX,
		[FILTER_STDIN] = DESCRIPTOR_KINDS - 1,
		[FILTER_STDOUT] = DESCRIPTOR_KINDS - 1,
		[FILTER_STDERR] = DESCRIPTOR_KINDS - 1,
	};

	require(v->kind < FILTER_KINDS);
	require(v->value >= least[v->kind] && v->value <= most[v->kind]);
	require(v->verdict == FILTER_WANTED || v->verdict == FILTER_UNWANTED);
	require(v->kind != FILTER_ERRNO || opts->kernel.show_failed);
}

/* The command is the rest after the first "--" that is not the value of an option. */
static void check_command(char *const *command, char *const *argv, int n)
{
	const ptrdiff_t at = command - argv;

	require(at >= 2 && at < n && !argv[n]);
	require(!strcmp(argv[at - 1], "--"));
}

static void check_accepted(const struct options *opts)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	require(!fake.err.len);
	require(opts->format && opts->action <= ACTION_VERSION);
	require(opts->kernel.ring_size >= page &&
		opts->kernel.ring_size <= RING_SIZE_MAX);
	require(!(opts->kernel.ring_size & (opts->kernel.ring_size - 1)));
	require(opts->kernel.args_size &&
		opts->kernel.args_size <= ARGS_CHUNK * ARGS_CHUNKS_MAX);
	require(opts->max_args <= INT32_MAX || opts->max_args == SIZE_MAX);
	require(!opts->kernel.lite || !opts->kernel.show_failed);
	require(opts->kernel.show_failed ||
		(!opts->kernel.only_failed && !opts->kernel.fold_path));
	require(opts->count && (!opts->until_match || opts->count == 1));
	require(opts->duration_ns <= INT64_MAX);
	for (size_t i = 0; i < opts->kernel.values.n; i++)
		check_value(opts, &opts->kernel.values.list[i]);
	for (size_t i = 0; i < opts->cgroups.n; i++)
		require(*opts->cgroups.list[i].text);
	require(opts->filter.line.n_positive <= opts->filter.line.n);
	require(!opts->run_as.name || (*opts->run_as.name && opts->command));
	require(!opts->until_match || !opts->command);
	require(!opts->write_path || *opts->write_path);
	require(!opts->kernel.btf || *opts->kernel.btf);
	require(!opts->kernel.bpf_object || *opts->kernel.bpf_object);
}

static void check_rejected(void)
{
	const struct strbuf *err = &fake.err;
	size_t len = err->len - strlen(TRY);

	require(fake.writes == 1);
	require(err->len > 11 + strlen(TRY) && !memcmp(err->data, "execsnoop: ", 11));
	require(!memcmp(err->data + len, TRY, strlen(TRY)));
	/* TRY is on a line of its own unless a value has a line break. */
	len -= err->data[len - 1] == '\n';
	require(oracle_is_safe(err->data, len));
}

/* Each nested repetition doubles the size of what the C library's regcomp() compiles;
 * thirty use up all memory. That is the cost of the user's own pattern. */
static bool repeats(const uint8_t *data, size_t size)
{
	int n = 0;

	for (size_t i = 0; i < size; i++)
		n += data[i] == '{' ? 8 : data[i] == '+';
	return n > 8;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *words[WORDS + 2], *argv[WORDS + 2];
	struct options opts;
	int n, err;

	if (repeats(data, size))
		return 0;
	n = make_words(words, data, size);
	memcpy(argv, words, sizeof(argv));
	fake_begin();
	err = options__parse(&opts, n, argv);
	fake_end();
	require(!err || err == -EINVAL);
	if (err)
		check_rejected();
	else
		check_accepted(&opts);
	if (!err && opts.command)
		check_command(opts.command, argv, n);
	options__free(&opts);
	for (int i = 0; i < n; i++)
		free(words[i]);
	return 0;
}
