// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Parse options, check the kernel, load the programs, show events, print the summary. */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "account.h"
#include "base/array.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/privileges.h"
#include "base/process.h"
#include "base/util.h"
#include "cli/options.h"
#include "helper_jobs.h"
#include "kernel/loader.h"
#include "kernel/preflight.h"
#include "kernel/tracefs.h"
#include "pipeline.h"
#include "reason/mounts.h"
#include "record/consumer.h"
#include "run/command.h"
#include "run/sandbox.h"
#include "run/stop.h"
#include "run/writer.h"
#include "select/cgroup_start.h"
#include "select/filter_start.h"
#include "show/ancestry_start.h"
#include "show/environs_start.h"
#include "show/output.h"

static const struct consumer_ops pipeline_ops = {
	.begin = pipeline__batch_begin,
	.record = pipeline__record,
	.end = pipeline__batch_end,
	.idle = pipeline__idle,
};

/* How long to wait for the output before saying so. */
#define PATIENCE_MS 1000

/* Whether no process of the tree is left. */
static bool tree_empty(void *loader)
{
	return loader__trees_are_empty(loader);
}

/* Wait until all lines are written. Returns 0, or a negative errno if a signal ended the
 * wait. */
static int finish_output(const struct pipeline *p, struct stop *stop, struct writer *w)
{
	int err = writer__finish(w);

	if (!err)
		err = stop__wait_for(stop, w->fd, PATIENCE_MS);
	if (err == -ETIMEDOUT) {
		log_warn_nowait("waiting for the output to take %llu events; %s gives up",
				(unsigned long long)pipeline__events_left(p),
				stop->command->running ?
					"a signal after the command's end" :
					"Ctrl-C");
		err = stop__wait_for(stop, w->fd, -1);
	}
	if (err)
		writer__kill(w);
	return err;
}

/* Drop the privileges that tracing no longer needs, and enter the sandbox. Returns an
 * exit status. */
static int confine(const struct options *opts, const struct command *command,
		   const struct writer *w)
{
	/* The command may change its user; only CAP_KILL then lets us send it signals. */
	const uint64_t signals = command->pid ? 1ULL << CAP_KILL : 0;
	/* A set-id or file-capability program drops everything, so that its caller gains
	 * no rights. */
	int err = privileges__drop(privileges__raised() ? 0 : signals);

	if (err) {
		log_failure("cannot give up privileges", err);
		return EXIT_RUNTIME;
	}
	if (opts->no_sandbox)
		return EXIT_OK;
	err = sandbox__enter(command__target(command), w->pid);
	if (err)
		log_verbose("no seccomp filter: %s", strerror(-err));
	return EXIT_OK;
}

/* Detach. If the command has ended, leave waiting for the kernel to a child process: our
 * caller waits for us. */
static void detach(struct loader *ld, const struct command *command)
{
	if (command->pid && !command->running)
		loader__detach_in_child(ld);
	loader__detach(ld);
}

/* Print the ready line, start the command, and show events until the tracing ends. Then
 * detach, show the records left in the ring, and print the final counts. Returns an exit
 * status. */
static int show(struct loader *ld, struct pipeline *p, struct writer *w,
		struct stop *stop, struct consumer *consumer)
{
	struct account *account = stop->reported;
	int failed, err, gave_up, code;

	writer__begin(w, stop->signal_fd);
	output__flush(p->out); /* the header */
	log_warn(stop->command->pid ? "tracing execs... until the command ends." :
				      "tracing execs... Hit Ctrl-C to end.");
	failed = err = stop__begin(stop);
	if (!err)
		err = consumer__run(consumer);
	account->ended_early = stop->command->running;
	detach(ld, stop->command);
	stop__take_signals(stop);
	if (!err || err == -EPIPE) /* the writer has ended: report() asks why */
		err = consumer__drain(consumer);
	if (err == -ECANCELED) /* --count is reached */
		err = 0;
	account__end(account);
	gave_up = finish_output(p, stop, w);
	/* Now a signal, also one that ended the wait, ends the wait for stderr. */
	if (log_blocks())
		stop__restore_signals(stop);
	/* stop__begin() has printed why it failed. */
	code = account__report(account, writer__result(w), failed ? 0 : err);
	if (gave_up)
		stop__restore_signals(stop);
	return failed ? EXIT_RUNTIME : code;
}

/* Return the exit status of execsnoop. code: the exit status of the tracing alone. */
static int exit_status(const struct options *opts, const struct command *command,
		       const struct summary *summary, int code)
{
	if (opts->until_match)
		return code == EXIT_OK && !summary->shown ? EXIT_RUNTIME : code;
	return command->status ? command->status : code;
}

/* Create the consumer, drop privileges, show events, and wait for the command. Returns an
 * exit status. */
static int trace(const struct options *opts, struct loader *ld, struct pipeline *p,
		 struct writer *w, struct stop *stop)
{
	const struct consumer_setup setup = {
		.ring_fd = loader__ring_fd(ld),
		.ring_size = p->summary->ring_size,
		.shared = loader__shared(ld),
		.writer_fd = w->fd,
		.ops = &pipeline_ops,
		.ctx = p,
		.sources = stop->sources,
		.n_sources = stop->n_sources,
		.sources_ctx = stop,
	};
	struct consumer *consumer;
	int code;

	consumer = consumer__new(&setup);
	if (!consumer) {
		log_failure("cannot read the ring buffer", -errno);
		return EXIT_RUNTIME;
	}
	code = confine(opts, stop->command, w);
	if (code == EXIT_OK) {
		code = show(ld, p, w, stop, consumer);
		stop__wait(stop);
		if (log_blocks())
			stop__restore_signals(stop);
		account__report_command(stop->reported, stop->command);
		code = exit_status(opts, stop->command, p->summary, code);
	}
	consumer__free(consumer);
	return code;
}

/* What is read of running programs, the ancestors of later execs. */
struct running_start {
	struct lineage *lineage; /* NULL: read nothing */
	struct ancestry_start args;
	struct environs_start env;
};

/* Read the running programs, and their command lines and environments if these are shown.
 * Returns 0, or -ENOMEM after printing that. Any other failure leaves them unknown, after a
 * warning. */
static int learn_running(const struct loader *ld, struct running_start *start)
{
	struct strbuf running = {};
	int err;

	if (!start->lineage)
		return 0;
	err = loader__list_running(ld, &running);
	if (err == -ENOMEM) {
		log_failure("cannot list running programs", err);
	} else if (err) {
		log_warn(
			"cannot list running programs: %s; ancestors among them may be unknown",
			strerror(-err));
		err = 0;
	} else {
		lineage__list(start->lineage, &running);
		if (start->args.ancestry)
			ancestry_start__read(&start->args, &running);
		if (start->env.environs)
			environs_start__read(&start->env, &running);
	}
	strbuf__free(&running);
	return err;
}

/*
 * Attach the programs and read the running programs. The first pass reads most of them
 * before records arrive, so that records do not wait; the second reads programs started
 * meanwhile; the third confirms the command lines of the second. Returns 0, or a negative
 * errno after printing why.
 */
static int attach(struct loader *ld, struct pipeline *p, int tracefs)
{
	struct running_start start = {
		.lineage = p->lineage,
		.args = { .ancestry = p->ancestry,
			  .redactor = p->redactor,
			  .helper = p->helper,
			  .job = JOB_CMDLINE },
		.env = { .environs = p->environs,
			 .helper = p->helper,
			 .job = JOB_ENVIRON },
	};
	int err = learn_running(ld, &start);

	if (!err)
		err = loader__attach(ld, tracefs);
	for (int i = 0; i < 2 && !err; i++)
		err = learn_running(ld, &start);
	if (p->helper)
		helper__replace_stuck(p->helper);
	strbuf__free(&start.args.unanswered);
	strbuf__free(&start.env.unanswered);
	return err;
}

/* Block signals, load and attach the programs, and trace. The output is open by now: to
 * open a FIFO may block for ever, and only an unblocked signal ends that. Returns an exit
 * status. */
static int load_and_trace(const struct options *opts, struct loader *ld,
			  struct pipeline *p, struct writer *w, int tracefs,
			  struct command *command)
{
	struct account account = { .ld = ld, .p = p };
	struct stop stop = {
		.command = command,
		.duration_ns = opts->duration_ns,
		.tree_empty = opts->kernel.wait_all ? tree_empty : NULL,
		.tree = ld,
		.report = account__report_so_far,
		.reported = &account,
	};
	int err = stop__open(&stop), code = EXIT_RUNTIME;

	if (err) {
		log_failure("cannot wait for signals", err);
		goto out;
	}
	err = loader__load(ld);
	p->cgroups->sets = loader__cgroup_sets(ld);
	clock__init(&p->format_ctx.clock);
	if (!err)
		err = attach(ld, p, tracefs);
	if (!err)
		err = pipeline__begin(p);
	code = exit_code_of(err);
	if (!err)
		code = trace(opts, ld, p, w, &stop);
out:
	stop__close(&stop);
	return code;
}

/* Start the helper processes if anything needs them. Returns an exit status. */
static int start_helper(const struct options *opts, struct pipeline *p,
			struct helper_jobs **jobs)
{
	const uint64_t for_columns = column_list__capabilities(&opts->columns);
	const unsigned int running = opts->kernel.collect &
				     (COLLECT_CMDLINES | COLLECT_PARENT_ENV);
	uint64_t keep = for_columns;

	if (!keep && !running)
		return EXIT_OK;
	if (opts->kernel.collect & (COLLECT_PARENT_ENV | COLLECT_PARENT_EXE))
		keep |= 1ULL << CAP_SYS_PTRACE; /* to read /proc/PID/environ and exe */
	*jobs = helper_jobs__start(keep);
	if (!*jobs) {
		log_failure("cannot start a helper process", -errno);
		return EXIT_RUNTIME;
	}
	p->helper = (*jobs)->helper;
	p->reasons.job = JOB_REASON;
	if (for_columns) /* for the column reason */
		p->reasons.helper = p->helper;
	return EXIT_OK;
}

/* Returns an exit status. */
static int open_pipeline(const struct options *opts, struct pipeline *p)
{
	p->format_ctx.ancestors = opts->ancestors;
	p->levels = opts->kernel.ancestors;
	return exit_code_of(pipeline__open(p, opts->kernel.collect));
}

/* Start the process that writes the events. Returns an exit status. */
static int open_output(const struct options *opts, struct output *out, struct writer *w,
		       struct summary *summary)
{
	const struct writer_setup setup = {
		.path = opts->write_path,
		.append = opts->append,
		.no_sandbox = opts->no_sandbox,
	};
	int err = output__open(out, opts->backlog);

	if (err) {
		log_failure("cannot start", err);
		return exit_code_of(err);
	}
	summary->backlog = out->size - OUTPUT_RESERVE;
	if (summary->backlog < opts->backlog)
		log_warn(
			"no address space for --backlog=%lluK: using %lluK; raise 'ulimit -v'",
			(unsigned long long)opts->backlog / 1024,
			(unsigned long long)summary->backlog / 1024);
	err = writer__start(w, out, &setup);
	return err == -EIO && opts->write_path ? EXIT_USAGE : exit_code_of(err);
}

static struct format_context format_context(const struct options *opts)
{
	return (struct format_context){
		.columns = opts->columns,
		.quote = opts->quote,
		.root_mount = mounts__id(AT_FDCWD, "/"),
		.width = opts->width,
		.dates = opts->format->dates,
	};
}

/* Check the kernel, open the object and the output, and trace. Returns an exit status. */
static int run(struct options *opts, int tracefs, struct command *command)
{
	struct summary summary = { .ring_size = opts->kernel.ring_size };
	struct output out = {};
	struct writer writer = {};
	struct cgroup_filter cgroups = {};
	struct pipeline pipeline = {
		.format = opts->format,
		.format_ctx = format_context(opts),
		.fold_path = opts->kernel.fold_path,
		.only_failed = opts->kernel.only_failed,
		.hide_failed = !opts->kernel.show_failed,
		.hide_checks = !opts->kernel.show_checks,
		.hide_starts = opts->hide_starts,
		.end_filter = &opts->kernel.ends,
		.values = &opts->kernel.values,
		.filter = &opts->filter,
		.cgroups = &cgroups,
		.redactor = opts->redactor.on ? &opts->redactor : NULL,
		.env = &opts->env,
		.max_args = opts->max_args,
		.count = opts->count,
		.out = &out,
		.summary = &summary,
	};
	struct helper_jobs *jobs = NULL;
	struct loader *ld = NULL;
	enum attach_mode mode;
	int code;

	code = preflight__run(&opts->kernel, tracefs, &mode);
	if (code == EXIT_OK)
		code = start_helper(opts, &pipeline, &jobs);
	if (code == EXIT_OK)
		code = open_pipeline(opts, &pipeline);
	if (code == EXIT_OK)
		code = exit_code_of(
			cgroup_start__open(&cgroups, &opts->cgroups,
					   opts->kernel.collect & COLLECT_CGROUPS));
	if (code == EXIT_OK) {
		filter_start__warn(&opts->kernel.values);
		code = exit_code_of(loader__open(&ld, &opts->kernel, mode, &cgroups));
	}
	terminal__open(&pipeline.format_ctx.terminal,
		       opts->write_path ? -1 : STDOUT_FILENO);
	if (code == EXIT_OK)
		code = open_output(opts, &out, &writer, &summary);
	if (code == EXIT_OK)
		code = load_and_trace(opts, ld, &pipeline, &writer, tracefs, command);
	writer__close(&writer);
	pipeline__free(&pipeline);
	summary__close(&summary);
	helper_jobs__end(jobs);
	loader__free(ld);
	cgroup_filter__free(&cgroups);
	output__close(&out);
	return code;
}

/* Fork the command and add its tree to the filters. Returns 0, or a negative errno after
 * printing why. */
static int start_command(struct options *opts, struct command *command)
{
	struct filter_values *values = &opts->kernel.values;
	struct filter_value *list;
	int err;

	list = array__grow(values->list, values->n, sizeof(*list));
	if (!list) {
		log_failure("cannot run a command", -ENOMEM);
		return -ENOMEM;
	}
	values->list = list;
	opts->kernel.count_tree =
		!(filter_values__kinds(values, FILTER_WANTED | FILTER_UNWANTED) &
		  1U << FILTER_TREE);
	err = command__fork(command, opts->command, &opts->run_as);
	if (err)
		return err;
	list[values->n++] = (struct filter_value){ FILTER_TREE, (uint32_t)command->pid,
						   FILTER_WANTED };
	if (process__in_first_pidns())
		values->command = (uint32_t)command->pid;
	return 0;
}

/* Perform the action that the options select. Returns an exit status. */
static int act(struct options *opts, struct command *command)
{
	int tracefs = -1, code = EXIT_OK;

	switch (opts->action) {
	case ACTION_HELP:
		options__print_help();
		break;
	case ACTION_COLUMNS:
		options__print_columns();
		break;
	case ACTION_ERRORS:
		options__print_errors();
		break;
	case ACTION_VERSION:
		printf("execsnoop %s\n", EXECSNOOP_VERSION);
		break;
	case ACTION_CHECK:
		tracefs = tracefs__open();
		code = preflight__print(&opts->kernel, tracefs);
		break;
	case ACTION_TRACE:
		/* A write to a helper process or a writer that has died fails with EPIPE. */
		signal(SIGPIPE, SIG_IGN);
		tracefs = tracefs__open();
		code = run(opts, tracefs, command);
		break;
	}
	if (tracefs >= 0)
		close(tracefs);
	return code;
}

/* Open /dev/null for reading at each of the descriptors 0, 1 and 2 that is closed, so
 * that no other file gets that number; writing events to a closed stdout then fails. The
 * command does not inherit these. */
static void fill_standard_fds(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	struct command command = {};
	struct options opts;
	int err, code;

	fill_standard_fds();
	err = memory__check();
	if (err)
		return exit_code_of(err);
	err = options__parse(&opts, argc, argv);
	if (err) {
		code = exit_code_of(err);
		goto out;
	}
	log_level = LOG_WARN + opts.verbose;
	if (opts.action == ACTION_TRACE && opts.command)
		err = start_command(&opts, &command);
	/* They may be inherited ignored, as SIGINT is by a shell script's background job.
	 * The command, forked above, has the inherited actions. */
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGXFSZ, SIG_IGN); /* write(2) then fails with EFBIG */
	signal(SIGUSR1, SIG_IGN); /* until stop__open() */
	loader__redirect_messages();
	code = exit_code_of(err);
	if (!err)
		code = act(&opts, &command);
	if (fflush(stdout) || ferror(stdout)) {
		log_error("cannot write to standard output: %s", strerror(errno));
		code = EXIT_RUNTIME;
	}
out:
	options__free(&opts);
	return code;
}
