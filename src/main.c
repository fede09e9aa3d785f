// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Parse, check, load, consume, report. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "consumer.h"
#include "loader.h"
#include "log.h"
#include "options.h"
#include "output.h"
#include "pipeline.h"
#include "preflight.h"
#include "privileges.h"
#include "sandbox.h"
#include "tracefs.h"
#include "util.h"

static const struct consumer_ops pipeline_ops = {
	.begin = pipeline__batch_begin,
	.record = pipeline__record,
	.end = pipeline__batch_end,
};

/* What the kernel alone knows, once no program runs any more. */
static void take_final_counts(const struct loader *ld, struct pipeline *p,
			      struct final_counts *final)
{
	const struct execsnoop_shared *shared = loader__shared(ld);

	final->hidden = shared->counters[COUNT_HIDDEN];
	final->filtered = shared->counters[COUNT_FILTERED];
	final->unnoted = shared->counters[COUNT_PENDING_FULL] + loader__unnoted(ld);
	final->cut = shared->counters[COUNT_CUT];
	pipeline__end(p, shared->ring_full, loader__skipped(ld));
}

/* What is said at the end, err being what ended it. Returns an exit status. */
static int report(struct pipeline *p, const struct final_counts *final, int err)
{
	if (err == -EPIPE) /* the reader has gone, and has seen what it wanted */
		return EXIT_OK;
	if (p->out->err)
		log_error("cannot write events: %s", strerror(-p->out->err));
	else if (err)
		log_error("cannot read the ring buffer: %s", strerror(-err));
	if (err) {
		p->summary->shown -= pipeline__events_left(p);
		log_error("what came after the events shown is lost");
	}
	summary__print(p->summary, final);
	return err ? EXIT_RUNTIME : EXIT_OK;
}

/* From here on nothing is opened or loaded. Returns an exit status. */
static int confine(const struct options *opts)
{
	const uint64_t keep = formatter__capabilities(opts->format, opts->columns);
	int err = privileges__drop(keep);

	if (err) {
		log_error("cannot give up privileges: %s", strerror(-err));
		return EXIT_RUNTIME;
	}
	if (keep || opts->no_sandbox)
		return EXIT_OK;
	err = sandbox__enter();
	if (err)
		log_verbose("no seccomp filter: %s", strerror(-err));
	return EXIT_OK;
}

/* From the ready line to the last one. Returns an exit status. */
static int trace(const struct options *opts, struct loader *ld, struct pipeline *p,
		 int signal_fd)
{
	const struct consumer_setup setup = {
		.ring_fd = loader__ring_fd(ld),
		.ring_size = p->summary->ring_size,
		.shared = loader__shared(ld),
		.signal_fd = signal_fd,
		.out_fd = p->out->fd,
		.ops = &pipeline_ops,
		.ctx = p,
	};
	struct final_counts final = {};
	struct consumer *consumer;
	int code, err;

	consumer = consumer__new(&setup);
	if (!consumer) {
		log_error("cannot read the ring buffer: %s", strerror(errno));
		return EXIT_RUNTIME;
	}
	code = confine(opts);
	if (code != EXIT_OK)
		goto out;
	output__begin(p->out);
	p->out->stop_fd = signal_fd;
	log_warn("tracing execs... Hit Ctrl-C to end.");
	err = pipeline__begin(p);
	if (!err)
		err = consumer__run(consumer);
	p->out->stop_fd = -1;
	loader__detach(ld);
	consumer__restore_signals(consumer);
	if (!err)
		err = consumer__drain(consumer);
	take_final_counts(ld, p, &final);
	if (!err)
		err = output__flush(p->out);
	code = report(p, &final, err);
out:
	consumer__free(consumer);
	return code;
}

/* Signals wait to be read once there is nothing left to open that may block. */
static int load_and_trace(const struct options *opts, struct loader *ld,
			  struct pipeline *p, int tracefs)
{
	int signal_fd, code;

	signal_fd = consumer__open_signals();
	if (signal_fd < 0) {
		log_error("cannot wait for signals: %s", strerror(-signal_fd));
		return EXIT_RUNTIME;
	}
	code = loader__load(ld);
	clock__init(&p->style.clock);
	if (code == EXIT_OK)
		code = loader__attach(ld, tracefs);
	if (code == EXIT_OK)
		code = trace(opts, ld, p, signal_fd);
	close(signal_fd);
	return code;
}

static int run(struct options *opts, int tracefs)
{
	struct summary summary = { .ring_size = opts->ring_size };
	struct output out = { .fd = -1 };
	struct pipeline pipeline = {
		.format = opts->format,
		.style = { .columns = opts->columns, .quote = opts->quote },
		.filter = &opts->filter,
		.max_args = opts->max_args,
		.out = &out,
		.summary = &summary,
	};
	struct loader *ld = NULL;
	enum attach_mode mode;
	int code;

	code = preflight__run(opts, tracefs, &mode);
	if (code == EXIT_OK)
		ld = loader__open(opts, mode, &code);
	if (code == EXIT_OK && output__open(&out, opts->write_path))
		code = opts->write_path ? EXIT_USAGE : EXIT_RUNTIME;
	if (code == EXIT_OK)
		code = load_and_trace(opts, ld, &pipeline, tracefs);
	pipeline__free(&pipeline);
	loader__free(ld);
	output__close(&out);
	return code;
}

/* A descriptor 0, 1 or 2 that is closed would be given to the next file opened.
 * Events for a closed stdout are a write error, not nothing. */
static void fill_standard_fds(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	struct options opts;
	int tracefs = -1, code = EXIT_USAGE;

	fill_standard_fds();
	/* The background job of a shell script inherits them ignored. */
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGXFSZ, SIG_IGN); /* a write error */
	if (options__parse(&opts, argc, argv))
		goto out;
	log_level = LOG_WARN + opts.verbose;
	loader__take_messages();
	code = EXIT_OK;
	switch (opts.action) {
	case ACTION_HELP:
		options__print_help();
		break;
	case ACTION_VERSION:
		printf("execsnoop %s\n", EXECSNOOP_VERSION);
		break;
	case ACTION_CHECK:
		tracefs = tracefs__open();
		code = preflight__print(&opts, tracefs);
		break;
	case ACTION_TRACE:
		tracefs = tracefs__open();
		code = run(&opts, tracefs);
		break;
	}
	if (fflush(stdout)) {
		log_error("cannot write to standard output: %s", strerror(errno));
		code = EXIT_RUNTIME;
	}
	if (tracefs >= 0)
		close(tracefs);
out:
	options__free(&opts);
	return code;
}
