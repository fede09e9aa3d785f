// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "base/text.h"
#include "base/util.h"
#include "kernel/kernel_btf.h"
#include "kernel/preflight.h"
#include "kernel/probe.h"
#include "record/collect.h"

enum need {
	NEEDED, /* no tracing without it */
	NEEDED_FULL, /* no failed execs without it */
	WARNED, /* tracing goes on with a warning */
	REPORTED, /* by --check only: else a detail is missing or costs more time */
};

struct check {
	const char *name;
	enum need need;
	const char *why; /* its purpose, after "needed" */
	void (*probe)(const struct kernel_setup *setup, int tracefs, struct finding *f);
	const char *after; /* an earlier check that it depends on, or NULL */
	enum attach_mode instead; /* with NEEDED_FULL: the mode if it fails */
};

/* Each check follows those that it depends on. */
static const struct check checks[] = {
	{ "descriptors", NEEDED, "for maps, programs and events", probe_descriptors },
	{ "privileges", NEEDED, "to trace at all", probe_privileges },
	{ "ring buffer", NEEDED, "to bring events to user space", probe_ring,
	  "privileges" },
	{ "kernel BTF", NEEDED, "to find the kernel's data", probe_btf },
	{ "lockdown", NEEDED, "to read command lines", probe_lockdown },
	{ "tracefs", NEEDED_FULL,
	  "to find the tracepoints at the end of execve(), where failed execs are seen",
	  probe_tracefs, NULL, ATTACH_BTF },
	{ "syscall events", NEEDED_FULL, "to see failed execs", probe_syscall_events,
	  "tracefs", ATTACH_LITE },
	{ "perf events", NEEDED_FULL, "to attach to tracepoints", probe_perf_events,
	  "tracefs", ATTACH_BTF },
	{ "saved registers", REPORTED,
	  "to avoid a program at the start of calls, and to read the arguments of those that seccomp denied",
	  probe_saved_registers, "privileges" },
	{ "pid namespace", WARNED, "for pids that can be looked up here",
	  probe_pid_namespace },
};

#define N_CHECKS ARRAY_SIZE(checks)

static void finding_free(struct finding *f)
{
	strbuf__free(&f->detail);
	strbuf__free(&f->remedy);
}

static const char *text_of(struct strbuf *sb)
{
	const char *text = strbuf__cstr(sb);

	return text ? text : "out of memory";
}

static bool lacks_memory(const struct finding *f)
{
	return (!f->ok && f->err == -ENOMEM) || f->detail.failed || f->remedy.failed;
}

/* Whether tracing is impossible if the check fails. */
static bool is_needed(const struct check *check, const struct kernel_setup *setup)
{
	return check->need == NEEDED ||
	       (check->need == NEEDED_FULL && (setup->show_failed || setup->show_checks));
}

/* Run check i and return NULL, or return the name of the failed check that it depends
 * on. */
static const char *run_check(const struct kernel_setup *setup, int tracefs, size_t i,
			     bool ok[N_CHECKS], struct finding *f)
{
	const struct check *check = &checks[i];

	ok[i] = false;
	for (size_t j = 0; check->after && j < i; j++)
		if (!strcmp(checks[j].name, check->after) && !ok[j])
			return check->after;
	check->probe(setup, tracefs, f);
	ok[i] = f->ok;
	return NULL;
}

/* Report a failed check. Returns an exit status, and sets *mode to one that does not need
 * the check. */
static int judge(const struct check *check, struct finding *f,
		 const struct kernel_setup *setup, enum attach_mode *mode)
{
	if (lacks_memory(f)) {
		log_failure(check->name, -ENOMEM);
		return EXIT_RUNTIME;
	}
	if (is_needed(check, setup)) {
		log_error("%s: %s\nNeeded %s. Try: %s", check->name, text_of(&f->detail),
			  check->why, text_of(&f->remedy));
		return f->usage ? EXIT_USAGE : EXIT_UNSUPPORTED;
	}
	if (check->need == NEEDED_FULL) {
		if (*mode == ATTACH_FULL)
			log_warn(
				"%s: %s\nNeeded %s. Successful execs only: failed ones cannot be seen. Try: %s",
				check->name, text_of(&f->detail), check->why,
				text_of(&f->remedy));
		*mode = check->instead;
	} else {
		log_warn("%s: %s", check->name, text_of(&f->detail));
	}
	return EXIT_OK;
}

/* Return the mode that attaches through BTF if a column needs that. Such a program needs
 * the kernel's own BTF, even with --btf. */
static enum attach_mode prefer_btf(enum attach_mode mode,
				   const struct kernel_setup *setup)
{
	if (!(setup->collect & COLLECT_INTERPRETER) || access(KERNEL_BTF_PATH, R_OK))
		return mode;
	return mode == ATTACH_FULL ? ATTACH_FULL_BTF : ATTACH_BTF;
}

int preflight__run(const struct kernel_setup *setup, int tracefs, enum attach_mode *mode)
{
	bool ok[N_CHECKS];
	int exit_code = EXIT_OK;

	*mode = setup->lite ? ATTACH_LITE : ATTACH_FULL;
	for (size_t i = 0; i < N_CHECKS && exit_code == EXIT_OK; i++) {
		struct finding f = {};

		if (checks[i].need == REPORTED)
			continue;
		if (!run_check(setup, tracefs, i, ok, &f) && !f.ok)
			exit_code = judge(&checks[i], &f, setup, mode);
		finding_free(&f);
	}
	*mode = prefer_btf(*mode, setup);
	return exit_code;
}

static void add_escaped(struct strbuf *line, struct strbuf *text)
{
	const char *bytes = text_of(text);

	text__escape(line, bytes, strlen(bytes), 0);
}

/* Print a finding to stdout, escaped: both texts may hold a path from the command line.
 * Returns 0 or -ENOMEM. */
static int print_finding(const struct check *check, struct finding *f, bool needed)
{
	struct strbuf line = {};
	const char *text;
	int err = 0;

	strbuf__printf(&line, "%-7s %-15s ",
		       f->ok  ? "ok" :
		       needed ? "MISSING" :
				"limited",
		       check->name);
	add_escaped(&line, &f->detail);
	if (!f->ok) {
		strbuf__printf(&line, "\n        needed %s\n        try: ", check->why);
		add_escaped(&line, &f->remedy);
	}
	text = strbuf__cstr(&line);
	if (line.failed)
		err = -ENOMEM;
	else
		printf("%s\n", text);
	strbuf__free(&line);
	return err;
}

int preflight__print(const struct kernel_setup *setup, int tracefs)
{
	bool ok[N_CHECKS];
	int exit_code = EXIT_OK;

	for (size_t i = 0; i < N_CHECKS && exit_code != EXIT_RUNTIME; i++) {
		bool needed = is_needed(&checks[i], setup);
		struct finding f = {};
		const char *before = run_check(setup, tracefs, i, ok, &f);

		if (needed && !ok[i])
			exit_code = EXIT_UNSUPPORTED;
		if (before)
			printf("unknown %-15s cannot be checked without %s\n",
			       checks[i].name, before);
		else if (lacks_memory(&f) || print_finding(&checks[i], &f, needed))
			exit_code = EXIT_RUNTIME;
		finding_free(&f);
	}
	if (exit_code == EXIT_RUNTIME)
		log_failure("cannot check", -ENOMEM);
	return exit_code;
}
