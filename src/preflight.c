// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "log.h"
#include "preflight.h"
#include "text.h"
#include "tracefs.h"
#include "util.h"

#define KERNEL_BTF "/sys/kernel/btf/vmlinux"

enum need {
	NEEDED, /* no tracing without it */
	NEEDED_FULL, /* no failed execs without it */
	WARNED, /* tracing goes on with a warning */
	TOLD, /* by --check alone: some detail is missing, or dearer */
};

/* What a check found; both texts are for a person. */
struct finding {
	bool ok;
	bool usage; /* it is an option that is wrong, not this machine */
	struct strbuf detail; /* what is there, or what is missing */
	struct strbuf remedy; /* what to type */
};

struct check {
	const char *name;
	enum need need;
	const char *why; /* what it is needed for */
	void (*probe)(struct preflight *pf, struct finding *f);
	const char *after; /* the check without whose success it cannot tell */
	enum attach_mode instead; /* with NEEDED_FULL: what does without it */
};

static bool has_capability(unsigned int cap)
{
	struct __user_cap_header_struct header = { .version =
							   _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};

	if (syscall(SYS_capget, &header, data))
		return false;
	return data[cap / 32].effective & 1U << cap % 32;
}

/* The capabilities that BPF and perf were once part of imply them still. */
static bool has_capability_or_admin(unsigned int cap)
{
	return has_capability(cap) || has_capability(CAP_SYS_ADMIN);
}

static void add_setcap(struct strbuf *text)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	path[n < 0 ? 0 : n] = '\0';
	strbuf__printf(
		text,
		"sudo execsnoop, or once: sudo setcap cap_bpf,cap_perfmon,cap_dac_read_search+ep %s",
		n > 0 ? path : "execsnoop");
}

static void add_missing(struct strbuf *text, const char *name)
{
	strbuf__adds(text, text->len ? ", " : "missing ");
	strbuf__adds(text, name);
}

static int try_map(enum bpf_map_type type, uint32_t value_size, uint32_t entries)
{
	int fd = bpf_map_create(type, NULL, value_size ? sizeof(uint32_t) : 0, value_size,
				entries, NULL);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static void probe_privileges(struct preflight *pf, struct finding *f)
{
	int err;

	(void)pf;
	if (!has_capability_or_admin(CAP_BPF))
		add_missing(&f->detail, "CAP_BPF");
	if (!has_capability_or_admin(CAP_PERFMON))
		add_missing(&f->detail, "CAP_PERFMON");
	if (f->detail.len) {
		add_setcap(&f->remedy);
		return;
	}
	err = try_map(BPF_MAP_TYPE_ARRAY, sizeof(uint32_t), 1);
	f->ok = !err;
	if (f->ok) {
		strbuf__adds(&f->detail, "CAP_BPF, CAP_PERFMON");
	} else {
		strbuf__printf(&f->detail,
			       "bpf() is refused although all capabilities are held: %s",
			       strerror(-err));
		strbuf__adds(
			&f->remedy,
			"run it on the host, outside a user namespace or a container whose seccomp profile forbids bpf()");
	}
}

static void probe_ring(struct preflight *pf, struct finding *f)
{
	uint64_t size = pf->opts->ring_size;
	int err = try_map(BPF_MAP_TYPE_RINGBUF, 0, (uint32_t)sysconf(_SC_PAGESIZE));
	struct utsname name = {};

	if (err == -EINVAL) {
		uname(&name);
		strbuf__printf(
			&f->detail,
			"kernel %s is below the minimum 5.8: it has no BPF ring buffer",
			name.release);
		strbuf__adds(
			&f->remedy,
			"boot kernel 5.8 or later (RHEL 8.4 and later have it in 4.18)");
		return;
	}
	if (!err)
		err = try_map(BPF_MAP_TYPE_RINGBUF, 0, (uint32_t)size);
	f->ok = !err;
	strbuf__printf(&f->detail, "%llu KiB", (unsigned long long)size / 1024);
	if (err == -EPERM) {
		strbuf__adds(&f->detail, ": above the limit of locked memory");
		strbuf__adds(&f->remedy,
			     "ulimit -l unlimited, or a smaller ring: -b 256K");
	} else if (err) {
		strbuf__printf(&f->detail, " cannot be had: %s", strerror(-err));
		strbuf__adds(&f->remedy, "ask for a smaller ring: -b 1M");
	}
}

static void probe_btf(struct preflight *pf, struct finding *f)
{
	const char *path = pf->opts->btf ? pf->opts->btf : KERNEL_BTF;
	struct btf *btf = NULL;
	int err = 0;

	if (pf->opts->btf) {
		btf = btf__parse(path, NULL);
		err = (int)libbpf_get_error(btf);
		btf__free(err ? NULL : btf);
	} else if (access(path, R_OK)) {
		err = -errno;
	}
	f->ok = !err;
	f->usage = pf->opts->btf;
	strbuf__adds(&f->detail, path);
	if (!err)
		return;
	strbuf__reset(&f->detail);
	strbuf__printf(&f->detail, "failed to load kernel BTF from %s: %s", path,
		       err > -4000 ? strerror(-err) : "not a BTF file");
	strbuf__adds(
		&f->remedy,
		"give the BTF of exactly this kernel with --btf=FILE: from btfhub-archive by distribution and uname -r, or made with 'pahole --btf_encode_detached=FILE vmlinux'");
}

/* Lockdown in confidentiality mode takes the helpers that read memory away. */
static void probe_lockdown(struct preflight *pf, struct finding *f)
{
	char text[128];

	(void)pf;
	f->ok = read_file(AT_FDCWD, "/sys/kernel/security/lockdown", text, sizeof(text)) <
			0 ||
		!strstr(text, "[confidentiality]");
	strbuf__adds(&f->detail, f->ok ? "reading memory is allowed" :
					 "the kernel is locked down (confidentiality)");
	strbuf__adds(
		&f->remedy,
		"boot with lockdown=integrity, or without lockdown (Secure Boot may turn it on)");
}

static void probe_tracefs(struct preflight *pf, struct finding *f)
{
	f->ok = pf->tracefs >= 0;
	if (f->ok) {
		strbuf__adds(&f->detail, "readable");
		return;
	}
	if (!has_capability(CAP_DAC_READ_SEARCH) && !has_capability(CAP_DAC_OVERRIDE)) {
		add_missing(&f->detail, "CAP_DAC_READ_SEARCH to read it");
		add_setcap(&f->remedy);
	} else {
		strbuf__printf(&f->detail, "not mounted, and cannot be: %s",
			       strerror(-pf->tracefs_err));
		strbuf__adds(
			&f->remedy,
			"sudo mount -t tracefs none /sys/kernel/tracing, or run it as root");
	}
}

static void probe_syscall_events(struct preflight *pf, struct finding *f)
{
	int id = pf->tracefs < 0 ?
			 pf->tracefs_err :
			 tracefs__event_id(pf->tracefs, "syscalls/sys_exit_execve");

	f->ok = id >= 0;
	if (f->ok) {
		strbuf__adds(&f->detail, "available");
		return;
	}
	strbuf__printf(&f->detail, "no tracepoints of system calls: %s", strerror(-id));
	strbuf__adds(&f->remedy, "a kernel with CONFIG_FTRACE_SYSCALLS, or --lite");
}

static void probe_perf_events(struct preflight *pf, struct finding *f)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT,
					.size = sizeof(attr) };
	int id = pf->tracefs < 0 ?
			 pf->tracefs_err :
			 tracefs__event_id(pf->tracefs, "sched/sched_process_exec");
	int fd = -1;

	if (id >= 0) {
		attr.config = (uint64_t)id;
		fd = (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1,
				  PERF_FLAG_FD_CLOEXEC);
		id = fd < 0 ? -errno : id;
	}
	f->ok = id >= 0;
	if (fd >= 0)
		close(fd);
	strbuf__printf(&f->detail, "%s", f->ok ? "may be opened" : strerror(-id));
	strbuf__adds(
		&f->remedy,
		"give CAP_PERFMON as above; sysctl kernel.perf_event_paranoid tells who may without");
}

static void probe_task_storage(struct preflight *pf, struct finding *f)
{
	(void)pf;
	f->ok = libbpf_probe_bpf_map_type(BPF_MAP_TYPE_TASK_STORAGE, NULL) > 0;
	strbuf__adds(&f->detail,
		     f->ok ? "available" : "not in this kernel, a hash serves");
	strbuf__adds(&f->remedy, "kernel 5.11 or later");
}

static void probe_saved_registers(struct preflight *pf, struct finding *f)
{
	(void)pf;
	f->ok = libbpf_probe_bpf_helper(BPF_PROG_TYPE_TRACEPOINT, BPF_FUNC_task_pt_regs,
					NULL) > 0;
	strbuf__adds(&f->detail, f->ok ? "available" : "not in this kernel");
	strbuf__adds(&f->remedy, "kernel 5.15 or later");
}

static void probe_pid_namespace(struct preflight *pf, struct finding *f)
{
	const ino_t initial = 0xeffffffc; /* PROC_PID_INIT_INO, linux/proc_ns.h */
	struct stat st;

	(void)pf;
	f->ok = stat("/proc/self/ns/pid", &st) || st.st_ino == initial;
	strbuf__adds(
		&f->detail,
		f->ok ? "the host's" :
			"not the host's: the pids shown are the host's, not those seen here");
	strbuf__adds(&f->remedy,
		     "run it on the host, or with the container's --pid=host");
}

/* One that another comes after stands before it. */
static const struct check checks[] = {
	{ "privileges", NEEDED, "to load BPF programs", probe_privileges },
	{ "ring buffer", NEEDED, "to bring events to user space", probe_ring,
	  "privileges" },
	{ "kernel BTF", NEEDED, "to find the kernel's data", probe_btf },
	{ "lockdown", NEEDED, "to read command lines", probe_lockdown },
	{ "tracefs", NEEDED_FULL, "to find the tracepoints", probe_tracefs, NULL,
	  ATTACH_BTF },
	{ "syscall events", NEEDED_FULL, "to see failed execs", probe_syscall_events,
	  "tracefs", ATTACH_LITE },
	{ "perf events", NEEDED_FULL, "to attach to tracepoints", probe_perf_events,
	  "tracefs", ATTACH_BTF },
	{ "task storage", TOLD, "to note calls more cheaply", probe_task_storage,
	  "privileges" },
	{ "saved registers", TOLD, "for the arguments of execs that seccomp denied",
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

/* Whether tracing, as asked for, cannot do without it. */
static bool is_needed(const struct check *check, const struct options *opts)
{
	return check->need == NEEDED || (check->need == NEEDED_FULL && opts->show_failed);
}

/* Runs check i, unless it comes after one that has failed: then returns that
 * one's name. */
static const char *run_check(struct preflight *pf, size_t i, bool ok[N_CHECKS],
			     struct finding *f)
{
	const struct check *check = &checks[i];

	ok[i] = false;
	for (size_t j = 0; check->after && j < i; j++)
		if (!strcmp(checks[j].name, check->after) && !ok[j])
			return check->after;
	check->probe(pf, f);
	ok[i] = f->ok;
	return NULL;
}

static void start(struct preflight *pf, const struct options *opts)
{
	pf->opts = opts;
	pf->tracefs = tracefs__open();
	pf->tracefs_err = pf->tracefs < 0 ? pf->tracefs : 0;
}

/* What a miss means for the run: an exit status, and the mode that does without. */
static int judge(const struct check *check, struct finding *f, const struct options *opts,
		 enum attach_mode *mode)
{
	if (is_needed(check, opts)) {
		log_error("%s: %s\nNeeded %s. Try: %s", check->name, text_of(&f->detail),
			  check->why, text_of(&f->remedy));
		return f->usage ? EXIT_USAGE : EXIT_UNSUPPORTED;
	}
	if (check->need == NEEDED_FULL) {
		if (*mode == ATTACH_FULL)
			log_warn(
				"%s: %s\nSuccessful execs only: failed ones cannot be seen. Try: %s",
				check->name, text_of(&f->detail), text_of(&f->remedy));
		*mode = check->instead;
	} else {
		log_warn("%s: %s", check->name, text_of(&f->detail));
	}
	return EXIT_OK;
}

int preflight__run(struct preflight *pf, const struct options *opts,
		   enum attach_mode *mode)
{
	bool ok[N_CHECKS];
	int exit_code = EXIT_OK;

	start(pf, opts);
	*mode = opts->lite ? ATTACH_LITE : ATTACH_FULL;
	for (size_t i = 0; i < N_CHECKS && exit_code == EXIT_OK; i++) {
		struct finding f = {};

		if (checks[i].need == TOLD)
			continue;
		if (!run_check(pf, i, ok, &f) && !f.ok)
			exit_code = judge(&checks[i], &f, opts, mode);
		finding_free(&f);
	}
	return exit_code;
}

static void print_finding(const struct check *check, struct finding *f, bool needed)
{
	struct strbuf line = {};

	strbuf__printf(&line, "%-7s %-15s %s",
		       f->ok  ? "ok" :
		       needed ? "MISSING" :
				"limited",
		       check->name, text_of(&f->detail));
	if (!f->ok)
		strbuf__printf(&line, "\n        needed %s\n        try: %s", check->why,
			       text_of(&f->remedy));
	printf("%s\n", text_of(&line));
	strbuf__free(&line);
}

int preflight__print(struct preflight *pf, const struct options *opts)
{
	bool ok[N_CHECKS];
	int exit_code = EXIT_OK;

	start(pf, opts);
	for (size_t i = 0; i < N_CHECKS; i++) {
		bool needed = is_needed(&checks[i], opts);
		struct finding f = {};
		const char *before = run_check(pf, i, ok, &f);

		if (before)
			printf("unknown %-15s cannot be told without %s\n",
			       checks[i].name, before);
		else
			print_finding(&checks[i], &f, needed);
		if (needed && !ok[i])
			exit_code = EXIT_UNSUPPORTED;
		finding_free(&f);
	}
	return exit_code;
}

void preflight__free(struct preflight *pf)
{
	if (pf->tracefs >= 0)
		close(pf->tracefs);
}
